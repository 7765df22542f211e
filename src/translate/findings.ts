import type { Checked, CheckOptions, Looking } from './checks/checked.ts';
import { checkEmpty } from './checks/empty.ts';
import { checkIdentical } from './checks/identical.ts';
import { checkNumbers } from './checks/numbers.ts';
import { checkMarks } from './checks/placeholders.ts';
import type { Check, Finding } from './finding.ts';
import { withoutPlaceholders } from './placeholders.ts';
import type { Segment } from './segment.ts';

const LOOKING: Readonly<Partial<Record<Check, Looking>>> = {
  placeholders: checkMarks,
  empty: checkEmpty,
  identical: checkIdentical,
  numbers: checkNumbers,
};

/**
 * What is to be said against a translation, check by check; an empty list when nothing is. Pure and fast enough for every
 * keystroke. Of an empty translation only that is said.
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
