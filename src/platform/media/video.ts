import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { MediaFile, ObjectFile } from '../../article/index.ts';
import { MediaError } from './error.ts';
import { formatMediaList } from './media-list.ts';
import { mediaFileOf, sha256Of } from './named-bytes.ts';
import { type CarriedPicture, carryPicture, type Stripped } from './picture.ts';
import { runProgram } from './program.ts';
import { takingTurns } from './turns.ts';
import { type Probe, parseProbe, probeParameters } from './video-probe.ts';
import { pieceParameters, posterParameters } from './video-recipe.ts';

/** Larger video files are refused. */
export const MAX_VIDEO_BYTES = 2_000_000_000;
/** Longer videos are refused: at what readers can fetch, ten minutes are already 15 MB. */
export const MAX_VIDEO_SECONDS = 600;
/** No piece is larger. */
export const MAX_PIECE_BYTES = 1_000_000;

/** A video fit to be carried. */
export interface CarriedVideo {
  readonly outcome: 'carried';
  /** MP4 files of at most 1 MB in playing order; each plays by itself. */
  readonly pieces: readonly {
    readonly file: MediaFile & { readonly extension: 'mp4' };
    readonly bytes: Uint8Array;
  }[];
  /** The list of block hashes of all pieces, an `o/` file: `docs/spec/media.md`. */
  readonly hashes: { readonly file: ObjectFile; readonly bytes: Uint8Array };
  readonly durationSeconds: number;
  /** A frame near the beginning. */
  readonly poster: CarriedPicture;
  readonly stripped: readonly Stripped[];
}

/** A video that is left out because this machine cannot make it small; nothing is wrong with the video. */
export interface SkippedVideo {
  readonly outcome: 'skipped';
  /** A sentence for people: `video is skipped: ffmpeg is not installed`. */
  readonly reason: string;
}

export interface VideoOptions {
  readonly signal?: AbortSignal;
  /** For the whole of the work, ten minutes unless given. */
  readonly timeoutMs?: number;
  /** The programs, for machines that have them elsewhere: `ffmpeg` and `ffprobe` on PATH unless given. */
  readonly programs?: { readonly ffmpeg: string; readonly ffprobe: string };
}

// One at a time: ffmpeg alone fills the machine.
const takeTurn = takingTurns(1);

/**
 * Makes a video fit to be carried: some 240 lines, H.264 and AAC in MP4, without any metadata, cut into pieces of at
 * most 1 MB that each play by themselves, with a poster picture and the list of block hashes. Reads what ffmpeg reads of
 * MP4, MOV, WebM, Matroska, AVI, MPEG and Ogg, up to 2 GB and ten minutes; playlists and other files that name files
 * are refused. Works in a folder of its own below the system's temporary folder, which is always removed.
 * @param video The path of a file, or its bytes.
 * @returns `skipped` where ffmpeg is not installed: an expected outcome, not an error.
 * @throws MediaError `not-a-video`, `video-too-large`, `video-failed`, `media-timeout`; the signal's reason.
 */
export function carryVideo(
  video: string | Uint8Array,
  options: VideoOptions = {},
): Promise<CarriedVideo | SkippedVideo> {
  return takeTurn(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tamizdat-video-'));
    try {
      return await carry(video, folder, options);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

async function carry(
  video: string | Uint8Array,
  folder: string,
  options: VideoOptions,
): Promise<CarriedVideo | SkippedVideo> {
  const { ffmpeg, ffprobe } = options.programs ?? { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' };
  const deadline = Date.now() + (options.timeoutMs ?? 600_000);
  const run = (name: string, parameters: readonly string[]) =>
    runProgram(name, parameters, {
      cwd: folder,
      timeoutMs: Math.max(1, deadline - Date.now()),
      signal: options.signal,
    });
  const input = await placeInput(video, folder);

  const probed = await run(ffprobe, probeParameters(input));
  if (probed === null) return skipped(ffprobe);
  const probe = probed.status === 0 ? parseProbe(probed.stdout) : null;
  if (probe === null) throw notAVideo();
  if (probe.durationSeconds > MAX_VIDEO_SECONDS) throw tooLarge(`${Math.ceil(probe.durationSeconds / 60)} minutes`);

  const framed = await run(ffmpeg, posterParameters(input, probe.durationSeconds));
  if (framed === null) return skipped(ffmpeg);
  const frame = framed.status === 0 ? await readFile(join(folder, 'poster.png')).catch(() => null) : null;
  if (frame === null) throw notAVideo(framed.stderr);
  const poster = await carryPicture(new Uint8Array(frame));
  const pieces = await makePieces(folder, probe, (seconds) => run(ffmpeg, pieceParameters(input, probe, seconds)));
  const list = formatMediaList(pieces);
  return {
    outcome: 'carried',
    pieces: pieces.map((bytes) => ({ file: mediaFileOf(bytes, 'mp4'), bytes })),
    hashes: { file: { sha256: sha256Of(list), sizeBytes: list.length }, bytes: list },
    durationSeconds: Math.max(1, Math.round(probe.durationSeconds)),
    poster,
    stripped: probe.stripped,
  };
}

/** Encodes with shorter and shorter pieces until each is small enough. */
async function makePieces(
  folder: string,
  probe: Probe,
  encode: (pieceSeconds: number) => ReturnType<typeof runProgram>,
): Promise<Uint8Array[]> {
  for (const pieceSeconds of [24, 12, 6]) {
    for (const name of await pieceNames(folder)) await rm(join(folder, name));
    const encoded = await encode(pieceSeconds);
    const names = await pieceNames(folder);
    if (encoded === null || encoded.status !== 0 || names.length === 0) {
      throw new MediaError('video-failed', `ffmpeg could not make the video small: ${lastLine(encoded?.stderr)}`, {
        hint: 'the article is carried without the video; see whether it plays elsewhere',
      });
    }
    const pieces = await Promise.all(names.map(async (name) => new Uint8Array(await readFile(join(folder, name)))));
    if (pieces.every((piece) => piece.length <= MAX_PIECE_BYTES)) return pieces;
  }
  throw tooLarge(`${Math.round(probe.durationSeconds)} s of it do not fit into pieces of 1 MB`);
}

async function pieceNames(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => /^piece-\d{4}\.mp4$/.test(name)).sort();
}

/** Gives ffmpeg a name it cannot take for an option, a protocol or a pattern. */
async function placeInput(video: string | Uint8Array, folder: string): Promise<string> {
  if (typeof video !== 'string') {
    if (video.length > MAX_VIDEO_BYTES) throw tooLarge(`${Math.ceil(video.length / 1e6)} MB`);
    const path = join(folder, 'input');
    await writeFile(path, video, { mode: 0o600 });
    return `file:${path}`;
  }
  const path = resolve(video);
  const { size } = await stat(path);
  if (size > MAX_VIDEO_BYTES) throw tooLarge(`${Math.ceil(size / 1e6)} MB`);
  return `file:${path}`;
}

function skipped(program: string): SkippedVideo {
  return { outcome: 'skipped', reason: `video is skipped: ${program} is not installed` };
}

function notAVideo(stderr?: string): MediaError {
  return new MediaError('not-a-video', 'not a video that can be carried: ffmpeg finds no picture in it', {
    hint: 'the article is carried without it; give an MP4 or WebM',
    ...(stderr === undefined ? {} : { cause: new Error(lastLine(stderr)) }),
  });
}

function tooLarge(what: string): MediaError {
  return new MediaError('video-too-large', `the video is too large: ${what}`, {
    hint: `give one of at most ${MAX_VIDEO_SECONDS / 60} minutes and ${MAX_VIDEO_BYTES / 1e9} GB`,
  });
}

/** The last line of what a program said; paths in it would name this machine's folders. */
function lastLine(text = ''): string {
  const line = text.trim().split('\n').at(-1) ?? '';
  return line.replace(/(?:file:)?\/\S+/g, 'the file').slice(0, 200);
}
