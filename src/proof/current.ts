/** Step 5 of verification: is this page what the newsroom says today? */
import { lookupCalendar, readCalendarDay } from './calendar.ts';
import type { CalendarLine, CalendarState } from './calendar-node.ts';
import { ProofError } from './errors.ts';
import { comparePlaces, type LogPlace } from './grammar.ts';
import type { ReadObject } from './objects.ts';
import type { VerifiedHead } from './verify-head.ts';
import type { VerifiedPage } from './verify-page.ts';

/** How a page stands to the newest known edition. */
export type Currency =
  /** The current text (possibly in an older wrapper); `state` as the calendar tells it, null of a front or day. */
  | { readonly value: 'current'; readonly state: CalendarState | null }
  /** A newer revision of it exists, at `place`. */
  | { readonly value: 'newer-revision'; readonly revision: number | null; readonly place: LogPlace }
  /** It was withdrawn, at `place`; also of the withdrawal's own page. */
  | { readonly value: 'withdrawn'; readonly revision: number; readonly place: LogPlace }
  /** It was published after that edition: normal while a carrier is being updated. */
  | { readonly value: 'newer-than-head' }
  /** That edition is at least as new, and does not have it. */
  | { readonly value: 'absent' }
  /** The carrier is silent, or the index does not tell (some day pages). */
  | { readonly value: 'unknown' };

/** What is newer than the head's tree cannot be expected in its calendar. */
function isAfter(page: VerifiedPage, head: VerifiedHead): boolean {
  const { log, size } = head.checkpoint;
  return comparePlaces(page.place, { log, index: size - 1 }) > 0;
}

const missing = (page: VerifiedPage, head: VerifiedHead): Currency =>
  isAfter(page, head) ? { value: 'newer-than-head' } : { value: 'absent' };

function currencyOfFront(head: VerifiedHead, page: VerifiedPage): Currency {
  const front = head.edition.fronts.find(({ language }) => language === page.record.language);
  if (front === undefined) return missing(page, head);
  const order = comparePlaces(page.place, front.place);
  if (order > 0) return missing(page, head);
  if (order < 0) return { value: 'newer-revision', revision: null, place: front.place };
  return front.leaf === page.leaf ? { value: 'current', state: null } : { value: 'absent' };
}

/**
 * A publication writes its day pages after its articles, so a day page that follows every article of its day knows
 * them all. One that does not may still be complete (a new wrapper of an article changes no listing): not told.
 */
function currencyOfDay(head: VerifiedHead, page: VerifiedPage, lines: readonly CalendarLine[]): Currency {
  if (isAfter(page, head)) return { value: 'newer-than-head' };
  const own = lines.filter(({ language }) => language === page.record.language);
  const knowsAll = own.length > 0 && own.every(({ place }) => comparePlaces(place, page.place) < 0);
  return knowsAll ? { value: 'current', state: null } : { value: 'unknown' };
}

/**
 * Looks the page up under the newest known edition. Objects that cannot be had give `unknown`: silence is the one
 * thing a carrier can do. Fails with `hash-mismatch` or `calendar-format` when the carrier lies.
 */
export async function checkCurrent(head: VerifiedHead, page: VerifiedPage, readObject: ReadObject): Promise<Currency> {
  const { kind, article, day, language, revision } = page.record;
  if (kind === 'front') return currencyOfFront(head, page);
  if (day === null) return { value: 'unknown' };
  const { calendar } = head.edition;
  let lines: readonly CalendarLine[];
  try {
    lines =
      article === null
        ? await readCalendarDay(readObject, calendar, day)
        : await lookupCalendar(readObject, calendar, day, article);
  } catch (error) {
    if (error instanceof ProofError && error.code === 'object-missing') return { value: 'unknown' };
    throw error;
  }
  if (article === null) return currencyOfDay(head, page, lines);
  const line = lines.find((each) => each.language === language);
  if (line === undefined) return missing(page, head);
  const order = comparePlaces(page.place, line.place);
  // The head disowns what it should know: a later record, or another one at the same place.
  if (order > 0 || (order === 0 && line.leaf !== page.leaf)) return missing(page, head);
  if (line.state === 'withdrawn') return { value: 'withdrawn', revision: line.revision, place: line.place };
  if (line.revision > revision) return { value: 'newer-revision', revision: line.revision, place: line.place };
  return { value: 'current', state: line.state };
}
