import { join } from 'node:path';
import {
  bundlePath,
  CHECKPOINT_PATH,
  ForkError,
  type Hash,
  type HashReader,
  hexOf,
  leafHash,
  MAX_BUNDLE_BYTES,
  MAX_MUTABLE_BYTES,
  nodeHash,
  ProofError,
  parseBundle,
  parseTilePath,
  type ReadFile,
  readBundle,
  rootHash,
  TILE_WIDTH,
  type Trusted,
  type VerifiedHead,
  verifyCheckpoint,
} from '../proof/index.ts';
import { readWhole } from './folder-files.ts';
import { readCapped } from './target.ts';

/** Eight levels of the tree are one level of tiles. */
const TILE_HEIGHT = 8;

/** A log's tree, built from its entries. */
class LogTree implements HashReader {
  /** Hashes of complete subtrees, by level. */
  readonly #levels: Hash[][] = [];

  async add(entry: Uint8Array): Promise<void> {
    let hash = await leafHash(entry);
    for (let level = 0; ; level += 1) {
      const row = this.#levels[level] ?? [];
      this.#levels[level] = row;
      row.push(hash);
      const left = row.at(-2);
      if (row.length % 2 === 1 || left === undefined) return;
      hash = await nodeHash(left, hash);
    }
  }

  async readHash(level: number, index: number): Promise<Hash> {
    const hash = this.#levels[level]?.[index];
    if (hash === undefined) throw new RangeError(`no subtree ${index} at level ${level} in this log`);
    return hash;
  }

  /** The hashes of a tile; fewer than asked for when the log does not have them yet. */
  tile(level: number, index: number, width: number): readonly Hash[] {
    const start = index * TILE_WIDTH;
    return (this.#levels[level * TILE_HEIGHT] ?? []).slice(start, start + width);
  }
}

/**
 * Rebuilds a log from its entries and compares what it gives with the signed checkpoint, with the head, and with every
 * tile. Returns the number of entries; 0 without a log, which carriers may be. Fails with `log-damaged`, `fork`, or as
 * `verifyCheckpoint` does.
 * @param tiles paths of the tiles that the folder holds
 */
export async function checkFolderLog(
  folder: string,
  read: ReadFile,
  { trusted, head }: { readonly trusted: Trusted; readonly head: VerifiedHead | null },
  tiles: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const note = await readCapped(join(folder, CHECKPOINT_PATH), MAX_MUTABLE_BYTES);
  if (note === null) return 0;
  // What is there and larger than any is not the silence that `read` makes of it.
  if (note.length > MAX_MUTABLE_BYTES) {
    throw new ProofError('too-large', `${CHECKPOINT_PATH}: larger than ${MAX_MUTABLE_BYTES} bytes`);
  }
  const text = new TextDecoder().decode(note);
  const checkpoint = await verifyCheckpoint(trusted.policy, text, CHECKPOINT_PATH);
  const { origin, size } = checkpoint;
  const tree = new LogTree();
  for (let at = 0; at < size; at += TILE_WIDTH) {
    signal.throwIfAborted();
    for (const entry of await readEntries(read, at, size)) await tree.add(entry);
  }
  if (hexOf(await rootHash(tree, size)) !== hexOf(checkpoint.root)) {
    throw new ProofError('log-damaged', 'the entries of the log do not give the root of log/checkpoint');
  }
  if (head !== null && head.checkpoint.origin === origin && head.checkpoint.size <= size) {
    const root = hexOf(await rootHash(tree, head.checkpoint.size));
    if (root !== hexOf(head.checkpoint.root)) {
      throw new ForkError(
        [head.checkpoint.note, checkpoint.note],
        'head and log/checkpoint are of two different trees',
      );
    }
  }
  for (const path of tiles) await checkTile(folder, path, tree, size);
  return size;
}

async function readEntries(read: ReadFile, at: number, size: number): Promise<readonly Uint8Array[]> {
  const index = at / TILE_WIDTH;
  const entries = await readBundle(read, index, size);
  if (entries === null) throw new ProofError('log-damaged', `${bundlePath(index, size)}: missing`);
  return entries;
}

async function checkTile(folder: string, path: string, tree: LogTree, size: number): Promise<void> {
  const tile = parseTilePath(path);
  if (tile === null) return;
  if (tile.level === 'entries') return checkOldBundle(folder, path, { ...tile, size }, tree);
  const expected = tree.tile(tile.level, tile.index, tile.width);
  const bytes = await readWhole(folder, path, TILE_WIDTH * 32);
  // A tile may be ahead of the checkpoint while a carrier is being updated: only what the log has is compared.
  const actual = hexOf(bytes.subarray(0, expected.length * 32));
  if (bytes.length !== tile.width * 32 || actual !== expected.map(hexOf).join('')) {
    throw new ProofError('log-damaged', `${path}: not the hashes that the entries give`);
  }
}

/** A bundle of fewer entries than the log has by now, left from when that was all: those must be the same ones. */
async function checkOldBundle(
  folder: string,
  path: string,
  { index, width, size }: { readonly index: number; readonly width: number; readonly size: number },
  tree: LogTree,
): Promise<void> {
  // The log was built from this one.
  if (width === Math.min(TILE_WIDTH, size - index * TILE_WIDTH)) return;
  const expected = tree.tile(0, index, width);
  const entries = parseBundle(await readWhole(folder, path, MAX_BUNDLE_BYTES), width, path).slice(0, expected.length);
  const actual = await Promise.all(entries.map(leafHash));
  if (actual.map(hexOf).join('') !== expected.map(hexOf).join('')) {
    throw new ProofError('log-damaged', `${path}: not the entries that the log has`);
  }
}
