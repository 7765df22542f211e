/** Tiles of a log (C2SP tlog-tiles): 256 hashes a tile, eight levels of the tree a level of tiles. */
import { concatBytes, equalBytes } from './bytes.ts';
import { ProofError } from './errors.ts';
import { type Hash, hashOf } from './hash.ts';
import type { ReadFile } from './layout.ts';
import { leafHash, nodeHash } from './merkle.ts';
import { type HashReader, rootHash } from './merkle-tree.ts';

/** Hashes in a full tile, entries in a full bundle. */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;
const HASH_BYTES = 32;
/** Entries are length-prefixed with 16 bits. */
export const MAX_ENTRY_BYTES = 0xffff;

/** Largest entry bundle: 256 entries with their lengths. */
export const MAX_BUNDLE_BYTES = TILE_WIDTH * (MAX_ENTRY_BYTES + 2);

/** A tile or bundle: `width` is 256 for a full one, less for a partial one. */
export interface Tile {
  /** Level of the tile, 0 to 6; `entries` for a bundle. */
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

/** `log/tile/0/x001/x234/067.p/12`. */
export function tilePath({ level, index, width }: Tile): string {
  const groups: string[] = [];
  let rest = index;
  do {
    groups.unshift(String(rest % 1000).padStart(3, '0'));
    rest = Math.floor(rest / 1000);
  } while (rest > 0);
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `log/tile/${level}/${path}${width < TILE_WIDTH ? `.p/${width}` : ''}`;
}

/** The tile a path names, or null: exactly the paths {@link tilePath} writes. */
export function parseTilePath(path: string): Tile | null {
  const match = /^log\/tile\/([0-6]|entries)\/((?:x[0-9]{3}\/){0,4}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/.exec(path);
  if (match === null) return null;
  const [, level = '', groups = '', width] = match;
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(groups.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  return tilePath(tile) === path ? tile : null;
}

/** Whether a tile is a partial one whose full tile a log of `size` has: such a file may be deleted. */
export function isSuperseded(tile: Tile, size: number): boolean {
  const span = TILE_WIDTH ** (tile.level === 'entries' ? 1 : tile.level + 1);
  return tile.width < TILE_WIDTH && (tile.index + 1) * span <= size;
}

/** How many hashes the tile of that level and index holds in a log of `size`. */
function widthIn(size: number, level: number, index: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  return Math.min(TILE_WIDTH, Math.max(0, hashes - index * TILE_WIDTH));
}

/** Hash of the complete subtree over these hashes; their count is a power of two. */
async function subtreeHash(hashes: readonly Hash[]): Promise<Hash> {
  let row = hashes;
  while (row.length > 1) {
    const pairs: Promise<Hash>[] = [];
    for (let at = 0; at < row.length; at += 2) pairs.push(nodeHash(row[at] as Hash, row[at + 1] as Hash));
    row = await Promise.all(pairs);
  }
  return row[0] as Hash;
}

/**
 * A reader of subtree hashes on top of a way to get a tile's hashes: each subtree is hashed at most once, and none that is
 * `known`.
 */
function readerOf(
  readTile: (level: number, index: number) => Promise<readonly Hash[]>,
  known: (level: number, index: number) => Promise<Hash> | null = () => null,
): HashReader {
  const subtrees = new Map<string, Promise<Hash>>();
  const compute = async (level: number, index: number): Promise<Hash> => {
    if (level % TILE_HEIGHT !== 0) {
      const children = [readHash(level - 1, 2 * index), readHash(level - 1, 2 * index + 1)] as const;
      return nodeHash(...(await Promise.all(children)));
    }
    const tile = await readTile(level / TILE_HEIGHT, Math.floor(index / TILE_WIDTH));
    const hash = tile[index % TILE_WIDTH];
    if (hash === undefined) throw new RangeError(`no subtree ${index} at level ${level} in this log`);
    return hash;
  };
  const readHash = (level: number, index: number): Promise<Hash> => {
    const name = `${level}/${index}`;
    const hash = subtrees.get(name) ?? known(level, index) ?? compute(level, index);
    subtrees.set(name, hash);
    return hash;
  };
  return { readHash };
}

function splitTile(bytes: Uint8Array): Hash[] {
  const hashes: Hash[] = [];
  for (let at = 0; at < bytes.length; at += HASH_BYTES) hashes.push(hashOf(bytes.slice(at, at + HASH_BYTES)) as Hash);
  return hashes;
}

/**
 * Reads hashes from the tiles of a log of `size` leaves, each tile at most once. Where the partial tile is gone, the
 * full one is read. Tiles are not checked: compare a root computed with it to a signed checkpoint.
 * Fails with `log-damaged` when a tile is missing or too short.
 */
export function tileReader(read: ReadFile, size: number): HashReader {
  const tiles = new Map<string, Promise<readonly Hash[]>>();
  const load = async (level: number, index: number): Promise<readonly Hash[]> => {
    const width = widthIn(size, level, index);
    const path = tilePath({ level, index, width });
    const maxBytes = TILE_WIDTH * HASH_BYTES;
    const bytes = (await read(path, maxBytes)) ?? (await read(tilePath({ level, index, width: TILE_WIDTH }), maxBytes));
    if (bytes === null || bytes.length < width * HASH_BYTES || width === 0) {
      throw new ProofError('log-damaged', `${path}: missing or too short`);
    }
    return splitTile(bytes.slice(0, width * HASH_BYTES));
  };
  return readerOf((level, index) => {
    const name = `${level}/${index}`;
    const tile = tiles.get(name) ?? load(level, index);
    tiles.set(name, tile);
    return tile;
  });
}

/** The bytes of an entry bundle. */
export function formatBundle(entries: readonly Uint8Array[]): Uint8Array {
  return concatBytes(
    ...entries.flatMap((entry) => {
      if (entry.length > MAX_ENTRY_BYTES) throw new RangeError(`a log entry has at most ${MAX_ENTRY_BYTES} bytes`);
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry];
    }),
  );
}

/** The entries of a bundle; there must be exactly `width`. Fails with `log-damaged`. */
export function parseBundle(bytes: Uint8Array, width: number, what = 'entry bundle'): Uint8Array[] {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at + 2 <= bytes.length && entries.length <= width) {
    const length = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    if (at + 2 + length > bytes.length) break;
    entries.push(bytes.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  if (at !== bytes.length || entries.length !== width) {
    throw new ProofError('log-damaged', `${what}: does not hold exactly ${width} entries`);
  }
  return entries;
}

/** Path of an entry bundle in a log of `size`. */
export function bundlePath(index: number, size: number): string {
  return tilePath({ level: 'entries', index, width: Math.min(TILE_WIDTH, size - index * TILE_WIDTH) });
}

/**
 * The entries of a bundle in a log of `size`; null when nobody has them. A log that has grown meanwhile may have only the
 * full bundle left: then its beginning. Fails with `log-damaged`.
 */
export async function readBundle(read: ReadFile, index: number, size: number): Promise<readonly Uint8Array[] | null> {
  const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
  for (const each of new Set([width, TILE_WIDTH])) {
    const path = tilePath({ level: 'entries', index, width: each });
    const bytes = await read(path, MAX_BUNDLE_BYTES);
    if (bytes !== null) return parseBundle(bytes, each, path).slice(0, width);
  }
  return null;
}

/** A log after entries were appended. */
export interface AppendedLog {
  readonly size: number;
  readonly root: Hash;
  /** Every tile and bundle the larger log needs and the smaller one did not have, entry bundles first. */
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  /** Leaf hashes of the appended entries, in order. */
  readonly leaves: readonly Hash[];
  /** Reads the larger log, its new tiles from memory: proofs can be made before anything is written. */
  readonly reader: HashReader;
}

/**
 * Appends entries to the log whose tiles `read` gives. Writes nothing: the caller makes `files` durable, then signs
 * `root`. `old` is what the last signed checkpoint says; tiles that do not give that root are refused with
 * `log-damaged`, because building on them would sign a fork.
 */
export async function appendEntries(
  read: ReadFile,
  old: { readonly size: number; readonly root: Hash },
  entries: readonly Uint8Array[],
): Promise<AppendedLog> {
  const before = tileReader(read, old.size);
  if (!equalBytes(await rootHash(before, old.size), old.root)) {
    throw new ProofError('log-damaged', `the log's tiles do not give the root signed for size ${old.size}`);
  }
  const size = old.size + entries.length;
  const leaves = await Promise.all(entries.map(leafHash));
  const files: { path: string; bytes: Uint8Array }[] = [];
  const fresh = new Map<string, readonly Hash[]>();
  if (entries.length > 0) files.push(...(await appendBundles(read, old.size, entries)));

  let added: readonly Hash[] = leaves;
  for (let level = 0; added.length > 0; level += 1) {
    const had = Math.floor(old.size / TILE_WIDTH ** level);
    const next: Hash[] = [];
    const firstTile = Math.floor(had / TILE_WIDTH);
    const kept = await Promise.all(
      Array.from({ length: had % TILE_WIDTH }, (_, at) =>
        before.readHash(level * TILE_HEIGHT, firstTile * TILE_WIDTH + at),
      ),
    );
    const row = [...kept, ...added];
    for (let at = 0; at < row.length; at += TILE_WIDTH) {
      const hashes = row.slice(at, at + TILE_WIDTH);
      const index = firstTile + at / TILE_WIDTH;
      fresh.set(`${level}/${index}`, hashes);
      files.push({ path: tilePath({ level, index, width: hashes.length }), bytes: concatBytes(...hashes) });
      if (hashes.length === TILE_WIDTH) next.push(await subtreeHash(hashes));
    }
    added = next;
  }

  const merged = readerOf(
    async (level, index) => fresh.get(`${level}/${index}`) ?? [],
    // What was complete in the smaller log is as it was: hashed once for both roots and for every proof.
    (level, index) => ((index + 1) * 2 ** level <= old.size ? before.readHash(level, index) : null),
  );
  return { size, root: await rootHash(merged, size), files, leaves, reader: merged };
}

async function appendBundles(
  read: ReadFile,
  oldSize: number,
  entries: readonly Uint8Array[],
): Promise<{ path: string; bytes: Uint8Array }[]> {
  const first = Math.floor(oldSize / TILE_WIDTH);
  const width = oldSize % TILE_WIDTH;
  const kept = width === 0 ? [] : await readBundle(read, first, oldSize);
  if (kept === null) throw new ProofError('log-damaged', `${bundlePath(first, oldSize)}: missing`);
  const all = [...kept, ...entries];
  const files: { path: string; bytes: Uint8Array }[] = [];
  for (let at = 0; at < all.length; at += TILE_WIDTH) {
    const part = all.slice(at, at + TILE_WIDTH);
    const tile: Tile = { level: 'entries', index: first + at / TILE_WIDTH, width: part.length };
    files.push({ path: tilePath(tile), bytes: formatBundle(part) });
  }
  return files;
}
