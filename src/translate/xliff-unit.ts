import { checkAnnotations, checkCodes, codesById, type Inline, idsOf, inlinesOf } from './xliff-codes.ts';
import { elementsOf, nodesOf, refuse, type XliffNode } from './xliff-node.ts';
import { checkOrder } from './xliff-order.ts';
import { insideUnit, parseReference, type UnitPlace } from './xliff-references.ts';

/** Source and target of a segment, or of what stands between segments, or of a candidate. */
interface Pair {
  readonly node: XliffNode;
  readonly source: XliffNode | undefined;
  readonly target: XliffNode | undefined;
}

/**
 * Checks what has to fit inside a unit: languages and spaces of its texts, states, ids, order, codes and annotations, and what
 * candidates and glossary refer to.
 * Source: XLIFF 2.1, sections 4.2, 4.3, 4.7, 5.1 and 5.2, and OASIS' test suite where they leave a doubt.
 *
 * @returns the units that codes refer to, which may come later in the file, each with its line
 * @throws InterchangeError `xliff-invalid`
 */
export function checkUnit(unit: XliffNode, place: UnitPlace): [id: string, line: number][] {
  const parts = elementsOf(unit)
    .filter(({ name }) => name === 'segment' || name === 'ignorable')
    .map(pairOf);
  for (const part of parts) {
    checkTexts(part, place);
    checkState(part);
  }
  checkPlaces(parts);
  checkIds(parts);
  const data = nodesOf(unit, 'originalData').flatMap((each) => nodesOf(each, 'data'));
  const dataIds = new Set(data.map(({ attributes }) => attributes.get('id') ?? ''));
  const sources = inlinesOf(parts.map(({ source }) => source));
  const targets = inlinesOf(parts.map(({ target }) => target));
  const notes = nodesOf(unit, 'notes').flatMap((each) => nodesOf(each, 'note'));
  const noteIds = new Set(notes.map(({ attributes }) => attributes.get('id')));
  const others = codesById([...sources, ...targets]);
  for (const side of [sources, targets]) {
    checkCodes(side, { data: dataIds, others });
    checkAnnotations(side, (value, line) => {
      const leads = leadsTo(value, line);
      return leads?.prefix === 'n' && noteIds.has(leads.id);
    });
  }
  for (const { source, target, node } of parts) checkOrder(node, source, target);
  checkModules();
  return [...sources, ...targets].flatMap(({ node }) =>
    ['subFlows', 'subFlowsStart', 'subFlowsEnd'].flatMap((name) =>
      (node.attributes.get(name) ?? '')
        .split(/\s+/)
        .filter((id) => id !== '')
        .map((id): [string, number] => [id, node.line]),
    ),
  );

  /** What a reference selects in this unit; null when it leads elsewhere. */
  function leadsTo(value: string, line: number) {
    const selectors = parseReference(value, line);
    return selectors === null ? null : insideUnit(selectors, unit, place);
  }

  function checkModules(): void {
    const own = (part: Pair): string => part.node.attributes.get('id') ?? '';
    const spans = { '': new Set([...parts.map(own), ...idsOf(sources)]), t: new Set(idsOf(targets)) };
    const isSpan = ({ attributes, line }: XliffNode): void => {
      const ref = attributes.get('ref');
      if (ref === undefined) return;
      const leads = leadsTo(ref, line);
      const ids = leads?.prefix === '' || leads?.prefix === 't' ? spans[leads.prefix] : undefined;
      if (leads === null || ids?.has(leads.id) !== true)
        refuse('reference', line, `the reference ${ref.slice(0, 80)} leads to no text of its unit`);
    };
    for (const match of nodesOf(unit, 'mtc:matches').flatMap((each) => nodesOf(each, 'mtc:match'))) {
      isSpan(match);
      checkCandidate(match);
    }
    for (const glossary of nodesOf(unit, 'gls:glossary')) {
      const entries = nodesOf(glossary, 'gls:glossEntry');
      const all = entries.flatMap((entry) => [entry, ...nodesOf(entry, 'gls:translation')]);
      for (const each of all) isSpan(each);
      const repeated = firstRepeated(all);
      if (repeated !== undefined) refuse('id', repeated.line, `the id ${repeated.attributes.get('id')} comes twice`);
    }
  }
}

/** What holds inside a candidate, which has codes, data and ids of its own. */
function checkCandidate(match: XliffNode): void {
  if (match.attributes.has('subType') && !match.attributes.has('type'))
    refuse('attribute', match.line, 'a subType stands beside a type');
  const pair = pairOf(match);
  checkIds([{ ...pair, node: { ...match, attributes: new Map() } }]);
  const data = nodesOf(match, 'originalData').flatMap((each) => nodesOf(each, 'data'));
  const ids = new Set(data.map(({ attributes }) => attributes.get('id') ?? ''));
  const [sources, targets] = [inlinesOf([pair.source]), inlinesOf([pair.target])];
  const others = codesById([...sources, ...targets]);
  for (const side of [sources, targets]) {
    checkCodes(side, { data: ids, others });
    checkAnnotations(side, () => true);
  }
}

function pairOf(node: XliffNode): Pair {
  return { node, source: nodesOf(node, 'source')[0], target: nodesOf(node, 'target')[0] };
}

/** Texts are in the languages of the file, and both keep their spaces or neither. */
function checkTexts({ source, target }: Pair, { from, to }: UnitPlace): void {
  for (const [text, language] of [
    [source, from],
    [target, to],
  ] as const) {
    if (text === undefined || text.language === null || text.language.toLowerCase() === language.toLowerCase())
      continue;
    refuse('language', text.line, `<${text.name}> is in "${text.language}", the file says ${language}`);
  }
  if (target !== undefined && source !== undefined && target.space !== source.space)
    refuse('attribute', target.line, 'the xml:space of <target> is not that of its <source>');
}

function checkState({ node, target }: Pair): void {
  const { attributes, line } = node;
  const state = attributes.get('state');
  if (state === undefined && attributes.has('subState')) refuse('state', line, 'a subState stands beside a state');
  if (state !== undefined && state !== 'initial' && target === undefined)
    refuse('state', line, `the state is ${state}, and there is no target`);
}

/** No two targets have the same place, whether they say so or stand there. */
function checkPlaces(parts: readonly Pair[]): void {
  const taken = new Set<number>();
  for (const [index, { target }] of parts.entries()) {
    if (target === undefined) continue;
    const place = Number(target.attributes.get('order') ?? index + 1);
    if (place > parts.length) refuse('order', target.line, `there is no place ${place} in a unit of ${parts.length}`);
    if (taken.size === taken.add(place).size) refuse('order', target.line, `two targets have the place ${place}`);
  }
}

/**
 * Ids of segments and of what stands in their sources are one space; what stands in a target has the id of what it
 * translates, of the same kind and in the same segment, or one that nothing else in the unit has.
 */
function checkIds(parts: readonly Pair[]): void {
  const taken = new Set<string>();
  const take = (id: string, line: number): void => {
    if (taken.size === taken.add(id).size) refuse('id', line, `the id ${id} comes twice`);
  };
  for (const { node, source } of parts) {
    const own = node.attributes.get('id');
    if (own !== undefined) take(own, node.line);
    for (const { id, node: inline } of inlinesOf([source])) if (id !== null) take(id, inline.line);
  }
  const inTargets = new Set<string>();
  for (const { source, target } of parts) {
    const originals = new Map(inlinesOf([source]).map((inline) => [inline.id, inline]));
    for (const inline of inlinesOf([target])) {
      const { id, node } = inline;
      if (id === null) continue;
      if (inTargets.size === inTargets.add(id).size) refuse('inline', node.line, `the code ${id} comes twice`);
      if (taken.has(id) && kindOf(originals.get(id)) !== kindOf(inline))
        refuse('inline', node.line, `the code ${id} is another one in its source`);
    }
  }
}

/** A pair may be written in one element or in two. */
function kindOf(inline: Inline | undefined): string | undefined {
  const name = inline?.node.name;
  return name === 'sc' ? 'pc' : name === 'sm' ? 'mrk' : name;
}

function firstRepeated(nodes: readonly XliffNode[]): XliffNode | undefined {
  const seen = new Set<string>();
  return nodes.find(({ attributes }) => {
    const id = attributes.get('id');
    return id !== undefined && seen.size === seen.add(id).size;
  });
}
