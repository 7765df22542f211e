/**
 * The Merkle tree of RFC 6962 / RFC 9162. Sizes and indexes are plain numbers up to 2^53: no 32-bit operator
 * touches them, because `>>` and `&` would quietly wrap a log of more than 2^32 leaves.
 */
import { concatBytes, equalBytes } from './bytes.ts';
import { ProofError } from './errors.ts';
import { type Hash, sha256 } from './hash.ts';

/** Hash of a leaf: SHA-256 over 0x00 and the entry. */
export function leafHash(entry: Uint8Array): Promise<Hash> {
  return sha256(concatBytes(Uint8Array.of(0), entry));
}

/** Hash of an inner node: SHA-256 over 0x01 and both children. */
export function nodeHash(left: Hash, right: Hash): Promise<Hash> {
  return sha256(concatBytes(Uint8Array.of(1), left, right));
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
 * The roots that a consistency proof gives for both sizes (0 < older < newer); null when it is not of their form. The
 * hashes that give the newer root admit no other older one: where only that differs from what was signed, the log forked.
 * An older tree of a power of two is not told by the proof; its root is then the one given, whatever it is.
 */
export async function rootsOfConsistency(
  older: { readonly size: number; readonly root: Hash },
  newerSize: number,
  proof: readonly Hash[],
): Promise<{ readonly older: Hash; readonly newer: Hash } | null> {
  let at = older.size - 1;
  let last = newerSize - 1;
  while (isOdd(at)) {
    at = half(at);
    last = half(last);
  }
  // With the old tree complete (a power of two) its root is the first hash, otherwise the proof brings it.
  const [first, ...rest] = at === 0 ? [older.root, ...proof] : proof;
  if (first === undefined) return null;
  let oldHash = first;
  let newHash = first;
  for (const sibling of rest) {
    if (last === 0) return null;
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
  return last === 0 ? { older: oldHash, newer: newHash } : null;
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
  const roots = await rootsOfConsistency(older, newer.size, proof);
  if (roots === null || !equalBytes(roots.older, older.root) || !equalBytes(roots.newer, newer.root)) throw bad();
}
