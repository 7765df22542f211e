import { TamizdatError } from '../errors/index.ts';

/**
 * Every way in which signed material can fail, by name, with what the name means. The names are part of the
 * format: they are shown to people ("Not genuine: hash-mismatch"), stand in the must-fail vectors and never change.
 */
export const FAILURES = {
  // Form: the bytes are not what they claim to be.
  'too-large': 'larger than the cap for its kind, so it was not read',
  'not-utf8': 'not valid UTF-8',
  'note-format': 'not a signed note',
  'key-format': 'not a verifier key or signer key',
  'checkpoint-format': 'not a log checkpoint',
  'proof-format': 'not a log proof',
  'record-format': 'not a record: a field is missing, repeated, out of order or malformed',
  'edition-format': 'not an edition record',
  'head-format': 'not a head file: edition record, blank line, log proof',
  'calendar-format': 'not a calendar node, or not the node that was asked for',
  'notices-format': 'not a notices file',
  'carriers-format': 'not a carrier list',
  'policy-format': 'not a log policy',
  'desks-format': 'not a list of desks',
  'trust-format': 'not TUF metadata of the form described in the specification',
  'bundle-format': 'not a trust bundle',
  markers: 'a marker of the page is missing, repeated or out of place, or bytes follow the proof',
  // Trust (TUF).
  'root-mismatch': 'the first root is not the one whose fingerprint is pinned',
  'trust-threshold': 'too few valid signatures of the keys that hold the role',
  'trust-rollback': 'a version of the trust data is lower than one already known',
  'trust-mismatch': 'a file of the trust data is not the one its parent names',
  'trust-missing': 'a file that the trust data names cannot be had',
  // Log.
  'note-signature': 'no known key signed, or the signature of a known key is wrong',
  'checkpoint-signature': 'the checkpoint is not signed by a log of the policy, or a known signature on it is wrong',
  'checkpoint-time': 'neither a quorum of witnesses nor the clock says when the checkpoint was current',
  'log-retired': 'the log is retired and the checkpoint is not its final one',
  'not-in-log': 'the inclusion proof does not lead from the leaf to the root of the checkpoint',
  'not-append-only': 'the consistency proof does not lead from the older tree to the newer one',
  'log-damaged': 'the tiles on disk do not give the tree they should',
  // Head.
  'edition-signature': 'the edition record is not signed by the log key',
  'wrong-newsroom': 'belongs to another newsroom than the one that is trusted',
  'wrong-log': 'names another log than the one whose checkpoint proves it',
  'head-not-last': 'the edition record is not the last leaf of the checkpoint that proves it',
  rollback: 'older than an edition already seen',
  fork: 'two signed trees of one log contradict each other: it tells different stories to different readers',
  // Page.
  'hash-mismatch': 'the bytes are not those that were signed',
  'desk-unknown': 'not signed by a desk of this newsroom',
  'desk-signature': 'the signature of the desk is wrong',
  'desk-language': 'the desk may not speak in this language',
  'desk-range': 'the desk key was not valid at this place in the log',
  misplaced: 'served at a path that its record does not name',
  absent: 'the calendar of a newer edition does not have it',
  // Body: its form is found by whoever reads the article between the markers, which this room does not.
  'body-format':
    'what stands between the body markers is not an article or listing of the closed form, or something around them runs or fetches',
  'body-mismatch': 'the body says another language, kind, part or state than the record that signs it',
  // Objects.
  'object-missing': 'a file found by its hash cannot be had',
} as const;

/** The closed union of failure names of this room. */
export type FailureName = keyof typeof FAILURES;

/** A failure of signed material; `code` is its name in {@link FAILURES}. */
export class ProofError extends TamizdatError<FailureName> {}

/**
 * Two checkpoints of one log that cannot both be true: one size and two roots, or a larger tree that does not hold
 * the smaller. Keep both, they are evidence.
 */
export class ForkError extends ProofError {
  /** The signed checkpoints, the one seen earlier first. */
  readonly evidence: readonly [string, string];

  constructor(evidence: readonly [string, string], message: string) {
    super('fork', message, { hint: 'keep the two checkpoints: whoever runs the log signed both' });
    this.evidence = evidence;
  }
}
