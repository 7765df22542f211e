import { keyOf } from './figure-values.ts';
import { folded, type Token } from './number-tokens.ts';
import type { NumberLexicon, NumberWord } from './number-words/number-words.ts';

/** A number in words that can hardly be anything else: `zwölf`, `двести пятьдесят`. */
export interface Spelt {
  readonly text: string;
  readonly value: string;
}

/** The numbers in words of a text. */
export interface SpeltNumbers {
  /** All that words may stand for, also beginnings of words, months and Roman numbers; as often as they stand there. */
  readonly words: readonly string[];
  readonly spelt: readonly Spelt[];
}

const ROMAN = /^(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})$/;
const ROMAN_VALUES: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10 };
/** Hundreds and thousands that are not counted: `Zehntausende`. */
const VAGUE = /(?:hundert|tausend)en?$/;
/** One is an article in half of the languages, and two may be a pair. */
const LEAST_SPELT = 3;

/** Characters between a number and its half. */
const FAR_HALF = 12;

/** Words that make up one number so far. */
interface Run {
  readonly start: number;
  readonly end: number;
  /** Thousands and more. */
  readonly total: number;
  /** What is below. */
  readonly sum: number;
  readonly last: number;
  /** Nothing in it is a guess. */
  readonly isSure: boolean;
}

/** The number with one more word, or null when the word begins another. */
function extended(run: Run, { values, isScale, isWhole }: NumberWord, end: number): Run | null {
  const [value = 0] = values;
  const { total, sum, last } = run;
  const more = { ...run, end, last: value, isSure: run.isSure && isWhole };
  // Spanish: mil millones.
  if (isScale && sum === 0) return last >= 1000 && value > last ? { ...more, total: total * value } : null;
  if (isScale) return { ...more, total: total + sum * value, sum: 0 };
  if (value === 100 && sum >= 1 && sum < 10 && sum === last) return { ...more, sum: sum * 100 };
  // French: quatre-vingts.
  if (value === 20 && last === 4 && sum % 100 === 4) return { ...more, sum: sum + 76 };
  return goesOn(value, run) ? { ...more, sum: sum + value } : null;
}

/** Whether a number goes on the one before it: tens before ones, hundreds before tens. */
function goesOn(value: number, { sum, last }: Run): boolean {
  if (value < 1 || value >= 1000) return false;
  if (sum === 0) return last >= 1000;
  // Turkish: on iki; French: soixante-dix-sept.
  if (value < 10) return last === 10 || (last >= 20 && last % 10 === 0);
  const isHundred = last >= 100 && last % 100 === 0;
  // French: soixante-dix, quatre-vingt-dix.
  return value < 20 ? isHundred || last === 60 || last === 80 || last === 20 : value < 100 && isHundred;
}

function romanValue(text: string): number {
  const values = Array.from(text, (letter) => ROMAN_VALUES[letter] ?? 0);
  return values.reduce((sum, value, at) => sum + (value < (values[at + 1] ?? 0) ? -value : value), 0);
}

/** Reads the numbers in words; `taken` are the tokens that belong to a number in figures (the millions of `5 millions`). */
export function readWords(
  tokens: readonly Token[],
  text: string,
  lexicon: NumberLexicon,
  taken: ReadonlySet<number>,
): SpeltNumbers {
  const words: string[] = [];
  const spelt: Spelt[] = [];
  let run: Run | null = null;
  let before = { value: Number.NaN, end: 0 };
  const end = (): void => {
    if (run === null) return;
    const value = run.total + run.sum;
    // A number of several words: of one word its value is there already.
    if (value !== run.last) words.push(keyOf(value));
    if (run.isSure && value >= LEAST_SPELT) spelt.push({ text: text.slice(run.start, run.end), value: keyOf(value) });
    run = null;
  };
  const take = (word: NumberWord, start: number, stop: number): void => {
    const [value = 0] = word.values;
    words.push(...word.values.map(keyOf));
    // The twenties and thirties are years as well.
    if (value >= 20 && value < 100 && value % 10 === 0) words.push(keyOf(1900 + value));
    // Two and a half; deux heures et demie.
    if (value === 0.5 && start - before.end <= FAR_HALF) words.push(keyOf(before.value + value));
    else before = { value, end: stop };
    const isNext = run !== null && /^[\s\u00a0-]{0,2}$/.test(text.slice(run.end, start));
    const longer = run !== null && isNext ? extended(run, word, stop) : null;
    if (longer === null) end();
    const isSure = word.isWhole && word.values.length === 1 && !word.isScale;
    const alone = word.isScale ? { total: value, sum: 0 } : { total: 0, sum: value };
    run = longer ?? { start, end: stop, ...alone, last: value, isSure };
  };
  tokens.forEach((token, at) => {
    if (token.type === 'figure' || taken.has(at)) {
      end();
      return;
    }
    const word = folded(token.text);
    const parts = lexicon.compound(word);
    if (parts !== null) {
      end();
      for (const part of parts) {
        const found = lexicon.find(part);
        if (found !== null) take(found, run?.end ?? token.start, token.end);
      }
      if (run !== null && VAGUE.test(word)) run = { ...(run as Run), isSure: false };
      end();
      return;
    }
    const month = lexicon.month(word);
    if (month !== null) words.push(keyOf(month));
    if (ROMAN.test(token.text)) words.push(keyOf(romanValue(token.text)));
    if (run !== null && lexicon.isJoin(word)) {
      run = { ...(run as Run), end: token.end };
      return;
    }
    const found = lexicon.find(word);
    if (found === null) end();
    else take(found, token.start, token.end);
  });
  end();
  return { words, spelt };
}
