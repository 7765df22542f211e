import type { GlossaryTerm } from './glossary.ts';

const WORD = /[\p{L}\p{N}\p{M}\u200c]+/gu;
function wordsOf(text: string): string[] {
  return (text.normalize('NFC').toLowerCase().match(WORD) ?? []).map((word) => word.replaceAll('ё', 'е'));
}

/** How many letters of a word its forms have in common: all of a short one, all but two of a long one. */
function stemLength({ length }: readonly string[]): number {
  if (length <= 3) return length;
  return length <= 5 ? length - 1 : length - 2;
}

/**
 * Whether a word of a text may be a form of a word of a term: figures and words of two letters have none, and `Rat` is
 * neither `Rathaus` nor in `Ratte`.
 */
function isForm(word: string, of: string): boolean {
  if (word === of) return true;
  if (beginningOf(word) !== beginningOf(of)) return false;
  const [has, term] = [[...word], [...of]];
  if (term.length <= 2 || /\p{N}/u.test(of)) return false;
  const isWhole = word.startsWith(of);
  const longer = isWhole && term.length > 3 ? 3 : term.length > 3 ? 2 : 1;
  const stem = stemLength(term);
  return has.length <= term.length + longer && has.slice(0, stem).join('') === term.slice(0, stem).join('');
}

/** The words of a text, made ready for asking it for many terms. */
export interface TextWords {
  readonly words: readonly string[];
  /** What its words begin with: most terms are ruled out by that. */
  readonly beginnings: ReadonlySet<string>;
}

const BEGINNING_CHARACTERS = 2;

function beginningOf(word: string): string {
  return word.slice(0, BEGINNING_CHARACTERS);
}

/** Makes a text ready for `hasTerm` and `termsIn`. */
export function textWords(text: string): TextWords {
  const words = wordsOf(text);
  return { words, beginnings: new Set(words.map(beginningOf)) };
}

/** Terms are the same from segment to segment; so many are kept in words. */
const MOST_KNOWN = 10_000;
const knownTerms = new Map<string, readonly string[]>();

function wordsOfTerm(term: string): readonly string[] {
  const known = knownTerms.get(term);
  if (known !== undefined) return known;
  if (knownTerms.size >= MOST_KNOWN) knownTerms.clear();
  const words = wordsOf(term);
  knownTerms.set(term, words);
  return words;
}

/** Whether a text has a term, its words in a row, in whatever form. */
export function hasTerm(text: string | TextWords, term: string): boolean {
  const { words, beginnings } = typeof text === 'string' ? textWords(text) : text;
  const wanted = wordsOfTerm(term);
  const [first] = wanted;
  if (first === undefined || !beginnings.has(beginningOf(first))) return false;
  return words.some((_, at) => wanted.every((word, offset) => isForm(words[at + offset] ?? '', word)));
}

/**
 * The terms of a glossary that a text has, longest first. Inflected forms count: a word is a form of another when they
 * have their beginning in common and differ in a short ending.
 */
export function termsIn<T extends Pick<GlossaryTerm, 'source'>>(text: string | TextWords, terms: readonly T[]): T[] {
  const words = typeof text === 'string' ? textWords(text) : text;
  return terms
    .filter((term) => hasTerm(words, term.source))
    .sort((a, b) => b.source.length - a.source.length || (a.source < b.source ? -1 : 1));
}
