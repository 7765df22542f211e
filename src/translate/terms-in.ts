import type { GlossaryTerm } from './glossary.ts';

const WORD = /[\p{L}\p{N}\p{M}\u200c]+/gu;
/** What a word may end in beside a term's own ending: longer than any case ending of the languages carried. */
const LONGEST_ENDING = 4;

function wordsOf(text: string): string[] {
  return (text.normalize('NFC').toLowerCase().match(WORD) ?? []).map((word) => word.replaceAll('ё', 'е'));
}

/**
 * How much of a word is its stem, for comparing inflected forms: at least three letters, and all but three of a long one.
 * Short words and figures have to be the same: `Rat` is not `Rathaus`.
 */
function stemLength(word: string): number {
  const length = [...word].length;
  if (length <= 3 || /\p{N}/u.test(word)) return length;
  return Math.max(3, length <= 5 ? length - 1 : length - 2);
}

/** Whether a word of a text may be a form of a word of a term. */
function isForm(word: string, of: string): boolean {
  if (word === of) return true;
  const letters = [...of];
  const stem = stemLength(of);
  if (stem === letters.length && letters.length <= 2) return false;
  const has = [...word];
  return (
    has.slice(0, stem).join('') === letters.slice(0, stem).join('') && has.length <= letters.length + LONGEST_ENDING - 1
  );
}

/** Whether a text has a term, its words in a row, in whatever form. */
export function hasTerm(text: string, term: string): boolean {
  const wanted = wordsOf(term);
  const words = wordsOf(text);
  if (wanted.length === 0) return false;
  return words.some((_, at) => wanted.every((word, offset) => isForm(words[at + offset] ?? '', word)));
}

/**
 * The terms of a glossary that a text has, longest first. Inflected forms count: a word is a form of another when they
 * have their beginning in common and differ in a short ending.
 */
export function termsIn<T extends Pick<GlossaryTerm, 'source'>>(text: string, terms: readonly T[]): T[] {
  return terms
    .filter((term) => hasTerm(text, term.source))
    .sort((a, b) => b.source.length - a.source.length || (a.source < b.source ? -1 : 1));
}
