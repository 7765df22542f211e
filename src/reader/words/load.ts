import { WORDED, type Worded, type Words } from './words.ts';

/** The words of the app in one language. */
export interface Speech {
  readonly language: Worded;
  readonly words: Words;
}

/** Each language is a file of its own, so that a reader loads one. */
const LOADERS: Readonly<Record<Worded, () => Promise<{ readonly words: Words }>>> = {
  de: () => import('./de.ts'),
  en: () => import('./en.ts'),
  ru: () => import('./ru.ts'),
  fa: () => import('./fa.ts'),
  uk: () => import('./uk.ts'),
  be: () => import('./be.ts'),
  fr: () => import('./fr.ts'),
  es: () => import('./es.ts'),
  tr: () => import('./tr.ts'),
  ar: () => import('./ar.ts'),
  zh: () => import('./zh.ts'),
};

/** The language the app speaks around a text in `language`: its own where it has words, else English. */
export function spokenFor(language: string): Worded {
  const tag = language.split('-', 1)[0];
  return WORDED.find((each) => each === tag) ?? 'en';
}

/** The words around a text in `language`. Fails when the app's own files cannot be had. */
export async function loadWords(language: string): Promise<Speech> {
  const spoken = spokenFor(language);
  return { language: spoken, words: (await LOADERS[spoken]()).words };
}
