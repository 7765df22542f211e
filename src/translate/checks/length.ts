import type { Looking } from './checked.ts';

/**
 * How long a text is in a language where it is 1 in English, in code points: the geometric mean of 1,997 sentences of news
 * that people translated. `docs/design/translation.md` names the set.
 */
const LENGTHS: Readonly<Record<string, number>> = {
  be: 1.04,
  de: 1.19,
  en: 1,
  es: 1.15,
  fa: 0.99,
  fr: 1.18,
  ja: 0.45,
  ko: 0.55,
  ru: 1.11,
  tr: 1.07,
  uk: 1.06,
  zh: 0.33,
};

/** Beyond these bounds less than one in a hundred of those sentences lies: wide for short texts, as logarithms. */
const ALLOWED = 0.35;
const ALLOWED_SHORT = 2.5;
const ALLOWED_UNKNOWN = 0.35;
/** A label or a name may be anything in the other language. */
const SHORTEST = 12;

/** The translation is about as long as the original would be in its language. */
export const checkLength: Looking = ({ plainSource, plainTarget, options }) => {
  const [source, target] = [[...plainSource.trim()].length, [...plainTarget.trim()].length];
  if (source < SHORTEST && target < 3 * SHORTEST) return [];
  const [from, to] = [options.from, options.to].map((language) => LENGTHS[language.split('-')[0] ?? '']);
  const usual = Math.log((to ?? 1) / (from ?? 1));
  const isKnown = from !== undefined && to !== undefined;
  const allowed = ALLOWED + ALLOWED_SHORT / Math.sqrt(source) + (isKnown ? 0 : ALLOWED_UNKNOWN);
  const off = Math.log(Math.max(1, target) / source) - usual;
  if (Math.abs(off) <= allowed) return [];
  const message =
    off < 0
      ? 'The translation is much shorter than the original: is something missing?'
      : 'The translation is much longer than the original: is something in it that does not belong there?';
  return [{ check: 'length', weight: 'warning', message }];
};
