/** Step 2 of verification: is this checkpoint the log's, and when was it current? */
import { equalBytes } from './bytes.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { ProofError } from './errors.ts';
import { logNumber } from './grammar.ts';
import { type GoodSignature, goodSignatures, parseNote } from './note.ts';
import type { Verifier } from './note-key.ts';
import { meetsQuorum, type Policy, type RetiredLog } from './policy.ts';

declare const verified: unique symbol;

/** A checkpoint that a log of the policy signed. Only {@link verifyCheckpoint} makes one. */
export interface VerifiedCheckpoint extends Checkpoint {
  readonly [verified]: 'checkpoint';
  /** Number at the end of the origin. */
  readonly log: number;
  /** The log's key: it also signs editions. */
  readonly verifier: Verifier;
  /** When it was current: the latest moment a quorum vouches for, otherwise what the clock says. */
  readonly time: Date;
  /** Whether a quorum of witnesses cosigned; false also when the policy asks for none. */
  readonly witnessed: boolean;
  /** Whether the log takes no more entries. */
  readonly isRetired: boolean;
  /** The signed checkpoint, verbatim: evidence. */
  readonly note: string;
}

/** The latest moment that a quorum of witnesses vouches for, in seconds; null without a quorum. */
function quorumTime(policy: Policy, signatures: readonly GoodSignature[]): number | null {
  const { quorum } = policy;
  if (quorum === null) return null;
  const times = new Map(signatures.map(({ verifier, timeSeconds }) => [verifier, timeSeconds]));
  const moments = [...times.values()].filter((time) => time !== null).sort((a, b) => b - a);
  // A witness that saw this tree at a later moment also vouches that it was current at an earlier one.
  return moments.find((moment) => meetsQuorum(quorum, (each) => (times.get(each) ?? -1) >= moment)) ?? null;
}

function isFinal(checkpoint: Checkpoint, { size, root }: RetiredLog): boolean {
  return checkpoint.size === size && equalBytes(checkpoint.root, root);
}

/**
 * Verifies a signed checkpoint. Fails with `note-format`, `checkpoint-format`, `checkpoint-signature`,
 * `checkpoint-time` (nobody says when), `log-retired` (a retired log, and not its final tree).
 */
export async function verifyCheckpoint(policy: Policy, note: string, what = 'checkpoint'): Promise<VerifiedCheckpoint> {
  const parsed = parseNote(note, what);
  const checkpoint = parseCheckpoint(parsed.text, what);
  const retired = policy.retired.find(({ verifier }) => verifier.name === checkpoint.origin);
  const current = policy.logs.filter(({ name }) => name === checkpoint.origin);
  const logs = retired === undefined ? current : [retired.verifier];
  const code = 'checkpoint-signature';
  if (logs.length === 0) throw new ProofError(code, `${what}: ${checkpoint.origin} is not a log of this newsroom`);

  const signatures = await goodSignatures(parsed, [...logs, ...policy.witnesses.values()], code, what);
  const verifier = signatures.find((each) => logs.includes(each.verifier))?.verifier;
  if (verifier === undefined) throw new ProofError(code, `${what}: not signed by ${checkpoint.origin}`);
  if (retired !== undefined && !isFinal(checkpoint, retired)) {
    throw new ProofError('log-retired', `${what}: ${checkpoint.origin} was retired at size ${retired.size}`);
  }

  const vouched = quorumTime(policy, signatures);
  const clock = signatures.find((each) => each.verifier === policy.clock)?.timeSeconds ?? null;
  const closed = retired === undefined ? null : new Date(retired.time).getTime() / 1000;
  // Of a retired log the policy says when it was closed; its old clock may be in other hands by now.
  const seconds = vouched ?? closed ?? clock;
  if (seconds === null) throw new ProofError('checkpoint-time', `${what}: neither witnesses nor the clock date it`);
  return {
    ...checkpoint,
    log: logNumber(checkpoint.origin) ?? 0,
    verifier,
    time: new Date(seconds * 1000),
    witnessed: vouched !== null,
    isRetired: retired !== undefined,
    note,
  } as unknown as VerifiedCheckpoint;
}
