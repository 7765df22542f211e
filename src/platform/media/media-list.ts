import { createHash } from 'node:crypto';
import { MediaError } from './error.ts';
import { sha256Of } from './named-bytes.ts';

const HEADER = 'tamizdat.media/v1';
/** The smallest block; a list that would grow beyond `MAX_LIST_BYTES` with it takes the double, and so on. */
const MIN_BLOCK_BYTES = 16_384;
const MAX_BLOCK_BYTES = 1_048_576;
/** As every file of an edition's `o/` folder. */
const MAX_LIST_BYTES = 8_000;

/** One piece of a video and the hashes of its blocks. */
export interface MediaListPiece {
  readonly sizeBytes: number;
  /** SHA-256 of the piece, lower-case hex. */
  readonly sha256: string;
  /** SHA-256 of each block in order, lower-case hex. */
  readonly blocks: readonly string[];
}

/** The list of block hashes of a video: what lets a reader check it while it arrives (`docs/spec/media.md`). */
export interface MediaList {
  /** Every block has this length but the last of a piece, which has the rest. */
  readonly blockBytes: number;
  readonly pieces: readonly MediaListPiece[];
}

/**
 * The list of block hashes of pieces, as bytes of an `o/` file of at most 8,000 bytes: blocks of 16 KiB, or of the
 * smallest doubling of it with which the list stays that short.
 * @throws MediaError `video-too-large` when no block size does.
 */
export function formatMediaList(pieces: readonly Uint8Array[]): Uint8Array {
  for (let blockBytes = MIN_BLOCK_BYTES; blockBytes <= MAX_BLOCK_BYTES; blockBytes *= 2) {
    const lines = pieces.map(
      (piece) => `piece ${piece.length} sha256:${sha256Of(piece)} ${blockHashes(piece, blockBytes)}`,
    );
    const bytes = new TextEncoder().encode(`${[HEADER, `block ${blockBytes}`, ...lines].join('\n')}\n`);
    if (bytes.length <= MAX_LIST_BYTES) return bytes;
  }
  throw new MediaError('video-too-large', `the video is too large: ${pieces.length} pieces`, {
    hint: 'carry a shorter one',
  });
}

/** The hashes of a piece's blocks, one after the other, in base64 (RFC 4648, section 4). */
function blockHashes(piece: Uint8Array, blockBytes: number): string {
  const hashes: Buffer[] = [];
  for (let at = 0; at < piece.length; at += blockBytes) {
    hashes.push(
      createHash('sha256')
        .update(piece.subarray(at, at + blockBytes))
        .digest(),
    );
  }
  return Buffer.concat(hashes).toString('base64');
}

/** Parses a list of block hashes; null when it is not exactly in the format that `formatMediaList` writes. */
export function parseMediaList(bytes: Uint8Array): MediaList | null {
  if (bytes.length > MAX_LIST_BYTES) return null;
  const [header, block, ...rest] = Buffer.from(bytes).toString('latin1').split('\n');
  const blockBytes = Number(/^block ([1-9][0-9]{4,6})$/.exec(block ?? '')?.[1]);
  if (header !== HEADER || !isBlockSize(blockBytes) || rest.length < 2 || rest.pop() !== '') return null;
  const pieces = rest.map((line) => parsePiece(line, blockBytes));
  return pieces.every((piece) => piece !== null) ? { blockBytes, pieces } : null;
}

function isBlockSize(bytes: number): boolean {
  const doublings = Math.log2(bytes / MIN_BLOCK_BYTES);
  return bytes >= MIN_BLOCK_BYTES && bytes <= MAX_BLOCK_BYTES && Number.isInteger(doublings);
}

function parsePiece(line: string, blockBytes: number): MediaListPiece | null {
  const [, size, sha256, base64] =
    /^piece ([1-9][0-9]{0,6}) sha256:([0-9a-f]{64}) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
  if (size === undefined || sha256 === undefined || base64 === undefined) return null;
  const hashes = Buffer.from(base64, 'base64');
  const sizeBytes = Number(size);
  if (hashes.length !== Math.ceil(sizeBytes / blockBytes) * 32 || hashes.toString('base64') !== base64) return null;
  const blocks = Array.from({ length: hashes.length / 32 }, (_, n) =>
    hashes.subarray(n * 32, n * 32 + 32).toString('hex'),
  );
  return { sizeBytes, sha256, blocks };
}
