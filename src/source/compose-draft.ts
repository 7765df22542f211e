import { canonicalLanguage, directionOf, LIMITS, normaliseLine, plainText } from '../article/index.ts';
import { textLength } from './blocks.ts';
import { parseMoment } from './dates.ts';
import type { Draft, DraftBlock } from './draft.ts';
import type { FeedItem, FeedMedia } from './feed-item.ts';
import type { FeedText } from './feed-text.ts';
import { guessLanguage } from './language-guess.ts';
import type { Page } from './page.ts';
import type { SourceSettings } from './settings.ts';

/** A page must hold this much more than the feed to be taken for the longer text; menus add a little everywhere. */
const LONGER = 1.2;
/** A page must hold this much of a summary in plain text: those flatten everything, forms and all, into one paragraph. */
const NEARLY = 0.6;
const DAY_MS = 86_400_000;

/** What WordPress calls the section of posts that have none, where that is no word for anything else. */
const NO_SECTION =
  /^(?:uncategori[sz]ed|unkategorisiert|non classé|sin categor(?:ía|izar)|sem categoria|senza categoria|bez kategorii|geen categorie|без рубрики|без категорії|دسته‌بندی نشده|غير مصنف|未分类)$/iu;

/** What a draft is made of. */
export interface Parts {
  readonly item: FeedItem;
  readonly feedText: FeedText;
  readonly page: Page | undefined;
  readonly settings: SourceSettings;
  /** When the item was first seen; its date when nobody gives one. UTC, seconds. */
  readonly seenAt: string;
  /** Date it was given before: an article does not become younger because its feed says so. */
  readonly knownDate: string | undefined;
  /** UTC, seconds. */
  readonly now: string;
}

/** What came out, with what a person should be told about it. */
export interface Composed {
  /** Null when there is no text. */
  readonly draft: Draft | null;
  readonly language: { readonly declared: string | null; readonly guessed: string | null };
  readonly isDated: boolean;
}

/** The longer of two honest texts: the feed's, unless the page has clearly more. */
function chooseText(parts: Parts): readonly DraftBlock[] {
  const { feedText, page, settings } = parts;
  if (page === undefined || settings.text === 'feed') return feedText.blocks;
  if (settings.text === 'page') return page.blocks.length > 0 ? page.blocks : feedText.blocks;
  if (!feedText.isTeaser) return feedText.blocks;
  // Of a text that wants a password, the feed says only that it does.
  if (page.isRestricted && page.blocks.length === 0) return [];
  const isFlat = feedText.isPlain && feedText.blocks.length === 1 && page.blocks.length > 1;
  const isLonger = textLength(page.blocks) > textLength(feedText.blocks) * (isFlat ? NEARLY : LONGER);
  return isLonger || feedText.blocks.length === 0 ? page.blocks : feedText.blocks;
}

function mediaBlock(media: FeedMedia): DraftBlock {
  const { kind, address, alternative = '', caption, credit } = media;
  const text = {
    address,
    alternative,
    ...(caption !== undefined && { caption: [{ type: 'text', text: caption }] as const }),
    ...(credit !== undefined && { credit }),
  };
  return kind === 'picture' ? { type: 'picture', ...text } : { type: 'video', captions: [], ...text };
}

/** Pictures the feed names beside a text that shows none: the first of each kind, on top. */
function withFeedMedia(blocks: readonly DraftBlock[], media: readonly FeedMedia[]): readonly DraftBlock[] {
  if (blocks.some((block) => block.type === 'picture' || block.type === 'video')) return blocks;
  const first = (['picture', 'video'] as const).flatMap((kind) => media.find((each) => each.kind === kind) ?? []);
  return [...first.map(mediaBlock), ...blocks];
}

function datesOf(parts: Parts): { publishedAt: string; modifiedAt?: string; isDated: boolean } {
  const { item, page, seenAt, knownDate, now } = parts;
  const declared = item.publishedAt ?? page?.publishedAt ?? item.modifiedAt;
  const earliest = [declared, knownDate].filter((each): each is string => each !== undefined).sort()[0];
  const publishedAt = earliest ?? seenAt;
  const latest = [item.modifiedAt, page?.modifiedAt, knownDate === undefined ? undefined : declared]
    .filter((each): each is string => each !== undefined)
    .sort()
    .at(-1);
  const limit = new Date(Date.parse(now) + DAY_MS).toISOString();
  const isLater = latest !== undefined && latest > publishedAt && latest < limit;
  return { publishedAt, ...(isLater && { modifiedAt: latest }), isDated: earliest !== undefined };
}

function shorten(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}

function linesOf(lists: readonly (readonly string[])[], most: number): string[] {
  const first = lists.find((each) => each.length > 0) ?? [];
  const clean = first.map((line) => shorten(normaliseLine(line), LIMITS.lineCharacters)).filter((line) => line !== '');
  return [...new Set(clean)].slice(0, most);
}

function withoutNone(sections: readonly string[]): readonly string[] {
  return sections.filter((section) => !NO_SECTION.test(normaliseLine(section)));
}

/** A headline for items that have none (short messages): the beginning of the text. */
function headlineOf(parts: Parts, text: string): string {
  const given = normaliseLine(parts.item.title) || normaliseLine(parts.page?.headline ?? '');
  const made = /^.{1,80}?(?:[.!?…](?=\s|$)|$)/u.exec(text.split('\n')[0] ?? '')?.[0] ?? text.slice(0, 80);
  return shorten(given === '' ? normaliseLine(made) : given, LIMITS.headlineCharacters);
}

function textOnly(blocks: readonly DraftBlock[]): string {
  return plainText(blocks.filter((block): block is Exclude<DraftBlock, { address: string }> => !('address' in block)));
}

/** Whether two languages are written in different scripts. */
export function inOtherScript(a: string, b: string): boolean {
  const script = (language: string): string | undefined => new Intl.Locale(language).maximize().script;
  return script(a) !== script(b);
}

/**
 * Puts together what feed and page say of one article. The feed's word goes before the page's, except where it has
 * only the beginning of the text.
 */
export function composeDraft(parts: Parts): Composed {
  const { item, page, settings } = parts;
  const chosen = chooseText(parts);
  const text = textOnly(chosen);
  const declared = canonicalLanguage(settings.language ?? '') ?? item.language ?? page?.language ?? null;
  const guessed = guessLanguage(`${item.title}\n${text}`);
  // A site declares its own language for everything in it; the script of a text is a fact. The settings still win.
  const isWrong =
    settings.language === undefined && declared !== null && guessed !== null && inOtherScript(declared, guessed);
  const language = isWrong ? guessed : (declared ?? guessed);
  const { publishedAt, modifiedAt, isDated } = datesOf(parts);
  const headline = headlineOf(parts, text);
  const about = { language: { declared, guessed }, isDated };
  if (text.trim() === '' || headline === '' || language === null) return { ...about, draft: null };
  const kicker = page?.kicker;
  return {
    ...about,
    draft: {
      language,
      direction: directionOf(language),
      headline,
      ...(kicker !== undefined && { kicker: shorten(kicker, LIMITS.lineCharacters) }),
      sections: linesOf([item.sections, page?.sections ?? []].map(withoutNone), LIMITS.sections),
      bylines: linesOf([item.authors, page?.authors ?? []], LIMITS.bylines),
      publishedAt,
      ...(modifiedAt !== undefined && { modifiedAt }),
      blocks: withFeedMedia(chosen, item.media),
    },
  };
}

/** Gives corrections that do not say when they were made the date of the article's last change, else `otherwise`. */
export function dateCorrections(draft: Draft, otherwise: string): Draft {
  const time = draft.modifiedAt ?? otherwise;
  return {
    ...draft,
    blocks: draft.blocks.map((block) =>
      block.type === 'correction' && parseMoment(block.time) === null ? { ...block, time } : block,
    ),
  };
}
