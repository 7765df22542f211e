import { GUARD, type Probe } from './video-probe.ts';

/** The shorter side becomes at most 240 pixels; both sides even, as H.264 with 4:2:0 wants them. */
const SCALE =
  "scale='if(gte(iw,ih),-2,trunc(min(240,iw)/2)*2)':'if(gte(iw,ih),trunc(min(240,ih)/2)*2,-2)',setsar=1,format=yuv420p";

const QUIET = ['-nostdin', '-v', 'error', '-y'] as const;
/** Only the pictures that count; cover art and further tracks stay behind. */
const PICTURES = ['-map', '0:V:0'] as const;
const NO_METADATA = ['-map_metadata', '-1', '-map_chapters', '-1', '-sn', '-dn', '-fflags', '+bitexact'] as const;

/** One frame near the beginning, where the picture has usually come up, as `poster.png` in the working folder. */
export function posterParameters(input: string, durationSeconds: number): string[] {
  const at = Math.min(1, durationSeconds / 4).toFixed(3);
  return [
    ...QUIET,
    ...GUARD,
    '-ss',
    at,
    '-i',
    input,
    ...PICTURES,
    '-frames:v',
    '1',
    ...NO_METADATA,
    '-f',
    'image2',
    'poster.png',
  ];
}

/**
 * Pieces `piece-0000.mp4` … in the working folder. The rate is capped at some 290 kbit/s, so that 24 s come to about
 * 870 KB at most; a key frame stands at each cut, and the index in front (`faststart`), so that each plays by itself.
 * x264 writes its settings into the stream as an SEI message of 700 bytes a piece; `filter_units` takes that out.
 */
export function pieceParameters(input: string, { hasSound }: Probe, pieceSeconds: number): string[] {
  const video = [
    '-c:v',
    'libx264',
    '-profile:v',
    'main',
    '-preset',
    'slow',
    '-crf',
    '29',
    '-maxrate',
    '240k',
    '-bufsize',
    '480k',
  ];
  const keyFrames = ['-force_key_frames', `expr:gte(t,n_forced*${pieceSeconds})`, '-fpsmax', '25'];
  const clean = ['-flags:v', '+bitexact', '-bsf:v', 'filter_units=remove_types=6'];
  const sound = hasSound
    ? ['-map', '0:a:0', '-c:a', 'aac', '-b:a', '48k', '-ac', '1', '-ar', '32000', '-flags:a', '+bitexact']
    : [];
  const pieces = ['-f', 'segment', '-segment_time', String(pieceSeconds), '-reset_timestamps', '1'];
  const mp4 = ['-segment_format', 'mp4', '-segment_format_options', 'movflags=+faststart:fflags=+bitexact'];
  return [
    ...[...QUIET, ...GUARD, '-threads', '2', '-i', input, ...PICTURES],
    ...['-vf', SCALE, ...video, ...keyFrames, ...clean, ...sound, ...NO_METADATA],
    ...[...pieces, ...mp4, 'piece-%04d.mp4'],
  ];
}
