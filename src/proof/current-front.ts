/** How a page stands to an edition as far as the edition record alone tells. */
import type { Currency } from './current.ts';
import { comparePlaces } from './grammar.ts';
import type { VerifiedHead } from './verify-head.ts';
import type { VerifiedPage } from './verify-page.ts';

/** What is newer than the head's tree cannot be expected in its calendar. */
function isAfter(page: VerifiedPage, head: VerifiedHead): boolean {
  const { log, size } = head.checkpoint;
  return comparePlaces(page.place, { log, index: size - 1 }) > 0;
}

/** How a page stands to an edition that does not have it. */
export function missing(page: VerifiedPage, head: VerifiedHead): Currency {
  return isAfter(page, head) ? { value: 'newer-than-head' } : { value: 'absent' };
}

/** How a front stands to an edition, whose record names the front of each language itself. */
export function currencyOfFront(head: VerifiedHead, page: VerifiedPage): Currency {
  const front = head.edition.fronts.find(({ language }) => language === page.record.language);
  if (front === undefined) return missing(page, head);
  const { place } = front;
  const order = comparePlaces(page.place, place);
  if (order > 0) return missing(page, head);
  if (order < 0) return { value: 'newer-revision', revision: null, place };
  return front.leaf === page.leaf ? { value: 'current', state: null, place } : { value: 'absent' };
}
