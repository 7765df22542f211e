import { elementsOf, refuse, type XliffNode } from './xliff-node.ts';

/** A code or an annotation of a text. */
export interface Inline {
  readonly node: XliffNode;
  /** Null for what ends another one, or is none. */
  readonly id: string | null;
}

/** Codes and annotations of texts, in the order in which they begin. */
export function inlinesOf(texts: readonly (XliffNode | undefined)[]): Inline[] {
  const of = (node: XliffNode): Inline[] => [
    { node, id: node.attributes.get('id') ?? null },
    ...elementsOf(node).flatMap(of),
  ];
  return texts.flatMap((text) => (text === undefined ? [] : elementsOf(text).flatMap(of)));
}

/** The codes among them, by their ids. */
export function codesById(inlines: readonly Inline[]): Map<string, XliffNode> {
  return new Map(inlines.flatMap(({ id, node }) => (id === null || !CODES.has(node.name) ? [] : [[id, node]])));
}

/** Their ids. */
export function idsOf(inlines: readonly Inline[]): string[] {
  return inlines.flatMap(({ id }) => (id === null ? [] : [id]));
}

/** What codes of a text may lean on. */
export interface CodeSurroundings {
  /** Ids of original data. */
  readonly data: ReadonlySet<string>;
  /** All codes of the unit, by their ids. */
  readonly others: ReadonlyMap<string, XliffNode>;
}

/** Attributes in pairs: one that is there without the other says something of half a code. */
const TOGETHER = [
  ['dataRefStart', 'dataRefEnd'],
  ['equivStart', 'equivEnd'],
  ['subFlowsStart', 'subFlowsEnd'],
] as const;
/** What a start and its end have to say alike. */
const ALIKE = ['canCopy', 'canDelete', 'canOverlap'];
const FORMATS = new Set(['xlf:lb', 'xlf:pb', 'xlf:b', 'xlf:i', 'xlf:u']);
const CODES = new Set(['ph', 'pc', 'sc', 'ec']);

/** Checks the codes of the sources, or of the targets, of a unit. @throws InterchangeError */
export function checkCodes(side: readonly Inline[], surroundings: CodeSurroundings): void {
  for (const { node } of side) {
    if (!CODES.has(node.name)) continue;
    checkAttributes(node);
    checkData(node, surroundings.data);
    checkCopy(node, surroundings.others);
  }
  checkPairs(side);
}

function checkAttributes({ name, attributes, line }: XliffNode): void {
  const [type, subType = ''] = [attributes.get('type'), attributes.get('subType')];
  if (subType !== '' && type === undefined) refuse('attribute', line, 'a subType stands beside a type');
  if (subType.startsWith('xlf:')) {
    const wanted = FORMATS.has(subType) ? 'fmt' : subType === 'xlf:var' ? 'ui' : undefined;
    if (type !== wanted) refuse('attribute', line, `the subType ${subType} is none of the type ${type}`);
  }
  for (const [start, end] of TOGETHER) {
    if (attributes.has(start) !== attributes.has(end)) refuse('inline', line, `${start} and ${end} stand together`);
  }
  const isBound = attributes.get('canReorder') === 'no' || attributes.get('canReorder') === 'firstNo';
  if (isBound && (attributes.get('canCopy') !== 'no' || attributes.get('canDelete') !== 'no'))
    refuse('inline', line, `a <${name}> that keeps its place can be neither copied nor deleted`);
}

function checkData({ attributes, line }: XliffNode, data: ReadonlySet<string>): void {
  for (const name of ['dataRef', 'dataRefStart', 'dataRefEnd']) {
    const id = attributes.get(name);
    if (id !== undefined && !data.has(id)) refuse('inline', line, `${name} is ${id}, and there is no such data`);
  }
}

const hasData = ({ attributes }: XliffNode): boolean =>
  ['dataRef', 'dataRefStart', 'dataRefEnd'].some((name) => attributes.has(name));

/** A code says what it is a copy of where there is no data to say so. */
function checkCopy(node: XliffNode, others: ReadonlyMap<string, XliffNode>): void {
  const id = node.attributes.get('copyOf');
  if (id === undefined) return;
  const base = others.get(id);
  if (base === undefined) refuse('inline', node.line, `copyOf is ${id}, and there is no such code`);
  if (hasData(node) || hasData(base)) refuse('inline', node.line, 'a copy and what it is made of have no data');
  if (base.attributes.get('canCopy') === 'no') refuse('inline', node.line, `the code ${id} cannot be copied`);
}

/** A start has one end behind it in its unit and nowhere else, unless it says that the end is elsewhere. */
function checkPairs(side: readonly Inline[]): void {
  const starts = new Map<string, XliffNode>();
  const ended = new Set<string>();
  for (const { node, id } of side) {
    if (node.name === 'sc' && id !== null) starts.set(id, node);
    if (node.name === 'ec') checkEnd(node, starts, ended);
  }
  for (const [id, { attributes, line }] of starts) {
    if (attributes.get('isolated') !== 'yes' && !ended.has(id))
      refuse('inline', line, `the code ${id} is opened and never closed`);
  }
}

function checkEnd({ attributes, line }: XliffNode, starts: ReadonlyMap<string, XliffNode>, ended: Set<string>): void {
  const startRef = attributes.get('startRef');
  const isIsolated = attributes.get('isolated') === 'yes';
  if (isIsolated === attributes.has('startRef') || isIsolated !== attributes.has('id'))
    refuse('inline', line, 'an end has either a startRef or, if it is isolated, an id');
  if (startRef === undefined) return;
  if (attributes.has('dir')) refuse('inline', line, 'an end has the direction of its start');
  const start = starts.get(startRef)?.attributes;
  if (start === undefined || start.get('isolated') === 'yes')
    refuse('inline', line, `the code ${startRef} is closed where it is not open`);
  if (ended.size === ended.add(startRef).size) refuse('inline', line, `the code ${startRef} is closed twice`);
  for (const name of ALIKE) {
    if ((start.get(name) ?? 'yes') !== (attributes.get(name) ?? 'yes'))
      refuse('inline', line, `the two ends of ${startRef} say different things as to ${name}`);
  }
  const wanted = (start.get('canReorder') ?? 'yes') === 'yes' ? 'yes' : 'no';
  if ((attributes.get('canReorder') ?? 'yes') !== wanted)
    refuse('inline', line, `the two ends of ${startRef} say different things as to canReorder`);
}

/**
 * Checks the annotations of the sources, or of the targets, of a unit.
 * @param isNote whether a reference leads to a note of the unit; throws for one without form
 */
export function checkAnnotations(side: readonly Inline[], isNote: (reference: string, line: number) => boolean): void {
  const begun = new Map<string, number>();
  for (const { node, id } of side) {
    const { name, attributes, line } = node;
    if (name === 'mrk' || name === 'sm') checkAnnotation(node, isNote);
    if (name === 'sm' && id !== null) begun.set(id, line);
    // A second end of one annotation has lost its beginning too.
    if (name === 'em' && !begun.delete(attributes.get('startRef') ?? ''))
      refuse('inline', line, 'an annotation ends that never began');
  }
  for (const [id, line] of begun) refuse('inline', line, `the annotation ${id} begins and never ends`);
}

function checkAnnotation({ attributes, line }: XliffNode, isNote: (reference: string, line: number) => boolean): void {
  const type = attributes.get('type') ?? 'generic';
  const ref = attributes.get('ref');
  if (type === 'comment' && attributes.has('value') === (ref !== undefined))
    refuse('attribute', line, 'a comment has either a value or a ref');
  if (type === 'mtc:match' && ref !== undefined) refuse('attribute', line, 'what has candidates has no ref');
  if (ref === undefined) return;
  const leads = isNote(ref, line);
  if (type === 'comment' && !leads) refuse('reference', line, `the comment ${ref.slice(0, 80)} is no note of its unit`);
}
