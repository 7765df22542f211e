/** From what the checks found to what a person is told (docs/spec/head.md). */
import type { Check } from './check.ts';
import type { Currency } from './current.ts';
import type { Label } from './label.ts';
import type { Trusted } from './trust.ts';
import type { VerifiedHead } from './verify-head.ts';
import type { VerifiedPage } from './verify-page.ts';

/** What is to be judged. */
export interface Findings {
  readonly checks: readonly Check[];
  readonly now: Date;
  /** Whether a page was asked about; otherwise it is the carrier. */
  readonly isAboutPage: boolean;
  readonly trusted: Trusted | null;
  readonly head: VerifiedHead | null;
  /** Null also when it failed. */
  readonly page: VerifiedPage | null;
  readonly currency: Currency | null;
}

/** What is no older than this is fresh. */
const FRESH_MS = 24 * 60 * 60 * 1000;
/** Clocks differ by minutes; a date further ahead was not made by a clock that can be believed. */
const AHEAD_MS = 10 * 60 * 1000;

/** The carrier is behind what this reader has seen, or still has the head of a log that was retired since. */
const isBehind = ({ check, failure }: Check): boolean =>
  failure === 'rollback' || failure === 'trust-rollback' || (check === 'head' && failure === 'log-retired');
/** What is wrong with a carrier and not with a page of it: it is behind, or its `log/`, which no reader needs, is false. */
const isOfCarrier = (check: Check): boolean => isBehind(check) || check.check === 'history';

/** Whether a time lies so far after now that one of two clocks is wrong. */
export function isAhead(time: Date, now: Date): boolean {
  return time.getTime() - now.getTime() > AHEAD_MS;
}

const without = (kind: Label['kind'], failure: Label['failure']): Label => ({
  kind,
  time: null,
  failure,
  witnessed: null,
});

/** The label for what was found: the table of formats.md §6. */
export function labelOf(findings: Findings): Label {
  const { checks, isAboutPage, head, page } = findings;
  const failed = checks.filter(({ outcome }) => outcome === 'failed');
  if (failed.some(({ failure }) => failure === 'fork')) return without('conflict', 'fork');
  const own = failed.find((check) => !isOfCarrier(check));
  const grave = own ?? (page === null ? failed[0] : undefined);
  if (grave !== undefined) return without('not-genuine', grave.failure);
  if ((isAboutPage ? page : head) === null) {
    return without('cannot-tell', checks.find(({ failure }) => failure !== null)?.failure ?? null);
  }
  return genuine(findings, failed.some(isBehind));
}

/** As of when, and who says so. */
interface Dated {
  readonly time: Date;
  readonly witnessed: boolean;
}

/**
 * Where the calendar under the head answered, the head's time holds. Otherwise nothing newer than the record itself
 * vouches for it: the page's checkpoint may be any later one, since whoever has the log can prove an old record anew.
 */
function dateOf({ head, page, currency }: Findings): Dated | null {
  const isAnswered = currency !== null && 'place' in currency && currency.value !== 'unproven';
  if (page === null || isAnswered) return head?.checkpoint ?? null;
  const { time, witnessed } = page.checkpoint;
  return { time: new Date(Math.min(time.getTime(), Date.parse(page.record.time))), witnessed };
}

function genuine(findings: Findings, isCarrierBehind: boolean): Label {
  const { head, page, currency, trusted, now } = findings;
  const { time, witnessed } = dateOf(findings) ?? { time: now, witnessed: false };
  const age = now.getTime() - time.getTime();
  const isUndated = isAhead(time, now);
  const label = { time: isUndated ? null : age < 0 ? now : time, failure: null, witnessed };
  const value = currency?.value;
  if (value === 'newer-revision' || value === 'withdrawn') return { ...label, kind: value };
  if (isUndated) return { ...label, kind: 'ahead' };
  const isFresh =
    (page === null || value === 'current' || value === 'newer-than-head') &&
    head !== null &&
    !head.isTrustBehind &&
    !isCarrierBehind &&
    trusted?.expired.length === 0 &&
    age <= FRESH_MS;
  return { ...label, kind: isFresh ? 'current' : 'older' };
}
