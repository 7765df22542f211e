import type { ArticleBody } from '../article/index.ts';
import { type NewsroomFace, noticeText } from './face.ts';
import { autonymOf, dateIn, fill, fromLanguage, inLanguage, wordsFor } from './words/choose.ts';

/** What a page says about an article besides its text, as plain texts: for places that draw it in their own way. */
export interface ArticleWords {
  /** Why this copy exists. */
  readonly notice: string;
  /** How the translation came to be; null for what is none. */
  readonly label: string | null;
  /** That it was corrected or withdrawn, and that the reason follows where one does; null for neither. */
  readonly state: string | null;
  /** Label of a correction in the text. */
  readonly correction: string;
  /** "Is this page genuine?" */
  readonly check: string;
  /** The home address as a sentence. */
  readonly home: string;
}

/**
 * The words of an article in its language, the same that its page has.
 * @param homeAddress its address at the newsroom; by default the newsroom's own
 */
export function articleWords(face: NewsroomFace, body: ArticleBody, homeAddress: string = face.home): ArticleWords {
  const words = wordsFor(body.language);
  return {
    notice: noticeText(face, words, body.language, 'article'),
    label: labelOf(body),
    state: stateOf(body),
    correction: words.correction,
    check: words.check.title,
    home: fill(words.home[face.carried === undefined ? 'blocked' : 'carried'], { home: homeAddress }),
  };
}

function labelOf({ language, translation }: ArticleBody): string | null {
  if (translation === undefined) return null;
  const words = wordsFor(language);
  const { from, how, by = '', on } = translation;
  const phrase = how === 'machine-checked' ? words.translation.checked : words.translation[how];
  return fill(phrase, {
    from: fromLanguage(words, from),
    by,
    on: on === undefined ? '' : dateIn(words, on),
  });
}

function stateOf({ language, state, blocks }: ArticleBody): string | null {
  const words = wordsFor(language);
  if (state === 'current') return null;
  if (state === 'corrected') return words.correctedArticle;
  return blocks.length === 0 ? words.withdrawnArticle : `${words.withdrawnArticle} ${words.withdrawnReason}`;
}

/** "This article in German", said in `language`. */
export function sameArticleIn(language: string, other: string): string {
  const words = wordsFor(language);
  const inflected = inLanguage(words, other);
  return inflected === null
    ? fill(words.sameElse.article, { autonym: autonymOf(other) })
    : fill(words.sameIn.article, { in: inflected });
}
