import { keyOf } from './figure-values.ts';
import { folded, type Token } from './number-tokens.ts';
import type { NumberLexicon, NumberWord } from './number-words/number-words.ts';

const ROMAN = /^(?:X{0,3})(?:IX|IV|V?I{0,3})$/;
const ROMAN_VALUES: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10 };

/** Numbers in words, added up. */
export function readWords(tokens: readonly Token[], text: string, lexicon: NumberLexicon) {
  const words = new Set<string>();
  const spelt: { text: string; values: string[] }[] = [];
  let run: {
    total: number;
    sum: number;
    last: number;
    start: number;
    end: number;
    count: number;
    isWhole: boolean;
  } | null = null;
  const flush = (): void => {
    if (run === null) return;
    const value = run.total + run.sum;
    words.add(keyOf(value));
    if (run.isWhole && value >= 2) spelt.push({ text: text.slice(run.start, run.end), values: [keyOf(value)] });
    run = null;
  };
  const take = (word: NumberWord, token: Token): void => {
    const [value = 0] = word.values;
    for (const each of word.values) words.add(keyOf(each));
    // The twenties and thirties are years as well.
    if (value >= 20 && value < 100 && value % 10 === 0) words.add(keyOf(1900 + value));
    const fits = run !== null && /^[\s\u00a0-]{0,2}$/.test(text.slice(run.end, token.start));
    const { sum = 0, total = 0, last = 0 } = run ?? {};
    const more = {
      end: token.end,
      last: value,
      count: (run?.count ?? 0) + 1,
      isWhole: (run?.isWhole ?? true) && word.isWhole,
    };
    const begin = run?.start ?? token.start;
    if (run !== null && fits && word.isScale && (sum > 0 || last >= 1000)) {
      const isLarger = sum === 0;
      run = { ...more, start: begin, total: isLarger ? total * value : total + sum * value, sum: 0 };
    } else if (run !== null && fits && value === 100 && sum >= 1 && sum < 10 && sum === last) {
      run = { ...more, start: begin, total, sum: sum * 100 };
    } else if (run !== null && fits && value === 20 && sum % 100 === 4 && last === 4) {
      run = { ...more, start: begin, total, sum: sum - 4 + 80 };
    } else if (run !== null && fits && isLess(value, sum, last, total)) {
      run = { ...more, start: begin, total, sum: sum + value };
    } else {
      flush();
      run = {
        start: token.start,
        end: token.end,
        total: word.isScale ? value : 0,
        sum: word.isScale ? 0 : value,
        last: value,
        count: 1,
        isWhole: word.isWhole && word.values.length === 1,
      };
    }
  };
  tokens.forEach((token, at) => {
    if (token.type === 'figure') {
      flush();
      return;
    }
    const word = folded(token.text);
    const cut = lexicon.compound(word);
    if (cut !== null) {
      flush();
      for (const part of cut) {
        const found = lexicon.find(part);
        if (found !== null) take(found, { ...token, start: run?.end ?? token.start, end: token.end });
      }
      flush();
      return;
    }
    const month = lexicon.month(word);
    if (month !== null) words.add(keyOf(month));
    if (ROMAN.test(token.text) && token.text !== '') words.add(keyOf(romanValue(token.text)));
    const next = tokens[at + 1];
    if (run !== null && lexicon.isJoin(word) && next !== undefined) {
      run = { ...(run as NonNullable<typeof run>), end: token.end };
      return;
    }
    const found = lexicon.find(word);
    if (found === null) flush();
    else take(found, token);
  });
  flush();
  return { words, spelt };
}

/** Whether a number goes on the one before it: tens before ones, hundreds before tens. */
function isLess(value: number, sum: number, last: number, total: number): boolean {
  if (value < 1 || value >= 1000) return false;
  if (sum === 0) return total > 0 && last >= 1000;
  if (value < 10) return last >= 20 && last % 10 === 0;
  if (value < 20) return (last >= 100 && last % 100 === 0) || last === 60 || last === 80 || last === 20;
  return value < 100 && last >= 100 && last % 100 === 0;
}

function romanValue(text: string): number {
  const values = Array.from(text, (letter) => ROMAN_VALUES[letter] ?? 0);
  return values.reduce((sum, value, at) => sum + (value < (values[at + 1] ?? 0) ? -value : value), 0);
}
