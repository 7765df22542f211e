/** Step 3 of verification: what is the newest edition this carrier has? */
import { bytesOf, capBytes, equalBytes, hexOf } from './bytes.ts';
import { type EditionRecord, parseEdition } from './edition.ts';
import { ProofError } from './errors.ts';
import { refuseFork, seenTree } from './fork.ts';
import { logNumber } from './grammar.ts';
import { parseHead } from './head.ts';
import { MAX_MUTABLE_BYTES } from './layout.ts';
import { leafHash, verifyInclusion } from './merkle.ts';
import { goodSignatures, parseNote } from './note.ts';
import type { Policy } from './policy.ts';
import type { Trusted } from './trust.ts';
import { type VerifiedCheckpoint, verifyCheckpoint } from './verify-checkpoint.ts';

declare const verified: unique symbol;

/** The newest edition of a carrier, verified. Only {@link verifyHead} and {@link verifyLoneHead} make one. */
export interface VerifiedHead {
  readonly [verified]: 'head';
  readonly edition: EditionRecord;
  readonly checkpoint: VerifiedCheckpoint;
  /** Leaf hash of the edition record, 64 hex digits. */
  readonly leaf: string;
  /** True when the edition was published under newer trust data than is known here: some may be withheld. */
  readonly isTrustBehind: boolean;
  /** A retired log of which something was seen that it did not end with; null when there is none. */
  readonly voided: VoidedLog | null;
}

/** A log that was retired, and of which this reader has seen a tree that is not, or not only, its final one. */
export interface VoidedLog {
  readonly origin: string;
  /** Size at which it was retired: whatever its key signed beyond is void. */
  readonly size: number;
  readonly seenSize: number;
}

/** What a reader remembers of the newest edition it has verified. */
export interface SeenHead {
  readonly number: number;
  /** The signed checkpoint, verbatim: its size and root are what is compared, and it is evidence of a fork. */
  readonly checkpoint: string;
}

/** What to remember of a head. */
export function seenOf(head: VerifiedHead): SeenHead {
  return { number: head.edition.number, checkpoint: head.checkpoint.note };
}

/**
 * Numbers and sizes never go back, and one size has one root. Of a log that the policy has retired nothing binds: a
 * thief of its key may have raised its numbers beyond anything that could follow. Fails with `rollback`, `fork`.
 */
function compareSeen(
  policy: Policy,
  edition: EditionRecord,
  checkpoint: VerifiedCheckpoint,
  seen: SeenHead,
): VoidedLog | null {
  const old = seenTree(seen);
  const oldLog = logNumber(old.origin) ?? 0;
  const back = (why: string) => new ProofError('rollback', `head: ${why}`);
  if (checkpoint.log < oldLog) throw back(`of ${checkpoint.origin}, but ${old.origin} has followed it`);
  const retired = policy.retired.find(({ verifier }) => verifier.name === old.origin);
  if (checkpoint.log > oldLog && retired !== undefined) {
    const { size, root } = retired;
    const isPartOfIt = old.size < size || (old.size === size && equalBytes(old.root, root));
    return isPartOfIt ? null : { origin: old.origin, size, seenSize: old.size };
  }
  refuseFork(old, checkpoint);
  if (edition.number < seen.number) {
    throw back(`edition ${edition.number}, but edition ${seen.number} has been seen`);
  }
  const isSameLog = checkpoint.log === oldLog;
  if (isSameLog && checkpoint.size < old.size) {
    throw back(`log of size ${checkpoint.size}, but size ${old.size} has been seen`);
  }
  // A heartbeat keeps both; a publication raises both.
  if (!(isSameLog && checkpoint.size === old.size) && edition.number === seen.number) {
    throw back(`edition ${edition.number} again, in another tree than the one seen`);
  }
  return null;
}

/** The newer of two remembered heads; for whoever saves while another run may have saved. Null gives way. */
export function newestSeen(a: SeenHead | null, b: SeenHead | null): SeenHead | null {
  if (a === null || b === null) return a ?? b;
  const [left, right] = [seenTree(a), seenTree(b)];
  const order =
    (logNumber(left.origin) ?? 0) - (logNumber(right.origin) ?? 0) || a.number - b.number || left.size - right.size;
  return order < 0 ? b : a;
}

/**
 * Verifies `head` by itself: an edition record of this newsroom, signed by the log key, last leaf of its checkpoint.
 * Fails with `too-large`, `head-format`, `proof-format`, a failure of {@link verifyCheckpoint}, `log-retired`,
 * `edition-signature`, `edition-format`, `wrong-newsroom`, `wrong-log`, `head-not-last`, `not-in-log`.
 */
export async function verifyLoneHead(trusted: Trusted, bytes: Uint8Array): Promise<VerifiedHead> {
  capBytes(bytes, MAX_MUTABLE_BYTES, 'head');
  const { note, proof } = parseHead(bytes);
  const checkpoint = await verifyCheckpoint(trusted.policy, proof.checkpoint, 'checkpoint of head');
  if (checkpoint.isRetired) throw new ProofError('log-retired', `head: ${checkpoint.origin} takes no more editions`);

  const what = 'edition record';
  const parsed = parseNote(note, what);
  await goodSignatures(parsed, [checkpoint.verifier], 'edition-signature', what);
  const edition = parseEdition(parsed.text);
  if (edition.newsroom !== trusted.identity.newsroom) {
    throw new ProofError('wrong-newsroom', `edition record: of ${edition.newsroom}`);
  }
  if (edition.log !== checkpoint.origin) throw new ProofError('wrong-log', `edition record: of ${edition.log}`);

  const { size, root } = checkpoint;
  if (proof.index !== size - 1) {
    throw new ProofError('head-not-last', `head: its edition is leaf ${proof.index} of a tree of size ${size}`);
  }
  const leaf = await leafHash(bytesOf(note));
  await verifyInclusion({ leaf, index: proof.index, size, root }, proof.hashes, what);
  const { versions } = trusted;
  const isTrustBehind = edition.trust.root > versions.root || edition.trust.targets > versions.targets;
  return { edition, checkpoint, leaf: hexOf(leaf), isTrustBehind, voided: null } as unknown as VerifiedHead;
}

/**
 * Verifies `head`, and that it is not older than what was seen. Fails as {@link verifyLoneHead} does, and with
 * `rollback`, `fork`.
 */
export async function verifyHead(trusted: Trusted, bytes: Uint8Array, seen: SeenHead | null): Promise<VerifiedHead> {
  const head = await verifyLoneHead(trusted, bytes);
  return seen === null ? head : { ...head, voided: compareSeen(trusted.policy, head.edition, head.checkpoint, seen) };
}
