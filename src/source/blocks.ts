import { LIMITS, normaliseBlocks, plainText } from '../article/index.ts';
import type { DraftBlock } from './draft.ts';
import { finishBlocks } from './finish.ts';
import { flatten } from './flatten.ts';
import { checkMarkup, parseTree, shownText } from './html-tree.ts';
import type { BlocksContext, Place } from './place.ts';
import { blocksOf } from './walk.ts';

/** Blocks of a part of a page. The tree is only read. See {@link blocksFromHtml}. */
export function blocksFromNode(root: Element, context: BlocksContext): DraftBlock[] {
  const place: Place = {
    ...context,
    spoken: context.language,
    marks: [],
    lead: false,
    totalCharacters: shownText(root.textContent).length,
    blocksOf,
  };
  return finishBlocks(normaliseBlocks(blocksOf(root.childNodes, place)), context);
}

/**
 * HTML as blocks of the article model. An allow-list walk: what the model has no block for becomes running text or is
 * left out, and no HTML survives. Scripts, forms, frames, drawings, navigation, advertisements and share bars go; what
 * is shown from elsewhere becomes a link; addresses are made absolute, and only http(s) ones stay links.
 *
 * @throws SourceError `too-deep`, `too-large`
 */
export function blocksFromHtml(html: string, context: BlocksContext): DraftBlock[] {
  checkMarkup(html, context.name);
  return blocksFromNode(parseTree(html, context.name).body, context);
}

/** Running text of blocks, in characters: how much an extraction found. */
export function textLength(blocks: readonly DraftBlock[]): number {
  return blocks.reduce((sum, block) => sum + plainText(flatten([block]).content).length, 0);
}

/** More blocks than this are refused rather than cut: half an article is not the article. */
export const MAX_BLOCKS: number = LIMITS.blocks;
