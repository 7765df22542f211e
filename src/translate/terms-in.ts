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
  const [has, term] = [[...word], [...of]];
  if (term.length <= 2 || /\p{N}/u.test(of)) return false;
  const isWhole = word.startsWith(of);
  const longer = isWhole && term.length > 3 ? 3 : term.length > 3 ? 2 : 1;
  const stem = stemLength(term);
  return has.length <= term.length + longer && has.slice(0, stem).join('') === term.slice(0, stem).join('');
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
