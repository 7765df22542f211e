import type { Stripped } from './picture.ts';

/** What is known of a video before it is decoded. */
export interface Probe {
  readonly durationSeconds: number;
  readonly hasSound: boolean;
  readonly stripped: readonly Stripped[];
}

/**
 * What ffmpeg may read. Not playlists (HLS, DASH, concat): they name further files, and what is sent to us could so
 * have parts of this machine's files drawn into a published video.
 */
const DEMUXERS = 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegts,ogg,flv';

/** Parameters that come before every untrusted input. */
export const GUARD = ['-protocol_whitelist', 'file', '-format_whitelist', DEMUXERS] as const;

/** How ffprobe is asked. */
export function probeParameters(input: string): string[] {
  return ['-v', 'error', ...GUARD, '-of', 'json', '-show_format', '-show_streams', '-show_chapters', input];
}

/** Reads ffprobe's answer; null when there is no moving picture in it. */
export function parseProbe(json: string): Probe | null {
  const { format, streams, chapters } = recordOf(parseJson(json));
  const all = listOf(streams).map(recordOf);
  const pictures = all.filter(
    ({ codec_type, disposition }) => codec_type === 'video' && recordOf(disposition).attached_pic !== 1,
  );
  const durations = [recordOf(format).duration, pictures[0]?.duration].map(Number).filter((value) => value > 0);
  const durationSeconds = durations[0];
  if (pictures.length === 0 || durationSeconds === undefined || !Number.isFinite(durationSeconds)) return null;
  const sounds = all.filter(({ codec_type }) => codec_type === 'audio');
  const tags = [recordOf(format), ...all].flatMap((each) => Object.keys(recordOf(each.tags)));
  const place = tags.some((name) => /location|gps|xyz/i.test(name));
  const told = tags.some((name) => !USUAL_TAGS.includes(name.toLowerCase())) || listOf(chapters).length > 0;
  const found: readonly [boolean, Stripped][] = [
    [place, 'place'],
    [told, 'tags'],
    [all.length > Math.min(pictures.length, 1) + Math.min(sounds.length, 1), 'streams'],
  ];
  return {
    durationSeconds,
    hasSound: sounds.length > 0,
    stripped: found.filter(([there]) => there).map(([, name]) => name),
  };
}

/** Tags that every file has and that say nothing about anyone. */
const USUAL_TAGS = [
  'major_brand',
  'minor_version',
  'compatible_brands',
  'handler_name',
  'vendor_id',
  'language',
  'duration',
];

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
