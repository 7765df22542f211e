/** Do the signed trees of a log agree with one another? A log that forks tells chosen readers another story. */
import { equalBytes, textOf } from './bytes.ts';
import { ProofError } from './errors.ts';
import { forkOf, refuseFork, type SignedTree, seenTree } from './fork.ts';
import { CHECKPOINT_PATH, MAX_MUTABLE_BYTES, type ReadFile } from './layout.ts';
import type { Trusted } from './trust.ts';
import { type VerifiedCheckpoint, verifyCheckpoint } from './verify-checkpoint.ts';
import type { SeenHead, VerifiedHead } from './verify-head.ts';

/**
 * Whether two trees of one log are known to agree: the larger begins with everything the smaller holds. For two sizes
 * that takes a few tiles of the carrier; `unknown` without them, and for two logs.
 *
 * Both roots are computed from the same tiles, so tiles cannot lie about one and be right about the other: they give
 * the larger signed root, and then what they give for the smaller is what that tree holds. Fails with `fork`, and with
 * `log-damaged` when the tiles do not give the larger root.
 */
export async function compareTrees(
  earlier: SignedTree,
  later: SignedTree,
  read: ReadFile | null,
): Promise<'agree' | 'unknown'> {
  if (earlier.origin !== later.origin) return 'unknown';
  refuseFork(earlier, later);
  const [small, large] = earlier.size <= later.size ? [earlier, later] : [later, earlier];
  if (small.size === large.size || small.size === 0) return 'agree';
  if (read === null) return 'unknown';
  // The reader app never comes here (`isLogless`), so it does not begin with it.
  const { rootsOfTiles } = await import('./tile-roots.ts');
  const roots = await rootsOfTiles(read, small.size, large.size);
  if (roots === null) return 'unknown';
  if (!equalBytes(roots.larger, large.root)) {
    throw new ProofError('log-damaged', `log/tile: does not give the root signed for size ${large.size}`);
  }
  if (!equalBytes(roots.smaller, small.root)) throw forkOf(earlier, later);
  return 'agree';
}

/** What a carrier's log says about the log's past. */
export interface History {
  /** `log/checkpoint` of the carrier; null when it has none. */
  readonly checkpoint: VerifiedCheckpoint | null;
  /** Whether it is shown to agree with the head; null when there is nothing to compare. */
  readonly withLog: 'agree' | 'unknown' | null;
  /** Whether what was seen earlier is shown to agree with the head; null when nothing was seen of this log. */
  readonly withSeen: 'agree' | 'unknown' | null;
}

/**
 * Compares a verified head with what was seen earlier and with the carrier's own `log/checkpoint`, by the carrier's
 * tiles where sizes differ. Without `log/` (on the carrier, or with nobody to ask for it: null) only equal sizes can be
 * compared. Fails with `fork`, `log-damaged`, `too-large`, or as {@link verifyCheckpoint} does for `log/checkpoint`.
 */
export async function checkHistory(
  trusted: Trusted,
  read: ReadFile | null,
  head: VerifiedHead,
  seen: SeenHead | null,
): Promise<History> {
  const old = seen === null ? null : seenTree(seen);
  const isOfLog = old !== null && old.origin === head.checkpoint.origin;
  const withSeen = isOfLog ? await compareTrees(old, head.checkpoint, read) : null;
  const bytes = (await read?.(CHECKPOINT_PATH, MAX_MUTABLE_BYTES)) ?? null;
  if (bytes === null) return { checkpoint: null, withLog: null, withSeen };
  const note = textOf(bytes, CHECKPOINT_PATH, 'note-format');
  const checkpoint = await verifyCheckpoint(trusted.policy, note, CHECKPOINT_PATH);
  if (isOfLog) refuseFork(old, checkpoint);
  const withLog = await compareTrees(head.checkpoint, checkpoint, read);
  return { checkpoint, withLog, withSeen };
}
