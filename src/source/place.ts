import { canonicalLanguage, directionOf } from '../article/index.ts';
import { resolveAddress } from './addresses.ts';
import type { DraftBlock } from './draft.ts';
import { wordsOf } from './junk.ts';
import type { Mark } from './paragraphs.ts';

/** What the walk needs to know of the article around the HTML. */
export interface BlocksContext {
  /** Language of the article; text marked as another one becomes a foreign phrase. */
  readonly language: string;
  /** Address that relative references are resolved against. */
  readonly base?: string;
  /** Repeated as a first heading on many pages; dropped there. */
  readonly headline?: string;
  /** Names what is read, in errors. */
  readonly name: string;
}

/** Where in the tree a walk is. */
export interface Place extends BlocksContext {
  /** Innermost language. */
  readonly spoken: string;
  readonly marks: readonly Mark[];
  readonly lead: boolean;
  /** Characters of all text, for judging what is furniture. */
  readonly totalCharacters: number;
  /** Reads another part of the tree by the same rules. */
  readonly blocksOf: (nodes: Iterable<Node>, place: Place) => DraftBlock[];
}

const MARKS: Readonly<Record<string, 'strong' | 'emphasis' | 'subscript' | 'superscript'>> = {
  b: 'strong',
  strong: 'strong',
  em: 'emphasis',
  i: 'emphasis',
  cite: 'emphasis',
  dfn: 'emphasis',
  var: 'emphasis',
  sub: 'subscript',
  sup: 'superscript',
};

/** Elements that never start a paragraph of their own. */
export const INLINE = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q ruby rb rt rp s samp small span strong sub sup time tt u var wbr amp-fit-text'.split(
    ' ',
  ),
);

const LEAD_WORDS = new Set(
  'lead lede intro introduction standfirst vorspann excerpt perex teaser subhead deck dek anlauf abstract sapo lid'.split(
    ' ',
  ),
);

/** Whether the words of an element's class say that it opens the article. */
export function isLead(words: readonly string[]): boolean {
  return words.some((word) => LEAD_WORDS.has(word));
}

/** The place inside an element: its language, its mark, its lead. */
export function inside(element: Element, place: Place): Place {
  let { spoken, marks, lead } = place;
  const declared = canonicalLanguage(element.getAttribute('lang') ?? element.getAttribute('xml:lang') ?? '');
  if (declared !== null && declared.split('-')[0] !== spoken.split('-')[0]) {
    spoken = declared;
    marks = [...marks, { type: 'foreign', language: declared, direction: directionOf(declared) }];
  }
  const mark = MARKS[element.localName];
  if (mark !== undefined) marks = [...marks, { type: mark }];
  else if (element.localName === 'span' || element.localName === 'font') {
    const style = (element.getAttribute('style') ?? '').replace(/\s+/g, '').toLowerCase();
    if (/(?:^|;)font-weight:(?:bold|[6-9]00)/.test(style)) marks = [...marks, { type: 'strong' }];
    if (/(?:^|;)font-style:italic/.test(style)) marks = [...marks, { type: 'emphasis' }];
  }
  if (element.localName === 'a') {
    const href = element.getAttribute('href') ?? '';
    const address = href.startsWith('#') ? null : resolveAddress(href, place.base);
    if (address !== null) marks = [...marks, { type: 'link', address }];
  }
  const isBlock = !INLINE.has(element.localName);
  if (isBlock && isLead(wordsOf(element))) lead = true;
  return { ...place, spoken, marks, lead };
}
