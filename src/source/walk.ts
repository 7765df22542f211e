import { resolveAddress } from './addresses.ts';
import { correctionOf, isCorrection } from './correction.ts';
import type { DraftBlock } from './draft.ts';
import { figureOf } from './figure.ts';
import { flatten, unwrap } from './flatten.ts';
import { embedName, emojiOf, pictureOf, videoOf } from './html-media.ts';
import { collapse } from './html-tree.ts';
import { isJunk, wordsOf } from './junk.ts';
import { listOf } from './list.ts';
import { openParagraphs, type Paragraphs } from './paragraphs.ts';
import { INLINE, inside, type Place } from './place.ts';
import { quoteOf } from './quote.ts';
import { tableOf } from './table.ts';

/** Quotation marks of `<q>`, which browsers draw themselves. */
const QUOTES: Readonly<Record<string, readonly [string, string]>> = {
  de: ['„', '“'],
  ru: ['«', '»'],
  uk: ['«', '»'],
  be: ['«', '»'],
  fr: ['«\u00a0', '\u00a0»'],
  fa: ['«', '»'],
  ar: ['«', '»'],
  pl: ['„', '”'],
  cs: ['„', '“'],
};

/** Something shown from elsewhere: carried as a link that says where it leads. */
function embedOf(element: Element, place: Place): DraftBlock[] {
  const reference = ['src', 'data-src', 'data', 'data-url', 'data-lazy-src'].map((name) => element.getAttribute(name));
  const source = element.localName === 'audio' ? element.querySelector('source')?.getAttribute('src') : null;
  const address = [...reference, source].map((each) => resolveAddress(each, place.base)).find((each) => each !== null);
  if (address === undefined || address === null) return [];
  const text = embedName(address, element.getAttribute('title') ?? element.getAttribute('aria-label'));
  return [{ type: 'paragraph', content: [{ type: 'link', address, content: [{ type: 'text', text }] }] }];
}

function headingOf(element: Element, place: Place): DraftBlock[] {
  const { content, media } = flatten(place.blocksOf(element.childNodes, { ...inside(element, place), lead: false }));
  const text = unwrap(unwrap(content, 'strong'), 'emphasis');
  if (text.length === 0) return media;
  // Levels are made 2 and 3 when the whole text is known; until then they are what the page has.
  const level = Number(element.localName[1]) as 2 | 3;
  return [{ type: 'heading', level, content: text }, ...media];
}

function preformatted(element: Element, place: Place, out: Paragraphs): void {
  out.end();
  for (const line of (element.textContent ?? '').split('\n')) {
    if (line.trim() === '') out.end();
    else {
      out.text(line, place.marks);
      out.lineBreak();
    }
  }
  out.end();
}

/** The blocks of an element that is a block of its own, or null when it is running text or only holds others. */
function ownBlocks(element: Element, place: Place, within: Place): DraftBlock[] | null {
  switch (element.localName) {
    case 'hr':
      return [{ type: 'separator' }];
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return headingOf(element, place);
    case 'ul':
    case 'ol':
      return listOf(element, within);
    case 'blockquote':
      return quoteOf(element, within);
    case 'table':
      return tableOf(element, within);
    case 'figure':
      return figureOf(element, within);
    case 'video': {
      const video = videoOf(element, place.base);
      return video === null ? embedOf(element, place) : [video];
    }
    case 'iframe':
    case 'embed':
    case 'object':
    case 'audio':
    case 'amp-iframe':
      return embedOf(element, place);
    case 'img':
    case 'amp-img': {
      if (emojiOf(element) !== null) return null;
      const picture = pictureOf(element, place.base);
      return picture === null ? [] : [picture];
    }
    default:
      if (INLINE.has(element.localName)) return null;
      if (isCorrection(element)) return correctionOf(element, within);
      return isFigureLike(element) ? figureOf(element, within) : null;
  }
}

function followsPicture(element: Element): boolean {
  const before = element.previousElementSibling ?? element.parentElement?.previousElementSibling ?? null;
  return (
    before !== null && (/^(?:img|picture|amp-img)$/.test(before.localName) || before.querySelector('img') !== null)
  );
}

/** An element of running text, or one that only holds others. */
function walkText(element: Element, place: Place, within: Place, out: Paragraphs): void {
  const children = (): void => walk(element.childNodes, within, out);
  switch (element.localName) {
    case 'br':
      out.lineBreak();
      break;
    case 'img':
    case 'amp-img':
      out.text(emojiOf(element) ?? '', place.marks);
      break;
    case 'noscript':
      // The spare copy of a lazy picture; only of use where the picture itself could not be read.
      if (element.querySelector('img') !== null && !followsPicture(element)) children();
      break;
    case 'q': {
      const [open, close] = QUOTES[place.spoken.split('-')[0] ?? ''] ?? ['“', '”'];
      out.text(open, within.marks);
      children();
      out.text(close, within.marks);
      break;
    }
    case 'rt':
      out.text(' (', place.marks);
      children();
      out.text(')', place.marks);
      break;
    case 'rp':
      break;
    case 'pre':
      preformatted(element, within, out);
      break;
    case 'dt':
    case 'summary':
      out.end();
      walk(element.childNodes, { ...within, marks: [...within.marks, { type: 'strong' }] }, out);
      out.end();
      break;
    default:
      if (INLINE.has(element.localName)) children();
      else {
        out.end({ lead: within.lead });
        children();
        out.end({ lead: place.lead });
      }
  }
}

function walkElement(element: Element, place: Place, out: Paragraphs): void {
  if (isJunk(element, place.totalCharacters)) return;
  const within = inside(element, place);
  const own = ownBlocks(element, place, within);
  if (own === null) walkText(element, place, within, out);
  // A picture that is none, an icon or a pixel, does not divide the sentence it stands in.
  else if (own.length > 0 || !/^(?:amp-)?img$/.test(element.localName)) out.put(...own);
}

/** Captioned pictures of systems older than `figure`. */
function isFigureLike(element: Element): boolean {
  if (element.localName !== 'div' && element.localName !== 'dl') return false;
  const words = wordsOf(element);
  return words.includes('wp') && words.includes('caption') && element.querySelector('img') !== null;
}

function walk(nodes: Iterable<Node>, place: Place, out: Paragraphs): void {
  for (const node of nodes) {
    if (node.nodeType === node.TEXT_NODE || node.nodeType === node.CDATA_SECTION_NODE) {
      out.text(collapse(node.nodeValue ?? ''), place.marks);
    } else if (node.nodeType === node.ELEMENT_NODE) walkElement(node as Element, place, out);
  }
}

/** Blocks of some nodes, by the rules of the room. */
export function blocksOf(nodes: Iterable<Node>, place: Place): DraftBlock[] {
  const out = openParagraphs();
  out.end({ lead: place.lead });
  walk(nodes, place, out);
  out.end();
  return out.blocks;
}
