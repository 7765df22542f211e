/** Longer ones are cut: a database takes words only so long. */
const WORD_CHARACTERS = 40;
/** Words of one question. */
const QUESTION_WORDS = 10;

/** Words; in scripts written without spaces, characters. */
const WORD = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}]+/gu;

/** What the same word may be written with. */
const SAME: Readonly<Record<string, string>> = { ي: 'ی', ى: 'ی', ك: 'ک', ß: 'ss' };

/**
 * The words of a text as the search for headlines compares them: without case, accents and the two ways to type Persian
 * letters, each once. Letters and digits alone.
 */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[يىكß]/g, (letter) => SAME[letter] ?? letter);
  return [...new Set((plain.match(WORD) ?? []).map((word) => [...word].slice(0, WORD_CHARACTERS).join('')))];
}

/** The question, in the database's own notation, whether a text has words that begin like these; null without a word. */
export function questionOf(search: string): string | null {
  const words = wordsOf(search).slice(0, QUESTION_WORDS);
  return words.length === 0 ? null : words.map((word) => `'${word}':*`).join(' & ');
}
