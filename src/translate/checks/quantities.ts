import { keyOf, partValues, sideValues, wholeValues } from './figure-values.ts';
import { folded, plainFigures, type Token, tokensOf } from './number-tokens.ts';
import { lexiconOf } from './number-words/lexicons.ts';
import type { NumberLexicon } from './number-words/number-words.ts';
import { readWords } from './spelt-numbers.ts';

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
export interface Quantities {
  readonly figures: readonly Figure[];
  /** Values that words may stand for: `zwölf`, `dreijährig`, `November`, `XIV`. They may answer to a figure, and need no answer. */
  readonly words: ReadonlySet<string>;
  /** Numbers in words that can hardly be anything else, each with its values; for these an answer is looked for. */
  readonly spelt: readonly { readonly text: string; readonly values: readonly string[] }[];
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
      const isMoney = /[£$€¥₽]\s?$/.test(text.slice(0, tokens[at]?.start));
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
  const figures: Figure[] = [];
  const scales = new Map<number, Scale>();
  tokens.forEach((token, at) => {
    if (token.type === 'figure') scales.set(at, scaleAfter(tokens, at, plain, lexicon));
  });
  tokens.forEach((token, at) => {
    const scale = scales.get(at);
    if (scale === undefined) return;
    const before = plain.slice(Math.max(0, token.start - 12), token.start);
    const after = plain.slice(token.end, token.end + 24);
    const following = tokens[at + 1];
    const shared =
      following?.type === 'figure' && RANGE.test(plain.slice(token.end, following.start))
        ? (scales.get(at + 1)?.factors ?? [])
        : [];
    // Over a word between the two: `10 to 20 million`.
    const beyond = tokens[at + 2];
    const far =
      following?.type === 'word' && beyond?.type === 'figure' && RANGE.test(plain.slice(token.end, beyond.start))
        ? (scales.get(at + 2)?.factors ?? [])
        : [];
    const factors = [...new Set([...scale.factors, ...shared, ...far])];
    const whole = wholeValues(token.text, language);
    const side = /^\d+$/.test(token.text) ? sideValues(token.text, before, after) : [];
    const parts = partValues(token.text);
    const scaled = (values: readonly number[]): string[] => [
      ...new Set(values.flatMap((value) => factors.map((factor) => keyOf(value * factor)))),
    ];
    // A Persian decimal may be written with a stroke: 1/5 is one and a half.
    const stroke =
      following?.type === 'figure' && plain.slice(token.end, following.start) === '/' && language.startsWith('fa');
    figures.push({
      text: text.slice(token.start, scale.end),
      isFullHour: token.text === '00' && /\d[:.]$/.test(before),
      values: [
        ...scaled(whole),
        ...side.map(keyOf),
        ...(stroke ? scaledStroke(token.text, following.text, scales.get(at + 1)?.factors ?? [1]) : []),
      ],
      parts: parts.map((value) => [value, ...sideValues(String(value), before, after)].map(keyOf)),
    });
  });
  return {
    figures,
    ...(lexicon === null ? { words: new Set<string>(), spelt: [] } : readWords(tokens, plain, lexicon)),
  };
}

function scaledStroke(whole: string, decimals: string, factors: readonly number[]): string[] {
  return factors.map((factor) => keyOf(Number(`${whole}.${decimals.replace(/\D/g, '')}`) * factor));
}
