import { inlinesOf } from './xliff-codes.ts';
import { elementsOf, refuse, type XliffNode } from './xliff-node.ts';

/** What keeps its place behind the one before it. */
interface Step {
  readonly line: number;
  /** What it begins, or ends. */
  readonly name: string;
  readonly kind: string;
}

/**
 * Checks what may not be moved or left out in one segment: codes with `canReorder` keep together and in their order, codes
 * that cannot be deleted stand in the target as well.
 * Source: XLIFF 2.1, section 4.7.2.4 and OASIS' test suite, which asks that of unfinished targets too.
 *
 * @throws InterchangeError `order`, `inline`
 */
export function checkOrder(segment: XliffNode, source: XliffNode | undefined, target: XliffNode | undefined): void {
  const steps = stepsOf(source);
  const sequences = sequencesOf(steps);
  if (target === undefined) return;
  const inTarget = stepsOf(target);
  sequencesOf(inTarget);
  checkDeleted(segment, source, target);
  const places = new Map(inTarget.map(({ name }, at) => [name, at]));
  for (const sequence of sequences) {
    const at = places.get(sequence[0]?.name ?? '');
    if (at !== undefined && sequence.some(({ name }, index) => inTarget[at + index]?.name !== name))
      refuse('order', inTarget[at]?.line ?? null, 'codes that keep their order are in another one');
  }
}

/** Codes in the order in which they begin; of one inside a pair that keeps its place, that it is inside it. */
function stepsOf(text: XliffNode | undefined): Step[] {
  const of = (node: XliffNode, around: string): Step[] =>
    elementsOf(node).flatMap((each) => {
      const { name, attributes, line } = each;
      if (!['ph', 'pc', 'sc', 'ec'].includes(name)) return of(each, around);
      const kind = attributes.get('canReorder') ?? 'yes';
      const step = { line, name: around + nameOf(each), kind };
      return [step, ...of(each, kind === 'yes' ? around : `${step.name} / `)];
    });
  return text === undefined ? [] : of(text, '');
}

function nameOf({ attributes }: XliffNode): string {
  return attributes.get('id') ?? `end of ${attributes.get('startRef')}`;
}

/** Runs of codes that keep their order: one `firstNo`, then those with `no`. */
function sequencesOf(steps: readonly Step[]): Step[][] {
  const sequences: Step[][] = [];
  let open: Step[] | null = null;
  for (const step of steps) {
    if (step.kind === 'firstNo') {
      open = [step];
      sequences.push(open);
    } else if (step.kind === 'yes') open = null;
    else if (open === null) refuse('order', step.line, `the code ${step.name} keeps its place behind none`);
    else open.push(step);
  }
  return sequences;
}

function checkDeleted(segment: XliffNode, source: XliffNode | undefined, target: XliffNode): void {
  if (segment.name !== 'segment') return;
  const left = new Set(inlinesOf([target]).map(({ node }) => nameOf(node)));
  for (const { node } of inlinesOf([source])) {
    const { attributes, name } = node;
    if (attributes.get('canDelete') !== 'no' || left.has(nameOf(node))) continue;
    // A pair may be one element in the target.
    if (name === 'ec' && left.has(attributes.get('startRef') ?? '')) continue;
    refuse('inline', target.line, `the code ${nameOf(node)} is missing in the target`, 'put it in, or remove <target>');
  }
}
