import { BELARUSIAN } from './be.ts';
import { GERMAN } from './de.ts';
import { ENGLISH } from './en.ts';
import { SPANISH } from './es.ts';
import { PERSIAN } from './fa.ts';
import { FRENCH } from './fr.ts';
import { type NumberLexicon, type NumberWords, numberLexicon } from './number-words.ts';
import { RUSSIAN } from './ru.ts';
import { TURKISH } from './tr.ts';
import { UKRAINIAN } from './uk.ts';

const WORDS: Readonly<Record<string, NumberWords>> = {
  be: BELARUSIAN,
  de: GERMAN,
  en: ENGLISH,
  es: SPANISH,
  fa: PERSIAN,
  fr: FRENCH,
  ru: RUSSIAN,
  tr: TURKISH,
  uk: UKRAINIAN,
};

const lexicons = new Map<string, NumberLexicon>();

/** The number words of a language; null for one whose words are not known, of which only figures are compared. */
export function lexiconOf(language: string): NumberLexicon | null {
  const [primary = ''] = language.split('-');
  const known = lexicons.get(primary);
  if (known !== undefined) return known;
  const words = WORDS[primary];
  if (words === undefined) return null;
  const lexicon = numberLexicon(words);
  lexicons.set(primary, lexicon);
  return lexicon;
}
