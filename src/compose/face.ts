import { fill } from './words/choose.ts';
import type { Words } from './words/words.ts';

/** What of a newsroom shows on every page. */
export interface NewsroomFace {
  /** Name of the newsroom as records carry it, host-like: `courier.example`. */
  readonly name: string;
  /** Title per language; a language without one takes that of `originalLanguage`, then `name`. */
  readonly title: Readonly<Record<string, string>>;
  /** The newsroom's own http(s) address, blocked somewhere: shown as text, never as a link. */
  readonly home: string;
  readonly originalLanguage: string;
  /** Every language of the edition, in the order in which pages list them. */
  readonly languages: readonly string[];
  /**
   * Replaces the default notice, per language. `{newsroom} {home} {from} {by}` are filled in. Plain text.
   */
  readonly notice?: Readonly<Record<string, string>>;
  /** What may be done with the texts, in feeds: per language, the original language's where one has none. Plain text. */
  readonly rights?: Readonly<Record<string, string>>;
  /** Set when somebody else carries the newsroom: host it is carried from, and who does it. */
  readonly carried?: { readonly from: string; readonly by: string };
  /** Address of an app origin that opens and checks saved pages; shown as text in "Is this page genuine?". */
  readonly appOrigin?: string;
}

/** A text and the language it is in, so that pages can mark what is not in theirs. */
export interface Spoken {
  readonly text: string;
  readonly language: string;
}

/** The newsroom's title in `language`, or in the original language, or its name. */
export function titleOf(face: NewsroomFace, language: string): Spoken {
  for (const each of [language, face.originalLanguage]) {
    const text = Object.hasOwn(face.title, each) ? face.title[each] : undefined;
    if (text !== undefined) return { text, language: each };
  }
  return { text: face.name, language };
}

/**
 * The notice on top of a page, with the braces still in it for `fill`: the newsroom's own text if it has one in this
 * language, else the default of the words.
 */
export function noticeOf(face: NewsroomFace, words: Words, language: string, kind: 'article' | 'listing'): Spoken {
  const own = face.notice !== undefined && Object.hasOwn(face.notice, language) ? face.notice[language] : undefined;
  if (own !== undefined) return { text: own, language };
  return { text: (face.carried === undefined ? words.blocked : words.carried)[kind], language: words.language };
}

/** The notice as plain text, for feeds. */
export function noticeText(face: NewsroomFace, words: Words, language: string, kind: 'article' | 'listing'): string {
  return fill(noticeOf(face, words, language, kind).text, {
    newsroom: titleOf(face, language).text,
    home: face.home,
    from: face.carried?.from ?? face.home,
    by: face.carried?.by ?? face.name,
  });
}
