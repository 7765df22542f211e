/** The checks a report lists. */
import type { Currency } from './current.ts';
import { type FailureName, ProofError } from './errors.ts';
import { formatTime } from './grammar.ts';
import type { History } from './history.ts';
import type { Trusted } from './trust.ts';
import { isAhead } from './verdict.ts';
import type { VerifiedHead } from './verify-head.ts';

/** The checks, in the order in which they are made. */
export type CheckName = 'trust' | 'head' | 'history' | 'form' | 'bytes' | 'desk' | 'log' | 'place' | 'body' | 'current';

/** One check and how it went. */
export interface Check {
  readonly check: CheckName;
  readonly outcome: 'passed' | 'failed' | 'unknown';
  /** Set when it failed. */
  readonly failure: FailureName | null;
  /** One line in English. */
  readonly detail: string;
}

/** Failures that mean "nothing was given", not "something false was given". */
const SILENT: readonly FailureName[] = ['trust-missing', 'object-missing'];

/** At which check of a page each of its failures arises; what is not named is a matter of form. */
export const STEP_OF: Partial<Record<FailureName, CheckName>> = {
  'hash-mismatch': 'bytes',
  'wrong-newsroom': 'desk',
  'desk-unknown': 'desk',
  'desk-signature': 'desk',
  'desk-language': 'desk',
  'desk-range': 'desk',
  'checkpoint-format': 'log',
  'checkpoint-signature': 'log',
  'checkpoint-time': 'log',
  'log-retired': 'log',
  'wrong-log': 'log',
  'not-in-log': 'log',
  fork: 'log',
};
/** The checks of a page by itself, in order. */
export const PAGE_STEPS = ['form', 'bytes', 'desk', 'log'] as const;

/** A check that passed. */
export const pass = (check: CheckName, detail: string): Check => ({ check, outcome: 'passed', failure: null, detail });
/** A check that could not be made. */
export const unknown = (check: CheckName, detail: string): Check => ({
  check,
  outcome: 'unknown',
  failure: null,
  detail,
});
/** A check that failed, or that silence left open. */
export const fail = (check: CheckName, { code, message }: ProofError): Check =>
  SILENT.includes(code)
    ? { check, outcome: 'unknown', failure: code, detail: message }
    : { check, outcome: 'failed', failure: code, detail: message };

/** What the checks of a page say when they passed. */
export const PASSED: Readonly<Record<(typeof PAGE_STEPS)[number] | 'place' | 'body', string>> = {
  form: 'a page with its record and proof',
  bytes: 'every byte is as signed',
  desk: 'signed by a desk that may speak in this language',
  log: 'in the log',
  place: 'lies where its record says',
  body: 'an article as its record says',
};

/** What the check of the trust data says when it passed. */
export function detailOfTrust({ versions, expired, identity }: Trusted): string {
  const age = expired.length > 0 ? `, expired: ${expired.join(', ')}` : '';
  return `${identity.title}, root ${versions.root}, targets ${versions.targets}${age}`;
}

/** What the check of the head says when it passed. */
export function detailOfHead({ edition, checkpoint: { time }, voided }: VerifiedHead, now: Date): string {
  const past =
    voided === null
      ? ''
      : `; ${voided.origin} was closed at size ${voided.size}, what was seen of it at size ${voided.seenSize} is void`;
  const when = isAhead(time, now) ? 'whose clock is ahead of this one' : `of ${formatTime(time)}`;
  return `edition ${edition.number} ${when}${past}`;
}

/** What a carrier's log showed, where it did not fail. */
export function checkOfHistory({ withLog, withSeen }: History): Check {
  if (withSeen === 'unknown') {
    return unknown('history', 'the carrier does not show that its log begins with what was seen before');
  }
  if (withLog === 'unknown') {
    return unknown('history', 'the carrier does not show that its head and its log/ are of one log');
  }
  if (withSeen === null && withLog === null) {
    return unknown('history', 'nothing was seen before, and the carrier has no log/ to compare with');
  }
  return pass('history', withSeen === null ? 'head and log/ agree' : 'agrees with what was seen before');
}

const CURRENT: Readonly<Record<Exclude<Currency['value'], 'absent' | 'unknown' | 'unproven'>, string>> = {
  current: 'the newest edition has this revision',
  'newer-revision': 'a newer revision exists',
  withdrawn: 'withdrawn by the newsroom',
  'newer-than-head': "newer than this carrier's index",
};

/** How the page stands to the edition of that number. */
export function checkOfCurrency({ value }: Currency, number: number): Check {
  const check = 'current';
  if (value === 'absent') {
    return fail(check, new ProofError('absent', `edition ${number} is newer and does not have it`));
  }
  if (value === 'unknown') return unknown(check, `the carrier has edition ${number}, but does not give its calendar`);
  if (value === 'unproven') {
    return unknown(
      check,
      `edition ${number} has this revision in a newer form, and the carrier does not show that it follows this one`,
    );
  }
  return pass(check, CURRENT[value]);
}
