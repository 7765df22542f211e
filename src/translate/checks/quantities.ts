import { keyOf, partValues, sideValues, wholeValues } from './figure-values.ts';
import { folded, plainFigures, type Token, tokensOf } from './number-tokens.ts';
import { lexiconOf } from './number-words/lexicons.ts';
import type { NumberLexicon } from './number-words/number-words.ts';
import { readWords, type SpeltNumbers } from './spelt-numbers.ts';

/** One number that is written in figures, with everything it may mean. */
export interface Figure {
  /** As it is written, with its scale: `1,5 Mio.`. */
  readonly text: string;
  /** Values of the whole: of `1.500` both 1500 and 1.5. */
  readonly values: readonly string[];
  /** The runs of digits it is made of, each with its own values: of `7.30` 7 and 30. */
  readonly parts: readonly (readonly string[])[];
  /** Minutes of a full hour, which other languages leave out: the `00` of `15:00`. */
  readonly isFullHour: boolean;
}

/** The numbers of a text. */
export interface Quantities extends SpeltNumbers {
  readonly figures: readonly Figure[];
}

/** Letters right behind figures that may be a scale or a unit: `5m`, `30k`, `1.2bn`. */
const GLUED: Readonly<Record<string, number>> = {
  k: 1e3,
  m: 1e6,
  b: 1e9,
  bn: 1e9,
  mn: 1e6,
  mln: 1e6,
  tn: 1e12,
  t: 1e12,
  м: 1e6,
  т: 1e3,
  к: 1e3,
};

/** Reads the words between two numbers that share a scale: `10 to 20 million`, `10–20 Mio.`. */
const RANGE =
  /^\s?(?:[-–—‑]|to|and|or|bis|und|oder|до|и|или|або|і|та|чи|да|تا|و|یا|a|y|o|à|et|ou|ila|ile|veya)\s?[$£€]?\s?$/iu;

interface Scale {
  readonly factors: readonly number[];
  readonly end: number;
  readonly next: number;
}

/** The scale that follows a figure: `Mio.`, `hundred thousand`, a letter that is glued to it. */
function scaleAfter(tokens: readonly Token[], at: number, text: string, lexicon: NumberLexicon | null): Scale {
  const none = { factors: [1], end: tokens[at]?.end ?? 0, next: at + 1 };
  let factor = 1;
  let scale: Scale = none;
  for (let next = at + 1; next < tokens.length; next += 1) {
    const token = tokens[next];
    if (token === undefined || token.type !== 'word') break;
    const gap = text.slice(scale.end, token.start);
    if (!/^[\s\u00a0\u202f.-]{0,2}$/.test(gap)) break;
    const word = folded(token.text);
    const glued = gap === '' && next === at + 1 ? GLUED[word] : undefined;
    if (glued !== undefined) {
      // £5m is money; 5m may be metres.
      const isMoney = /[£$€¥₽]\s?$/.test(text.slice(0, tokens[at]?.start).slice(-2));
      return { factors: isMoney ? [glued] : [1, glued], end: token.end, next: next + 1 };
    }
    const found = lexicon?.find(word) ?? null;
    const value = found?.values[0] ?? 0;
    if (found === null || !(found.isScale || (value === 100 && found.isWhole))) break;
    factor *= value;
    // `5-hundred-million` and `100 тысяч`; where a scale is also a beginning (`Millionär`), the figure alone may be meant.
    scale = { factors: found.isWhole ? [factor] : [factor, 1], end: token.end, next: next + 1 };
  }
  return scale;
}

/** The numbers of a text in a language, in figures and in words. Linear. */
export function quantitiesOf(text: string, language: string): Quantities {
  const plain = plainFigures(text);
  const tokens = tokensOf(plain);
  const lexicon = lexiconOf(language);
  const scales = new Map<number, Scale>();
  const taken = new Set<number>();
  tokens.forEach((token, at) => {
    if (token.type !== 'figure') return;
    const scale = scaleAfter(tokens, at, plain, lexicon);
    scales.set(at, scale);
    for (let word = at + 1; word < scale.next; word += 1) taken.add(word);
  });
  /** The factors of a number that this one shares a scale with: those of the 20 in `10 to 20 million`. */
  const shared = (at: number): readonly number[] => {
    const next = tokens[at + 1]?.type === 'word' ? at + 2 : at + 1;
    const [one, other] = [tokens[at], tokens[next]];
    if (one === undefined || other?.type !== 'figure' || !RANGE.test(plain.slice(one.end, other.start))) return [];
    return scales.get(next)?.factors ?? [];
  };
  /** A Persian decimal may be written with a stroke: 1/5 is one and a half. */
  const stroke = (at: number): string[] => {
    const [whole, decimals] = [tokens[at], tokens[at + 1]];
    if (!language.startsWith('fa') || whole?.type !== 'figure' || decimals?.type !== 'figure') return [];
    if (plain.slice(whole.end, decimals.start) !== '/') return [];
    const value = Number(`${whole.text}.${decimals.text}`);
    return Number.isNaN(value) ? [] : (scales.get(at + 1)?.factors ?? []).map((factor) => keyOf(value * factor));
  };
  const figures = [...scales].map(([at, scale]): Figure => {
    const { text: digits = '', start = 0, end = 0 } = tokens[at] ?? {};
    const before = plain.slice(Math.max(0, start - 12), start);
    const after = plain.slice(end, end + 24);
    const side = (value: string): string[] => (/^\d+$/.test(value) ? sideValues(value, before, after).map(keyOf) : []);
    const scaled = wholeValues(digits, language).flatMap((value) =>
      [...scale.factors, ...shared(at)].map((factor) => keyOf(value * factor)),
    );
    const isFullHour = digits === '00' && /\d[:.]$/.test(before);
    const values = [...new Set([...scaled, ...side(digits), ...stroke(at), ...stroke(at - 1)])];
    const parts = partValues(digits).map((value) => [keyOf(value), ...side(String(value))]);
    return {
      text: text.slice(start, scale.end).trim(),
      // No answer to the 0 of a score: 5:0 is not 5:00.
      // What is no number at all (`1,1.1`) is answered by itself.
      values: isFullHour ? [] : values.length + parts.length === 0 ? [digits] : values,
      parts,
      isFullHour,
    };
  });
  return { figures, ...(lexicon === null ? { words: [], spelt: [] } : readWords(tokens, plain, lexicon, taken)) };
}
