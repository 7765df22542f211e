import { directionOf } from '../article/index.ts';
import { xmlAttribute, xmlAttributes, xmlText } from './interchange-xml.ts';
import { checkPlaceholders, type Piece, parsePlaceholders } from './placeholders.ts';
import type { Mark } from './segment.ts';
import { CORE, GLOSSARY, MATCHES, PREFIX, type XliffDocument, type XliffSegment } from './xliff.ts';
import { codeOf } from './xliff-marks.ts';

/**
 * A draft as an XLIFF 2.1 file: a unit a segment, placeholders as inline codes with their markup as original data, notes,
 * and what memory and glossary have as its modules for candidates and terms. Segments may not be cut anew elsewhere.
 * What was written is read by {@link parseXliff} as the same document.
 *
 * Source: XLIFF 2.1, OASIS Standard.
 */
export function writeXliff({ from, to, article, segments }: XliffDocument): string {
  const root = xmlAttributes({
    xmlns: CORE,
    'xmlns:mtc': MATCHES,
    'xmlns:gls': GLOSSARY,
    version: '2.1',
    srcLang: from,
    trgLang: to,
  });
  const file = xmlAttributes({
    id: article,
    canResegment: 'no',
    srcDir: directionOf(from),
    trgDir: directionOf(to),
    'xml:space': 'preserve',
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<xliff${root}>`,
    `<file${file}>`,
    ...segments.flatMap(unitLines),
    '</file>',
    '</xliff>',
    '',
  ].join('\n');
}

function unitLines(segment: XliffSegment): string[] {
  const { key, source, target, notes, marks } = segment;
  const codes = codesOf(source);
  // XLIFF lets no target lack a code that may not be deleted, and this one is not there yet.
  const isLoose = target !== '' && checkPlaceholders(source, target).length > 0;
  const data = marks.flatMap((mark, index) => {
    const { start, end } = codeOf(mark);
    const line = (id: string, text: string): string => `<data id="${id}">${xmlText(text)}</data>`;
    return [line(`d${index + 1}`, start), ...(end === null ? [] : [line(`e${index + 1}`, end)])];
  });
  return [
    `<unit${xmlAttribute('id', key)}>`,
    ...matchLines(segment),
    ...termLines(segment),
    ...(notes.length === 0
      ? []
      : ['<notes>', ...notes.map((note, index) => `<note id="n${index + 1}">${xmlText(note)}</note>`), '</notes>']),
    ...(data.length === 0 ? [] : ['<originalData>', ...data, '</originalData>']),
    `<segment id="s"${stateOf(segment)}>`,
    `<source>${inline(source, { marks, isLoose })}</source>`,
    ...(target === '' ? [] : [`<target>${inline(target, { marks, isLoose, allowed: codes })}</target>`]),
    '</segment>',
    '</unit>',
  ];
}

/** A target that has not all codes of its source is no translation to XLIFF, whatever was said of it here. */
function stateOf({ source, target, state }: XliffSegment): string {
  if (target === '' || state === 'empty') return ' state="initial"';
  const isWhole = checkPlaceholders(source, target).length === 0;
  if (state === 'touched') return ` state="${isWhole ? 'translated' : 'initial'}" subState="${PREFIX}:touched"`;
  if (!isWhole) return ' state="initial"';
  return state === 'confirmed' ? ' state="final"' : ' state="translated"';
}

function matchLines({ matches }: XliffSegment): string[] {
  if (matches.length === 0) return [];
  const lines = matches.flatMap(({ score, source, target }, index) => [
    `<mtc:match id="m${index + 1}" ref="#s" type="tm" similarity="${score}">`,
    `<source>${inline(source)}</source>`,
    `<target>${inline(target, { allowed: codesOf(source) })}</target>`,
    '</mtc:match>',
  ]);
  return ['<mtc:matches>', ...lines, '</mtc:matches>'];
}

function termLines({ terms }: XliffSegment): string[] {
  if (terms.length === 0) return [];
  const lines = terms.map(({ source, target }, index) => {
    const entry = `<gls:term>${xmlText(source)}</gls:term><gls:translation>${xmlText(target)}</gls:translation>`;
    return `<gls:glossEntry id="g${index + 1}">${entry}</gls:glossEntry>`;
  });
  return ['<gls:glossary>', ...lines, '</gls:glossary>'];
}

/** The codes of a text by number; null when they do not pair, nest or come once: then they are no codes of XLIFF. */
function codesIn(pieces: readonly Piece[]): Map<number, Piece['type']> | null {
  const codes = new Map<number, Piece['type']>();
  const open: number[] = [];
  for (const piece of pieces) {
    if (piece.type === 'text') continue;
    if (piece.type === 'close') {
      if (open.pop() !== piece.number) return null;
      continue;
    }
    if (codes.has(piece.number)) return null;
    codes.set(piece.number, piece.type);
    if (piece.type === 'open') open.push(piece.number);
  }
  return open.length === 0 ? codes : null;
}

/** The codes that a translation of a text may have. */
function codesOf(source: string): ReadonlyMap<number, Piece['type']> {
  return codesIn(parsePlaceholders(source)) ?? new Map();
}

interface CodeOptions {
  /** Without them, in a candidate, nothing is known of a code but its number. */
  readonly marks?: readonly Mark[];
  /** Whether codes may be deleted; else they may not. */
  readonly isLoose?: boolean;
  /** The codes of the text that this one translates. */
  readonly allowed?: ReadonlyMap<number, Piece['type']>;
}

/**
 * A text with its placeholders as inline codes. A text that somebody is in the middle of may have any placeholders; where
 * they are not codes of the source they stand there as text, for whoever goes on to mend.
 */
function inline(text: string, options: CodeOptions = {}): string {
  const { allowed } = options;
  const pieces = parsePlaceholders(text);
  const codes = codesIn(pieces);
  if (codes === null) return xmlText(text);
  if (allowed !== undefined && [...codes].some(([number, type]) => allowed.get(number) !== type)) return xmlText(text);
  return pieces
    .map((piece) => {
      if (piece.type === 'text') return xmlText(piece.text);
      return piece.type === 'close' ? '</pc>' : codeTag(piece.type, piece.number, options);
    })
    .join('');
}

function codeTag(type: 'open' | 'alone', number: number, { marks, isLoose = false }: CodeOptions): string {
  const mark = marks?.[number - 1];
  const code = mark === undefined ? undefined : codeOf(mark);
  const canDelete = isLoose ? undefined : 'no';
  const common = { canCopy: 'no', canDelete, type: code?.type, subType: code?.subType };
  if (type === 'alone') {
    const data = code === undefined ? {} : { dataRef: `d${number}`, disp: code.start };
    return `<ph${xmlAttributes({ id: String(number), ...common, ...data })}/>`;
  }
  const data = code === undefined ? {} : { dataRefStart: `d${number}`, dataRefEnd: `e${number}` };
  return `<pc${xmlAttributes({ id: String(number), ...common, ...data })}>`;
}
