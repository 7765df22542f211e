import { ar } from './ar.ts';
import { be } from './be.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fa } from './fa.ts';
import { fr } from './fr.ts';
import { ru } from './ru.ts';
import { tr } from './tr.ts';
import { uk } from './uk.ts';
import type { Worded, Words } from './words.ts';
import { zh } from './zh.ts';

/** The words of every language that has them. */
export const WORDS: Readonly<Record<Worded, Words>> = { de, en, ru, fa, uk, be, fr, es, tr, ar, zh };

/**
 * What languages call themselves. A table and not `Intl.DisplayNames`, whose answers change with the release of ICU:
 * the same article would become other bytes, and with them another record, on another machine.
 */
const AUTONYMS: Readonly<Record<string, string>> = {
  ar: 'العربية',
  az: 'Azərbaycanca',
  be: 'Беларуская',
  bg: 'Български',
  bn: 'বাংলা',
  ckb: 'کوردیی ناوەندی',
  cs: 'Čeština',
  da: 'Dansk',
  de: 'Deutsch',
  el: 'Ελληνικά',
  en: 'English',
  es: 'Español',
  et: 'Eesti',
  fa: 'فارسی',
  fi: 'Suomi',
  fr: 'Français',
  he: 'עברית',
  hi: 'हिन्दी',
  hu: 'Magyar',
  hy: 'Հայերեն',
  id: 'Indonesia',
  it: 'Italiano',
  ja: '日本語',
  ka: 'ქართული',
  kk: 'Қазақ тілі',
  ko: '한국어',
  ku: 'Kurdî',
  ky: 'Кыргызча',
  lt: 'Lietuvių',
  lv: 'Latviešu',
  mn: 'Монгол',
  my: 'မြန်မာ',
  nl: 'Nederlands',
  no: 'Norsk',
  pl: 'Polski',
  ps: 'پښتو',
  pt: 'Português',
  ro: 'Română',
  ru: 'Русский',
  sk: 'Slovenčina',
  sr: 'Српски',
  sv: 'Svenska',
  tg: 'Тоҷикӣ',
  th: 'ไทย',
  tk: 'Türkmençe',
  tr: 'Türkçe',
  tt: 'Татарча',
  ug: 'ئۇيغۇرچە',
  uk: 'Українська',
  ur: 'اردو',
  uz: 'Oʻzbekcha',
  vi: 'Tiếng Việt',
  yi: 'ייִדיש',
  zh: '中文',
};

/** The primary subtag of a language tag: `pt-BR` → `pt`. */
function primary(language: string): string {
  return language.split('-', 1)[0]?.toLowerCase() ?? '';
}

function isWorded(language: string): language is Worded {
  return Object.hasOwn(WORDS, language);
}

/** The words for a page in `language`; English ones, whose own `language` then differs, where there are none. */
export function wordsFor(language: string): Words {
  const tag = primary(language);
  return isWorded(tag) ? WORDS[tag] : en;
}

/** What a language calls itself (`fa` → `فارسی`, `pt-BR` → `Português (BR)`); the tag where that is not known. */
export function autonymOf(language: string): string {
  const tag = primary(language);
  const name = AUTONYMS[tag];
  if (name === undefined) return language;
  const rest = language.slice(tag.length + 1);
  return rest === '' ? name : `${name} (${rest})`;
}

/** `{in}` of a phrase such as "This article in German", or null where only the autonym can be said. */
export function inLanguage(words: Words, language: string): string | null {
  const tag = primary(language);
  return isWorded(tag) ? words.inLanguage[tag] : null;
}

/** `{from}` of a phrase such as "Translated from German". */
export function fromLanguage(words: Words, language: string): string {
  const tag = primary(language);
  return isWorded(tag) ? words.fromLanguage[tag] : fill(words.fromElse, { autonym: autonymOf(language) });
}

/** Puts values in the place of `{name}`; a name without a value stays as it is written. */
export function fill(phrase: string, values: Readonly<Record<string, string>>): string {
  return phrase.replace(/\{([a-z]+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );
}

/** A number in the digits of the words. */
export function numberIn(words: Words, value: number): string {
  const digits = words.digits;
  return digits === undefined ? String(value) : String(value).replace(/\d/g, (digit) => digits[Number(digit)] ?? digit);
}

/** A UTC date `YYYY-MM-DD` as these words write it: `22 November 2026`. */
export function dateIn(words: Words, day: string): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return fill(words.date, {
    d: numberIn(words, date),
    m: words.months[month - 1] ?? '',
    y: numberIn(words, year),
  });
}
