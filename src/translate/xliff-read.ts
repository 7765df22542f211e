import { canonicalLanguage } from '../article/index.ts';
import { PREFIX, type XliffDocument, type XliffSegment } from './xliff.ts';
import { type InlineText, readInline, readMarks } from './xliff-inline.ts';
import { nodesOf, refuse, textOf, type XliffNode } from './xliff-node.ts';
import { decodeXliff, walkXliff } from './xliff-tree.ts';

/** More segments than any article has. */
const MAX_UNITS = 50_000;

/**
 * Reads an XLIFF 2.1 file that {@link writeXliff} wrote and people or programs worked on since. Strict: the first rule that is
 * broken refuses the file, with its line: those of the specification ({@link walkXliff}) and what makes it a file of ours (one
 * file, a segment a unit, codes that stand for marks). Core, candidates and glossary are looked at; other modules and
 * extensions are stepped over where they may stand, and annotations too. Which draft it belongs to is found out by {@link matchXliff}.
 *
 * @throws InterchangeError `xliff-invalid`
 */
export function parseXliff(file: string | Uint8Array): XliffDocument {
  let from = '';
  let to = '';
  let article = '';
  const segments: XliffSegment[] = [];
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
      if (segments.length === MAX_UNITS) refuse('size', node.line, `there are more than ${MAX_UNITS} units`);
      segments.push(readUnit(node, node.attributes.get('id') ?? ''));
    },
  });
  // A file may be made of empty groups.
  if (segments.length === 0) refuse('missing', null, 'there is no unit in the file');
  return { from, to, article, segments };
}

function checkVersion({ attributes, line }: XliffNode): void {
  const version = attributes.get('version') ?? '';
  if (version === '2.0' || version === '2.1') return;
  refuse('version', line, 'the file is not XLIFF 2.0 or 2.1', 'have the other program export XLIFF 2.1');
}

function languageOf({ attributes, line }: XliffNode, name: string): string {
  const written = attributes.get(name) ?? refuse('missing', line, `<xliff> has no ${name}`);
  return canonicalLanguage(written) ?? refuse('language', line, `${name} is no language`);
}

function readUnit(unit: XliffNode, key: string): XliffSegment {
  const [segment, second] = nodesOf(unit, 'segment');
  if (segment === undefined) return refuse('missing', unit.line, `the unit ${key} has no <segment>`);
  if (second !== undefined || nodesOf(unit, 'ignorable').length > 0)
    refuse('element', (second ?? unit).line, `the unit ${key} was cut into parts; segments may not be cut anew`);
  const source = readText(segment, 'source');
  if (source === null || source.text === '') return refuse('text', segment.line, `the source of ${key} is empty`);
  const target = readText(segment, 'target');
  if (target !== null) checkCodes(source, target, segment);
  return {
    key,
    source: source.text,
    marks: readMarks(source, dataOf(unit)),
    target: target?.text ?? '',
    state: stateOf(segment, target?.text ?? ''),
    notes: nodesOf(unit, 'notes').flatMap((notes) => texts(notes, 'note')),
    matches: nodesOf(unit, 'mtc:matches').flatMap((matches) => nodesOf(matches, 'mtc:match').flatMap(readMatch)),
    terms: nodesOf(unit, 'gls:glossary').flatMap((glossary) => nodesOf(glossary, 'gls:glossEntry').map(readTerm)),
  };
}

/** Null when there is no such element. */
function readText(parent: XliffNode, name: 'source' | 'target'): InlineText | null {
  const [node] = nodesOf(parent, name);
  return node === undefined ? null : readInline(node);
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
  const state = attributes.get('state') ?? 'initial';
  if (target === '') {
    if (state !== 'initial') refuse('state', line, `the state is ${state}, and the target is empty`);
    return 'empty';
  }
  const isThrough = state === 'reviewed' || state === 'final';
  if (attributes.get('subState') === `${PREFIX}:touched` && !isThrough) return 'touched';
  return isThrough ? 'confirmed' : 'draft';
}

function readMatch(match: XliffNode): XliffSegment['matches'] {
  const [source, target] = [readText(match, 'source'), readText(match, 'target')];
  if (source === null || target === null) return [];
  return [{ score: Number(match.attributes.get('similarity') ?? '0'), source: source.text, target: target.text }];
}

function readTerm(entry: XliffNode): XliffSegment['terms'][number] {
  return { source: texts(entry, 'gls:term').join(''), target: texts(entry, 'gls:translation').join(', ') };
}

function dataOf(unit: XliffNode): Map<string, string> {
  const data = nodesOf(unit, 'originalData').flatMap((each) => nodesOf(each, 'data'));
  return new Map(data.map((each) => [each.attributes.get('id') ?? '', textOf(each)]));
}

function texts(parent: XliffNode, name: string): string[] {
  return nodesOf(parent, name).map(textOf);
}
