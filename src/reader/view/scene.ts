import type { Session } from '../session.ts';
import type { Speech } from '../words/load.ts';
import { type PlaceWords, RIGHT_TO_LEFT, WORDED, type Words } from '../words/words.ts';
import { element } from './dom.ts';
import type { Later } from './later.ts';

/** With what a page is drawn. */
export interface Scene extends Speech {
  readonly session: Session;
  /** Aborts when the reader goes elsewhere. */
  readonly signal: AbortSignal;
  /** Pictures that were loaded on this page, by hash: a correction does not take them away again. */
  readonly pictures: Map<string, Blob>;
  /** What is fetched after the first page. */
  readonly later: Later;
  /** Draws this page anew, as if it had just been opened. */
  readonly again: () => void;
  /** Goes back to the page before; null when there is none in this app. */
  readonly back: (() => void) | null;
}

/** With what a place is drawn that is no page: the words for it are there as well. */
export interface PlaceScene extends Scene {
  readonly words: Words & PlaceWords;
}

/** The newsroom's title in the language of the app, or in the original language, or its name. */
export function titleOf({ session, language }: Pick<Scene, 'session' | 'language'>): string {
  const { title, languages, newsroom } = session.card;
  for (const each of [language, languages[0] ?? '']) if (Object.hasOwn(title, each)) return title[each] ?? newsroom;
  return newsroom;
}

/**
 * `lang` and `dir` of a text in a language: the app knows the direction of its own words, the browser sees that of any
 * other text. What stands in a signed text says its direction itself.
 */
export function inLanguage(language: string): { lang: string; dir: string } {
  if (RIGHT_TO_LEFT.includes(language)) return { lang: language, dir: 'rtl' };
  return { lang: language, dir: WORDED.some((each) => each === language) ? 'ltr' : 'auto' };
}

/** The heading of a page: where the focus goes when a page opens. */
export function heading(text: string): HTMLElement {
  return element('h1', { tabindex: '-1' }, text);
}
