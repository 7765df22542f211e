/** Roots and proofs of a Merkle tree from the hashes of its subtrees; what verifies them is in `merkle.ts`. */
import { type Hash, sha256 } from './hash.ts';
import { nodeHash } from './merkle.ts';

/**
 * Gives hashes of complete subtrees: `readHash(level, index)` is the hash over the leaves
 * `index × 2^level` up to `(index + 1) × 2^level`. Calls may run at once.
 */
export interface HashReader {
  readHash(level: number, index: number): Promise<Hash>;
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
