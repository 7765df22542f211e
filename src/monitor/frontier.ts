import { type Hash, nodeHash, rootHash } from '../proof/index.ts';

/**
 * The right edge of a Merkle tree: the hashes of its complete subtrees, largest first. At most 53 hashes tell the root
 * of a log of any size and take further leaves, so a log can be followed without keeping it.
 */
export class Frontier {
  size: number;
  readonly #hashes: Hash[];

  /** @param hashes as {@link Frontier.hashes} gave them for that size */
  constructor(size = 0, hashes: readonly Hash[] = []) {
    this.size = size;
    this.#hashes = [...hashes];
  }

  get hashes(): readonly Hash[] {
    return this.#hashes;
  }

  async append(leaf: Hash): Promise<void> {
    let hash = leaf;
    // A tree of odd size has a lone leaf at its edge; each further odd half is a further subtree to join.
    for (let rest = this.size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      hash = await nodeHash(this.#hashes.pop() as Hash, hash);
    }
    this.#hashes.push(hash);
    this.size += 1;
  }

  async root(): Promise<Hash> {
    const [last, ...rest] = this.#hashes.toReversed();
    if (last === undefined) return rootHash({ readHash: () => Promise.reject(new RangeError('no leaf')) }, 0);
    let root = last;
    for (const hash of rest) root = await nodeHash(hash, root);
    return root;
  }
}

/** How many complete subtrees a tree of that size has at its edge. */
export function edgeCount(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}
