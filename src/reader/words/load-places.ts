import type { PlaceWords, Worded } from './words.ts';

const LOADERS: Readonly<Record<Worded, () => Promise<{ readonly words: PlaceWords }>>> = {
  de: () => import('./de-places.ts'),
  en: () => import('./en-places.ts'),
  ru: () => import('./ru-places.ts'),
  fa: () => import('./fa-places.ts'),
  uk: () => import('./uk-places.ts'),
  be: () => import('./be-places.ts'),
  fr: () => import('./fr-places.ts'),
  es: () => import('./es-places.ts'),
  tr: () => import('./tr-places.ts'),
  ar: () => import('./ar-places.ts'),
  zh: () => import('./zh-places.ts'),
};

/** The words of what is no page, in a language that has words. Fails when the app's own files cannot be had. */
export async function loadPlaceWords(language: Worded): Promise<PlaceWords> {
  return (await LOADERS[language]()).words;
}
