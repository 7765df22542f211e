import type { FailureName } from '../../proof/index.ts';
import type { FailureWords } from '../words/words.ts';

/**
 * Which sentence tells which failure. What is not named here is a matter of form: bytes that are not what they claim
 * to be. The exact name stands beside the sentence for those who pass it on.
 */
const TOLD: Readonly<Record<Exclude<keyof FailureWords, 'damaged'>, readonly FailureName[]>> = {
  changed: ['hash-mismatch', 'body-mismatch'],
  unsigned: [
    'desk-unknown',
    'desk-signature',
    'desk-language',
    'desk-range',
    'note-signature',
    'checkpoint-signature',
    'edition-signature',
  ],
  keys: ['root-mismatch', 'trust-threshold', 'trust-mismatch'],
  old: ['rollback', 'trust-rollback'],
  fork: ['fork', 'not-append-only'],
  log: ['not-in-log', 'head-not-last', 'log-damaged', 'log-retired', 'wrong-log', 'checkpoint-time'],
  other: ['wrong-newsroom'],
  place: ['misplaced'],
  absent: ['absent'],
  silent: ['object-missing', 'trust-missing'],
};

/** The sentence for a failure, by its key in the words. */
export function sentenceOf(failure: FailureName): keyof FailureWords {
  const keys = Object.keys(TOLD) as (keyof typeof TOLD)[];
  return keys.find((key) => TOLD[key].includes(failure)) ?? 'damaged';
}
