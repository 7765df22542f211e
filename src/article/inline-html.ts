import { isAddress } from './address.ts';
import { LIMITS } from './limits.ts';
import { escapeAttribute, escapeText, type MarkupReader } from './markup.ts';
import type { Direction, Inline } from './model.ts';

const ELEMENTS = [
  ['strong', 'strong'],
  ['em', 'emphasis'],
  ['sub', 'subscript'],
  ['sup', 'superscript'],
] as const;
/** How what people wrote is put between tags and into links; where it is to be read decides. */
export interface InlineWriting {
  /** A text between tags. */
  text(text: string): string;
  /** An address as the value of an attribute. */
  address(address: string): string;
  /** Further attributes of a link, with a space in front. */
  readonly link: string;
}

const REL = 'external noreferrer nofollow';
const SUBSET: InlineWriting = { text: escapeText, address: escapeAttribute, link: ` rel="${REL}"` };

/** Inlines as HTML; in the subset unless they are written otherwise. */
export function writeInlines(inlines: readonly Inline[], writing: InlineWriting = SUBSET): string {
  return inlines.map((inline) => writeInline(inline, writing)).join('');
}

function writeInline(inline: Inline, writing: InlineWriting): string {
  switch (inline.type) {
    case 'text':
      return writing.text(inline.text);
    case 'break':
      return '<br>';
    case 'link':
      return `<a href="${writing.address(inline.address)}"${writing.link}>${writeInlines(inline.content, writing)}</a>`;
    case 'foreign': {
      const { language, direction, content } = inline;
      return `<span lang="${escapeAttribute(language)}" dir="${direction}">${writeInlines(content, writing)}</span>`;
    }
    default: {
      const element = ELEMENTS.find(([, type]) => type === inline.type)?.[0] ?? '';
      return `<${element}>${writeInlines(inline.content, writing)}</${element}>`;
    }
  }
}

/** Reads inlines up to the first tag that is none of theirs. */
export function readInlines(reader: MarkupReader, depth = 0): Inline[] {
  const inlines: Inline[] = [];
  for (;;) {
    const text = reader.text();
    if (text !== '') inlines.push({ type: 'text', text });
    const inline = readInline(reader, depth);
    if (inline === null) return inlines;
    inlines.push(inline);
  }
}

function readInline(reader: MarkupReader, depth: number): Inline | null {
  const content = (close: string): Inline[] => {
    if (depth >= LIMITS.inlineDepth) reader.refuse(`more than ${LIMITS.inlineDepth} marks in one another`);
    const inside = readInlines(reader, depth + 1);
    reader.take(close);
    return inside;
  };
  if (reader.skip('<br>')) return { type: 'break' };
  for (const [element, type] of ELEMENTS) {
    if (reader.skip(`<${element}>`)) return { type, content: content(`</${element}>`) };
  }
  if (reader.skip('<a href="')) {
    const address = reader.value();
    if (!isAddress(address)) reader.refuse('a link whose address is not plain http or https');
    reader.take(` rel="${REL}">`);
    return { type: 'link', address, content: content('</a>') };
  }
  if (reader.skip('<span lang="')) {
    const language = reader.value();
    const direction = readDirection(reader);
    reader.take('>');
    return { type: 'foreign', language, direction, content: content('</span>') };
  }
  return null;
}

/** Reads ` dir="…"`. */
export function readDirection(reader: MarkupReader): Direction {
  return reader.oneOf('direction', ['ltr', 'rtl'], reader.required(' dir'));
}

/** A moment, visible in a form that reads the same in every language, also inside a right-to-left line. */
export function writeMoment(moment: string): string {
  return `<time datetime="${escapeAttribute(moment)}" dir="ltr">${escapeText(showMoment(moment))}</time>`;
}

function showMoment(moment: string): string {
  return `${moment.slice(0, 10)} ${moment.slice(11, 16)} UTC`;
}

/** Reads what `writeMoment` writes. */
export function readMoment(reader: MarkupReader): string {
  reader.take('<time datetime="');
  const moment = reader.value();
  reader.take(` dir="ltr">${escapeText(showMoment(moment))}</time>`);
  return moment;
}

/** Names on one line, each kept apart from its neighbours' direction, between `open` and `</p>`; '' for none. */
export function writeNames(open: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  return `${open}${names.map((name) => `<bdi>${escapeText(name)}</bdi>`).join(' · ')}</p>\n`;
}

/** Reads what `writeNames` writes. */
export function readNames(reader: MarkupReader, open: string): string[] {
  if (!reader.skip(open)) return [];
  const names: string[] = [];
  do names.push(reader.between('<bdi>', '</bdi>'));
  while (reader.skip(' · '));
  reader.take('</p>\n');
  return names;
}
