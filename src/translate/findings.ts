import type { Checked, CheckOptions, Looking } from './checks/checked.ts';
import { checkDates } from './checks/dates.ts';
import { checkEmpty } from './checks/empty.ts';
import { checkForbidden } from './checks/forbidden.ts';
import { checkIdentical } from './checks/identical.ts';
import { checkLength } from './checks/length.ts';
import { checkLinks } from './checks/links.ts';
import { checkNames } from './checks/names.ts';
import { checkNumbers } from './checks/numbers.ts';
import { checkMarks } from './checks/placeholders.ts';
import { checkQuotes } from './checks/quotes.ts';
import { checkScript } from './checks/script.ts';
import { checkTerms } from './checks/terms.ts';
import type { Check, Finding } from './finding.ts';
import { withoutPlaceholders } from './placeholders.ts';
import type { Segment } from './segment.ts';

/** In the order in which the editor reads what they say. */
const LOOKING: Readonly<Record<Check, Looking>> = {
  placeholders: checkMarks,
  empty: checkEmpty,
  identical: checkIdentical,
  length: checkLength,
  numbers: checkNumbers,
  dates: checkDates,
  links: checkLinks,
  quotes: checkQuotes,
  names: checkNames,
  script: checkScript,
  terms: checkTerms,
  forbidden: checkForbidden,
};

/**
 * What is to be said against a translation, check by check; an empty list when nothing is. Pure and fast enough for every
 * keystroke. Of an empty translation only that is said, of one that is the original itself nothing that follows from it.
 */
export function findings(
  segment: Pick<Segment, 'text' | 'role' | 'marks'>,
  target: string,
  options: CheckOptions,
): Finding[] {
  const checked: Checked = {
    segment,
    target,
    plainSource: withoutPlaceholders(segment.text),
    plainTarget: withoutPlaceholders(target),
    options,
  };
  const empty = checkEmpty(checked);
  const found = empty.length > 0 ? empty : Object.values(LOOKING).flatMap((look) => look(checked));
  return found.filter((finding) => options.off?.includes(finding.check) !== true);
}
