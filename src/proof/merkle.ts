/**
 * The Merkle tree of RFC 6962 / RFC 9162. Sizes and indexes are plain numbers up to 2^53: no 32-bit operator
 * touches them, because `>>` and `&` would quietly wrap a log of more than 2^32 leaves.
 */
import { concatBytes, equalBytes } from './bytes.ts';
import { ProofError } from './errors.ts';
import { type Hash, sha256 } from './hash.ts';

/**
 * Gives hashes of complete subtrees: `readHash(level, index)` is the hash over the leaves
 * `index × 2^level` up to `(index + 1) × 2^level`. Calls may run at once.
 */
export interface HashReader {
  readHash(level: number, index: number): Promise<Hash>;
}

/** Hash of a leaf: SHA-256 over 0x00 and the entry. */
export function leafHash(entry: Uint8Array): Promise<Hash> {
  return sha256(concatBytes(Uint8Array.of(0), entry));
}

/** Hash of an inner node: SHA-256 over 0x01 and both children. */
export function nodeHash(left: Hash, right: Hash): Promise<Hash> {
  return sha256(concatBytes(Uint8Array.of(1), left, right));
}

/** The largest power of two below `count` (which is at least 2), and its logarithm. */
function splitAt(count: number): { level: number; width: number } {
  let level = 0;
  let width = 1;
  while (width * 2 < count) {
    width *= 2;
    level += 1;
  }
  return { level, width };
}

/** Hash over the leaves `start` to `end` (exclusive), where `start` is a multiple of the largest subtree inside. */
async function rangeHash(reader: HashReader, start: number, end: number): Promise<Hash> {
  const count = end - start;
  if (count === 1) return reader.readHash(0, start);
  const { level, width } = splitAt(count);
  if (width * 2 === count) return reader.readHash(level + 1, start / count);
  const left = await rangeHash(reader, start, start + width);
  return nodeHash(left, await rangeHash(reader, start + width, end));
}

/** Root of the tree of the first `size` leaves; of the empty tree, the hash of nothing. */
export function rootHash(reader: HashReader, size: number): Promise<Hash> {
  return size === 0 ? sha256(new Uint8Array(0)) : rangeHash(reader, 0, size);
}

/**
 * The roots of the tree of `smaller` leaves and of that of `larger` (0 < smaller ≤ larger), computed from the same
 * hashes: where the reader gives a larger root that is known to be right, the smaller one is right too.
 */
export async function treeRoots(
  reader: HashReader,
  smaller: number,
  larger: number,
): Promise<{ readonly smaller: Hash; readonly larger: Hash }> {
  if (!(smaller > 0 && smaller <= larger)) throw new RangeError(`no tree of ${smaller} in one of ${larger}`);
  const within = async (start: number, end: number): Promise<{ smaller: Hash; larger: Hash }> => {
    if (smaller === end) {
      const hash = await rangeHash(reader, start, end);
      return { smaller: hash, larger: hash };
    }
    const middle = start + splitAt(end - start).width;
    if (smaller <= middle) {
      const left = await within(start, middle);
      return { ...left, larger: await nodeHash(left.larger, await rangeHash(reader, middle, end)) };
    }
    const left = await rangeHash(reader, start, middle);
    const right = await within(middle, end);
    return { smaller: await nodeHash(left, right.smaller), larger: await nodeHash(left, right.larger) };
  };
  return within(0, larger);
}

/** The hashes that lead from leaf `index` to the root of the tree of `size` leaves, lowest first. */
export async function proveInclusion(reader: HashReader, index: number, size: number): Promise<Hash[]> {
  if (!(index >= 0 && index < size)) throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
  const proof: Hash[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitAt(end - start).width;
    if (index < middle) {
      proof.push(await rangeHash(reader, middle, end));
      end = middle;
    } else {
      proof.push(await rangeHash(reader, start, middle));
      start = middle;
    }
  }
  return proof.reverse();
}

/** The hashes that show the tree of `newSize` to extend that of `oldSize` (0 < oldSize ≤ newSize). */
export async function proveConsistency(reader: HashReader, oldSize: number, newSize: number): Promise<Hash[]> {
  if (!(oldSize > 0 && oldSize <= newSize)) throw new RangeError(`no consistency proof from ${oldSize} to ${newSize}`);
  const proof: Hash[] = [];
  let start = 0;
  let end = newSize;
  while (oldSize !== end) {
    const middle = start + splitAt(end - start).width;
    if (oldSize <= middle) {
      proof.push(await rangeHash(reader, middle, end));
      end = middle;
    } else {
      proof.push(await rangeHash(reader, start, middle));
      start = middle;
    }
  }
  // The old tree's last subtree need not be told when it is the whole old tree: the verifier has that root.
  if (start > 0) proof.push(await rangeHash(reader, start, end));
  return proof.reverse();
}

const half = (value: number): number => Math.floor(value / 2);
const isOdd = (value: number): boolean => value % 2 === 1;

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/**
 * Verifies that a leaf stands at `index` of the tree (RFC 9162 section 2.1.3.2). Fails with `not-in-log`.
 */
export async function verifyInclusion(
  claim: { readonly leaf: Hash; readonly index: number; readonly size: number; readonly root: Hash },
  proof: readonly Hash[],
  what = `leaf ${claim.index}`,
): Promise<void> {
  const { leaf, index, size, root } = claim;
  const bad = () => new ProofError('not-in-log', `${what}: not proven to be in the tree of size ${size}`);
  if (!isSize(index) || !isSize(size) || index >= size) throw bad();
  let at = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) throw bad();
    if (isOdd(at) || at === last) {
      hash = await nodeHash(sibling, hash);
      while (!isOdd(at) && at !== 0) {
        at = half(at);
        last = half(last);
      }
    } else {
      hash = await nodeHash(hash, sibling);
    }
    at = half(at);
    last = half(last);
  }
  if (last !== 0 || !equalBytes(hash, root)) throw bad();
}

/**
 * Verifies that the newer tree only appended to the older one (RFC 9162 section 2.1.4.2).
 * Fails with `not-append-only`.
 */
export async function verifyConsistency(
  older: { readonly size: number; readonly root: Hash },
  newer: { readonly size: number; readonly root: Hash },
  proof: readonly Hash[],
): Promise<void> {
  const bad = () =>
    new ProofError('not-append-only', `tree of size ${newer.size}: not proven to extend that of size ${older.size}`);
  if (!isSize(older.size) || !isSize(newer.size) || older.size > newer.size) throw bad();
  if (older.size === newer.size || older.size === 0) {
    const same = older.size === 0 || equalBytes(older.root, newer.root);
    if (!same || proof.length > 0) throw bad();
    return;
  }
  let at = older.size - 1;
  let last = newer.size - 1;
  while (isOdd(at)) {
    at = half(at);
    last = half(last);
  }
  // With the old tree complete (a power of two) its root is the first hash, otherwise the proof brings it.
  const [first, ...rest] = at === 0 ? [older.root, ...proof] : proof;
  if (first === undefined) throw bad();
  let oldHash = first;
  let newHash = first;
  for (const sibling of rest) {
    if (last === 0) throw bad();
    if (isOdd(at) || at === last) {
      oldHash = await nodeHash(sibling, oldHash);
      newHash = await nodeHash(sibling, newHash);
      while (!isOdd(at) && at !== 0) {
        at = half(at);
        last = half(last);
      }
    } else {
      newHash = await nodeHash(newHash, sibling);
    }
    at = half(at);
    last = half(last);
  }
  if (last !== 0 || !equalBytes(oldHash, older.root) || !equalBytes(newHash, newer.root)) throw bad();
}
