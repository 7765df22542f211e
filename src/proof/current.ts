/** Step 5 of verification: is this page what the newsroom says today? */
import { lookupCalendar } from './calendar.ts';
import type { CalendarLine, CalendarState } from './calendar-node.ts';
import { currencyOfFront, missing } from './current-front.ts';
import { ProofError } from './errors.ts';
import { comparePlaces, type LogPlace } from './grammar.ts';
import { compareTrees } from './history.ts';
import type { ReadFile } from './layout.ts';
import { objectReader } from './objects.ts';
import type { VerifiedHead } from './verify-head.ts';
import type { VerifiedPage } from './verify-page.ts';

/** How a page stands to the newest known edition. `place` is always that of the newest record of the thing. */
export type Currency =
  /**
   * The current text; `state` as the calendar tells it, null of a front. Where `place` is not the page's own, it is in
   * an older wrapper: another record of the same revision has followed.
   */
  | { readonly value: 'current'; readonly state: CalendarState | null; readonly place: LogPlace }
  /** A newer revision of it exists, at `place`. */
  | { readonly value: 'newer-revision'; readonly revision: number | null; readonly place: LogPlace }
  /** It was withdrawn, at `place`; also of the withdrawal's own page. */
  | { readonly value: 'withdrawn'; readonly revision: number; readonly place: LogPlace }
  /** The edition names a later record of the same revision, and the carrier does not show that it follows this one. */
  | { readonly value: 'unproven'; readonly place: LogPlace }
  /** It was published after that edition: normal while a carrier is being updated. */
  | { readonly value: 'newer-than-head' }
  /** That edition is at least as new, and does not have it. */
  | { readonly value: 'absent' }
  /** The carrier is silent: it does not give the calendar. */
  | { readonly value: 'unknown' };

/**
 * Whether the page's record is shown to be in the log of the head. The calendar names only the newest record of a
 * revision; that an older one of the same number says the same is the desk's word, which holds within one log. The
 * `replaces` of the newer record would not do: it names a place, and a forked log has another leaf there.
 */
async function isInLogOf(head: VerifiedHead, page: VerifiedPage, read: ReadFile | null): Promise<boolean> {
  // Of a retired log only the one final tree counts, and the page is proven to be in it.
  if (page.checkpoint.isRetired) return true;
  try {
    return (await compareTrees(head.checkpoint, page.checkpoint, read)) === 'agree';
  } catch (error) {
    // False tiles show no more than missing ones, and readers need neither.
    if (error instanceof ProofError && error.code === 'log-damaged') return false;
    throw error;
  }
}

/**
 * Looks the page up under the newest known edition. What cannot be had gives `unknown` or `unproven`: silence is the
 * one thing a carrier can do. Fails with `hash-mismatch` or `calendar-format` when the carrier lies, with `fork` when
 * the log of the page is shown to be another than that of the head. `readLog` is asked for what lies below `log/`; null
 * for nobody.
 */
export async function checkCurrent(
  head: VerifiedHead,
  page: VerifiedPage,
  read: ReadFile,
  readLog: ReadFile | null = read,
): Promise<Currency> {
  const { kind, article, day, language, revision } = page.record;
  if (kind === 'front' || day === null) return currencyOfFront(head, page);
  let lines: readonly CalendarLine[];
  try {
    lines = await lookupCalendar(objectReader(read), head.edition.calendar, day, article);
  } catch (error) {
    if (error instanceof ProofError && error.code === 'object-missing') return { value: 'unknown' };
    throw error;
  }
  const line = lines.find((each) => each.language === language);
  if (line === undefined) return missing(page, head);
  const { place, state } = line;
  const order = comparePlaces(page.place, place);
  // The head disowns what it should know: a later record, or another one at the same place.
  const told = order > 0 || (order === 0 && line.leaf !== page.leaf) ? missing(page, head) : null;
  // An older revision in a newer tree is an old record that somebody logged again: what the head names is still newer.
  if (told !== null && (told.value === 'absent' || line.revision <= revision)) return told;
  if (state === 'withdrawn') return { value: 'withdrawn', revision: line.revision, place };
  if (line.revision > revision) return { value: 'newer-revision', revision: line.revision, place };
  // A revision that goes back is one the newsroom took back: what the head names is what counts.
  if (line.revision < revision) return { value: 'newer-revision', revision: line.revision, place };
  if (order < 0 && !(await isInLogOf(head, page, readLog))) return { value: 'unproven', place };
  return { value: 'current', state, place };
}
