import { canonicalLanguage } from '../article/index.ts';
import { PREFIX, type XliffDocument, type XliffSegment } from './xliff.ts';
import { type InlineText, readInline, readMarks } from './xliff-inline.ts';
import { decodeXliff, refuse, walkXliff, type XliffNode } from './xliff-tree.ts';

/** More segments than any article has. */
const MAX_UNITS = 50_000;
const STATES = ['initial', 'translated', 'reviewed', 'final'];

/**
 * Reads an XLIFF 2.1 file that {@link writeXliff} wrote and people or programs worked on since. Strict: the first rule that is
 * broken refuses the file, with its line. Core, candidates and glossary are looked at; other modules and extensions are stepped
 * over where they may stand, annotations too, and references into other parts of a file are not followed.
 * Which draft it belongs to is found out by {@link matchXliff}.
 *
 * @throws InterchangeError `xliff-invalid`
 */
export function parseXliff(file: string | Uint8Array): XliffDocument {
  let from = '';
  let to = '';
  let article = '';
  const segments: XliffSegment[] = [];
  /** Of the whole file: groups do not divide them. */
  const keys = new Set<string>();
  walkXliff(decodeXliff(file), {
    begin(node) {
      if (node.name === 'xliff') {
        checkVersion(node);
        from = languageOf(node, 'srcLang');
        to = languageOf(node, 'trgLang');
      } else {
        if (article !== '') refuse('element', node.line, 'there is a second <file>; an article is one');
        article = node.attributes.get('id') ?? '';
      }
    },
    unit(node) {
      const key = node.attributes.get('id') ?? '';
      if (keys.has(key)) refuse('id', node.line, `the unit ${key} comes twice`);
      keys.add(key);
      if (keys.size > MAX_UNITS) refuse('size', node.line, `there are more than ${MAX_UNITS} units`);
      segments.push(readUnit(node, key, { from, to }));
    },
    end() {
      if (segments.length === 0) refuse('missing', null, 'there is no unit in the file');
    },
  });
  return { from, to, article, segments };
}

function checkVersion({ attributes, line }: XliffNode): void {
  const version = attributes.get('version') ?? '';
  if (version === '2.0' || version === '2.1') return;
  refuse('version', line, 'the file is not XLIFF 2.0 or 2.1', 'have the other program export XLIFF 2.1');
}

function languageOf({ attributes, line }: XliffNode, name: string): string {
  return canonicalLanguage(attributes.get(name) ?? '') ?? refuse('language', line, `${name} is no language`);
}

interface Languages {
  readonly from: string;
  readonly to: string;
}

function readUnit(unit: XliffNode, key: string, languages: Languages): XliffSegment {
  const segment = only(unit, 'segment');
  if (nodesOf(unit, 'ignorable').length > 0) refuse('element', unit.line, `the unit ${key} was cut into parts`);
  const source = readText(segment, 'source', languages.from);
  if (source === null) return refuse('missing', segment.line, `the segment of ${key} has no <source>`);
  if (source.text === '') refuse('text', segment.line, `the source of ${key} is empty`);
  const target = readText(segment, 'target', languages.to);
  checkIds(segment);
  if (target !== null) checkCodes(source, target, segment);
  return {
    key,
    source: source.text,
    marks: readMarks(source, dataOf(unit)),
    target: target?.text ?? '',
    state: stateOf(segment, target?.text ?? ''),
    notes: nodesOf(unit, 'notes').flatMap((notes) => texts(filled(notes), 'note')),
    matches: nodesOf(unit, 'mtc:matches').flatMap((matches) => nodesOf(filled(matches), 'mtc:match').map(readMatch)),
    terms: nodesOf(unit, 'gls:glossary').flatMap((glossary) =>
      nodesOf(filled(glossary), 'gls:glossEntry').map(readTerm),
    ),
  };
}

/** Null when there is no such element. */
function readText(parent: XliffNode, name: 'source' | 'target', language?: string): InlineText | null {
  const [node, second] = nodesOf(parent, name);
  if (second !== undefined) refuse('element', second.line, `there is a second <${name}>`);
  if (node === undefined) return null;
  const own = node.attributes.get('xml:lang');
  if (own !== undefined && language !== undefined && canonicalLanguage(own) !== language)
    refuse('language', node.line, `<${name}> is in ${own}, the file says ${language}`);
  return readInline(node);
}

/** Ids of segments, codes and annotations are one space in a unit; a code of the target has the id of that of the source. */
function checkIds(segment: XliffNode): void {
  const of = (node: XliffNode | undefined): string[] => {
    if (node === undefined) return [];
    const own = node.name === 'source' || node.name === 'target' ? undefined : node.attributes.get('id');
    const inner = node.children.flatMap((each) => (typeof each === 'string' ? [] : of(each)));
    return own === undefined ? inner : [own, ...inner];
  };
  const own = segment.attributes.get('id');
  for (const name of ['source', 'target']) {
    const ids = [...of(nodesOf(segment, name)[0]), ...(own === undefined ? [] : [own])];
    const twice = repeatedIn(ids);
    if (twice !== undefined) refuse('id', segment.line, `the id ${twice} comes twice`);
  }
}

/** The first that comes a second time. */
function repeatedIn(ids: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return ids.find((id) => seen.size === seen.add(id).size);
}

/** A target has codes of its source only; once it is said to be a translation, all of them. */
function checkCodes(source: InlineText, target: InlineText, segment: XliffNode): void {
  for (const [number, { kind, line }] of target.codes) {
    if (source.codes.get(number)?.kind !== kind) refuse('inline', line, `the code ${number} is not in the source`);
  }
  if ((segment.attributes.get('state') ?? 'initial') === 'initial') return;
  for (const number of source.codes.keys()) {
    if (!target.codes.has(number)) refuse('inline', segment.line, `the code ${number} is missing in the target`);
  }
}

function stateOf({ attributes, line }: XliffNode, target: string): XliffSegment['state'] {
  const state = attributes.get('state');
  const subState = attributes.get('subState');
  if (state !== undefined && !STATES.includes(state)) refuse('state', line, `${state} is no state`);
  if (subState !== undefined && (state === undefined || !/^[^\s:]+:[^\s:]+$/.test(subState)))
    refuse('state', line, 'a subState is prefix:value, beside a state');
  const isInitial = state === undefined || state === 'initial';
  if (target === '') {
    if (!isInitial) refuse('state', line, `the state is ${state}, and there is no target`);
    return 'empty';
  }
  if (subState === `${PREFIX}:touched` && state !== 'reviewed' && state !== 'final') return 'touched';
  return state === 'reviewed' || state === 'final' ? 'confirmed' : 'draft';
}

function readMatch(match: XliffNode): XliffSegment['matches'][number] {
  const source = readText(match, 'source');
  const target = readText(match, 'target');
  if (source === null || target === null)
    return refuse('missing', match.line, 'a candidate has no source or no target');
  const written = match.attributes.get('similarity') ?? '0';
  const score = /^\d{1,3}(?:\.\d{1,9})?$/.test(written) ? Number(written) : 101;
  if (score > 100) refuse('attribute', match.line, 'a similarity is a number from 0 to 100');
  return { score, source: source.text, target: target.text };
}

function readTerm(entry: XliffNode): XliffSegment['terms'][number] {
  const source = textOf(only(entry, 'gls:term'));
  if (nodesOf(entry, 'gls:translation').length + nodesOf(entry, 'gls:definition').length === 0)
    refuse('missing', entry.line, 'a term has no translation and no definition');
  return { source, target: texts(entry, 'gls:translation').join(', ') };
}

function dataOf(unit: XliffNode): Map<string, string> {
  const data = nodesOf(unit, 'originalData').flatMap((each) => nodesOf(filled(each), 'data'));
  return new Map(data.map((each) => [each.attributes.get('id') ?? '', textOf(each)]));
}

function nodesOf({ children }: XliffNode, name: string): XliffNode[] {
  return children.filter((each): each is XliffNode => typeof each !== 'string' && each.name === name);
}

/** The one child of that name there has to be. */
function only(parent: XliffNode, name: string): XliffNode {
  const [node, second] = nodesOf(parent, name);
  if (node === undefined) return refuse('missing', parent.line, `<${parent.name}> has no <${name}>`);
  if (second !== undefined) refuse('element', second.line, `there is a second <${name}>; segments may not be cut anew`);
  return node;
}

/** A list, which the specification does not let be empty. */
function filled(list: XliffNode): XliffNode {
  return list.children.length > 0 ? list : refuse('missing', list.line, `<${list.name}> is empty`);
}

function textOf({ children }: XliffNode): string {
  return children.map((each) => (typeof each === 'string' ? each : '')).join('');
}

function texts(parent: XliffNode, name: string): string[] {
  return nodesOf(parent, name).map(textOf);
}
