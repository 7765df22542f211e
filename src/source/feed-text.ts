import { plainText } from '../article/index.ts';
import { addressIdentity } from './addresses.ts';
import { blocksFromHtml, textLength } from './blocks.ts';
import type { DraftBlock } from './draft.ts';
import type { FeedItem } from './feed-item.ts';

/** Shorter than this, a text in a feed may be the start of a longer one; its page is looked at. */
const SHORT = 400;
const ELLIPSIS = /(?:…|\.\.\.|\[…\]|\[\.\.\.\]|&hellip;)\s*(?:\p{L}[\p{L}\s]{0,30}[→»›>]*)?$/u;
const ARROW = /[→»›>]\s*$/u;

/** The text a feed itself has of an item. */
export interface FeedText {
  readonly blocks: readonly DraftBlock[];
  /** True when it looks like the beginning of something longer. */
  readonly isTeaser: boolean;
  /** True when it has no markup at all. */
  readonly isPlain: boolean;
}

/** Whether a last paragraph is only a link to the article's own page: "read more" in any language. */
function isReadMore(block: DraftBlock | undefined, item: FeedItem): boolean {
  if (block?.type !== 'paragraph' || item.address === undefined) return false;
  const [only, ...others] = block.content;
  if (only?.type !== 'link' || others.length > 0) return false;
  return addressIdentity(only.address) === addressIdentity(item.address);
}

/** Takes a link to the article's own page off the end of a paragraph: `… <a href="…">Weiterlesen</a>`. */
function endsInReadMore(block: DraftBlock | undefined, item: FeedItem): boolean {
  if (block?.type !== 'paragraph' || item.address === undefined) return false;
  const last = block.content.at(-1);
  if (last?.type !== 'link' || addressIdentity(last.address) !== addressIdentity(item.address)) return false;
  return ELLIPSIS.test(plainText(block.content)) || ARROW.test(plainText(block.content));
}

/**
 * Reads what a feed says of an item.
 *
 * @throws SourceError `too-deep`
 */
export function feedTextOf(item: FeedItem, language: string, base: string, name: string): FeedText {
  const given = item.content ?? item.summary ?? '';
  // Plain text where HTML belongs: empty lines are its paragraphs.
  const isPlain = !/<[a-z!/]/i.test(given);
  const html = !isPlain ? given : given.replace(/\r?\n\s*\r?\n/g, '<br><br>');
  const context = { language, base: item.address ?? base, name, headline: item.title };
  const blocks = blocksFromHtml(html, context);
  const last = blocks.at(-1);
  const readMore = isReadMore(last, item);
  const text = plainText(
    blocks.filter((block): block is Exclude<DraftBlock, { address: string }> => !('address' in block)),
  );
  const isCut = readMore || endsInReadMore(last, item) || ELLIPSIS.test(text.trim());
  return {
    blocks: readMore ? blocks.slice(0, -1) : blocks,
    isPlain,
    isTeaser: isCut || item.content === undefined || textLength(blocks) < SHORT,
  };
}
