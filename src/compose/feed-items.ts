import { type LanguageVersion, plainText, teaserOf } from '../article/index.ts';
import { articlePath, frontPath } from '../proof/index.ts';
import { type ArticleWords, articleWords } from './article-words.ts';
import { type NewsroomFace, noticeText, titleOf } from './face.ts';
import { feedHtml } from './feed-html.ts';
import { escapeHtml, relativeAddress } from './markup.ts';
import { wordsFor } from './words/choose.ts';

/** What the feeds of one language are made from. */
export interface FeedsInput {
  readonly face: NewsroomFace;
  readonly language: string;
  /** Newest first, withdrawn ones among them: they become notices. All are out, or come out with this edition. */
  readonly versions: readonly LanguageVersion[];
  /** By the id of an article: its other languages that are out. */
  readonly others?: ReadonlyMap<string, readonly string[]>;
  /**
   * Address of the edition's root on a public carrier, ending in `/`. Without one every link is relative to the feed
   * itself, which readers resolve.
   */
  readonly baseAddress?: string;
}

/**
 * HTML that a feed holds at most, in UTF-8 bytes: systems fetch it whole, again and again. Full texts beyond it are left
 * out, the oldest first; withdrawals never are.
 */
export const FEED_HTML_BYTES = 512 * 1024;

/** One article as every format of feed has it. */
export interface FeedEntry {
  /** See {@link feedId}. */
  readonly id: string;
  readonly address: string;
  readonly version: LanguageVersion;
  readonly isWithdrawn: boolean;
  /** The headline; of a withdrawn one that it was withdrawn, since nothing of the text remains. */
  readonly title: string;
  /** What stands above the text, and the text; of a withdrawn one the reason. */
  readonly html: string;
  /** The same text without markup and without what stands above it. */
  readonly text: string;
  readonly summary: string;
  readonly publishedAt: string;
  readonly updatedAt: string;
  /** None of a withdrawn one. */
  readonly bylines: readonly string[];
  readonly sections: readonly string[];
  readonly words: ArticleWords;
  readonly others: readonly { readonly language: string; readonly id: string; readonly address: string }[];
}

/** A feed before it has a format. */
export interface FeedContents {
  readonly title: string;
  readonly description: string;
  readonly language: string;
  /** Address of the front page of this language. */
  readonly front: string;
  /** Names the feed, wherever it lies: an absolute URI that is not there to be opened. */
  readonly id: string;
  readonly copyright: string;
  /** The line of rights in one: copyright, and the terms where the newsroom says some. */
  readonly rights: string;
  /** What may be done with the texts, as the newsroom says it. */
  readonly terms: string | undefined;
  readonly entries: readonly FeedEntry[];
  readonly withdrawn: readonly FeedEntry[];
  /** Not the clock: the same articles make the same feed. Undefined without articles. */
  readonly updatedAt: string | undefined;
  /** The address of a path of the edition, as this feed has to write it. */
  readonly addressOf: (path: string) => string;
}

/**
 * The id of an article's language version in every feed, whichever carrier serves it and whatever its revision: a tag
 * URI (RFC 4151).
 */
export function feedId(face: NewsroomFace, version: LanguageVersion): string {
  return idIn(face, version, version.body.language);
}

function idIn(face: NewsroomFace, { day, article }: LanguageVersion, language: string): string {
  return `tag:${face.name},${day}:${article}/${language}`;
}

/** Everything that the feeds of a language say. */
export function feedContents(input: FeedsInput): FeedContents {
  const { face, language, baseAddress } = input;
  // Every feed of a language lies beside its front page.
  const here = `${language}/feed.xml`;
  const addressOf = (path: string): string =>
    baseAddress === undefined ? relativeAddress(here, path) : baseAddress + path;
  const title = titleOf(face, language).text;
  const copyright = `© ${title}`;
  const terms = termsOf(face, language);
  const entries = withinSize(input.versions.map((version) => entryOf(input, version, addressOf)));
  return {
    title,
    description: noticeText(face, wordsFor(language), language, 'listing'),
    language,
    front: addressOf(frontPath(language)),
    id: new URL(`#feed-${language}`, face.home).href,
    copyright,
    rights: terms === undefined ? copyright : `${copyright}. ${terms}`,
    terms,
    entries,
    withdrawn: entries.filter(({ isWithdrawn }) => isWithdrawn),
    updatedAt: entries
      .map(({ updatedAt }) => updatedAt)
      .toSorted()
      .at(-1),
    addressOf,
  };
}

function termsOf({ rights = {}, originalLanguage }: NewsroomFace, language: string): string | undefined {
  return [language, originalLanguage].flatMap((each) => (Object.hasOwn(rights, each) ? (rights[each] ?? []) : []))[0];
}

function entryOf(input: FeedsInput, version: LanguageVersion, addressOf: (path: string) => string): FeedEntry {
  const { face, others } = input;
  const { body, day, article } = version;
  const isWithdrawn = body.state === 'withdrawn';
  const words = articleWords(face, body);
  const state = words.state === null ? [] : [`<p><strong>${escapeHtml(words.state)}</strong></p>`];
  const label = words.label === null ? [] : [`<p><small>${escapeHtml(words.label)}</small></p>`];
  const above = isWithdrawn ? state : [`<p><em>${escapeHtml(words.notice)}</em></p>`, ...state, ...label];
  const text = plainText(body.blocks);
  return {
    id: feedId(face, version),
    address: addressOf(articlePath(body.language, day, article)),
    version,
    isWithdrawn,
    title: isWithdrawn ? wordsFor(body.language).withdrawnArticle : body.headline,
    html: [...above, feedHtml(body, addressOf, words.correction)].filter((each) => each !== '').join('\n'),
    text,
    summary: isWithdrawn ? text : teaserOf(body, 300),
    publishedAt: body.publishedAt,
    updatedAt: body.modifiedAt ?? body.publishedAt,
    bylines: isWithdrawn ? [] : body.bylines,
    sections: isWithdrawn ? [] : body.sections,
    words,
    others: (isWithdrawn ? [] : (others?.get(article) ?? []))
      .filter((language) => language !== body.language)
      .map((language) => ({
        language,
        id: idIn(face, version, language),
        address: addressOf(articlePath(language, day, article)),
      })),
  };
}

/** Leaves out full texts beyond the size of a feed. The newest stays, however long it is. */
function withinSize(entries: readonly FeedEntry[]): FeedEntry[] {
  let sizeBytes = 0;
  return entries.filter(({ html, isWithdrawn }, at) => {
    if (isWithdrawn) return true;
    sizeBytes += Buffer.byteLength(html);
    return at === 0 || sizeBytes <= FEED_HTML_BYTES;
  });
}
