import { normaliseLine, plainText } from '../article/index.ts';
import { resolveAddress } from './addresses.ts';
import type { DraftBlock } from './draft.ts';
import { embedName } from './html-media.ts';
import type { BlocksContext } from './place.ts';

/** Shorter than this, a paragraph in bold is a heading somebody did not mark, not a lead. */
const MIN_LEAD = 80;

function isText(block: DraftBlock): boolean {
  return block.type !== 'picture' && block.type !== 'video' && block.type !== 'separator' && block.type !== 'heading';
}

/** A lead is the first text of an article; later ones are paragraphs. A first paragraph all in bold is a lead. */
function settleLead(blocks: readonly DraftBlock[]): DraftBlock[] {
  let open = true;
  return blocks.map((block, at) => {
    if (!isText(block)) {
      if (block.type === 'heading') open = false;
      return block;
    }
    const wasOpen = open;
    if (block.type !== 'lead') open = false;
    if (block.type === 'lead') return wasOpen ? block : { ...block, type: 'paragraph' };
    if (!wasOpen || block.type !== 'paragraph' || blocks.slice(0, at).some(isText)) return block;
    const [only, ...others] = block.content;
    const next = blocks.slice(at + 1).find(isText);
    const isBold = only?.type === 'strong' && others.length === 0 && plainText(block.content).length >= MIN_LEAD;
    const nextIsPlain = next?.type === 'paragraph' && next.content[0]?.type !== 'strong';
    return isBold && nextIsPlain ? { type: 'lead', content: only.content } : block;
  });
}

/** Heading levels of a page (1 to 6) as the model's two: the highest one used is 2, all below it 3. */
function settleLevels(blocks: readonly DraftBlock[]): DraftBlock[] {
  const levels = blocks.flatMap((block) => (block.type === 'heading' ? [Number(block.level)] : []));
  const highest = Math.min(...levels);
  return blocks.map((block) =>
    block.type === 'heading' ? { ...block, level: Number(block.level) === highest ? 2 : 3 } : block,
  );
}

function same(a: string, b: string): boolean {
  const fold = (text: string): string =>
    normaliseLine(text)
      .toLowerCase()
      .replace(/[\s\p{P}]+/gu, ' ')
      .trim();
  return fold(a) === fold(b);
}

/** Drops what only repeats or divides: the headline as first heading, doubled pictures, separators at the ends. */
function dropRepeats(blocks: readonly DraftBlock[], headline: string | undefined): DraftBlock[] {
  const kept: DraftBlock[] = [];
  for (const block of blocks) {
    const before = kept.at(-1);
    const isHeadline =
      block.type === 'heading' &&
      headline !== undefined &&
      !kept.some(isText) &&
      same(plainText(block.content), headline);
    const isDouble =
      block.type === 'picture' && kept.some((each) => each.type === 'picture' && each.address === block.address);
    const divides = block.type === 'separator' && (before === undefined || before.type === 'separator');
    if (!isHeadline && !isDouble && !divides) kept.push(block);
  }
  // A separator or a heading with nothing after it divides or announces what was left out.
  while (kept.at(-1)?.type === 'separator' || kept.at(-1)?.type === 'heading') kept.pop();
  return kept;
}

/** `The post … appeared first on …`, which WordPress adds to feeds in every language: two links, one of them home. */
function dropFeedFooter(blocks: readonly DraftBlock[], context: BlocksContext): readonly DraftBlock[] {
  const last = blocks.at(-1);
  if (last?.type !== 'paragraph' || context.headline === undefined) return blocks;
  const links = last.content.flatMap((inline) => (inline.type === 'link' ? [inline] : []));
  const isFooter = links.length === 2 && links[0] !== undefined && same(plainText(links[0].content), context.headline);
  return isFooter ? blocks.slice(0, -1) : blocks;
}

/** A paragraph that is an address and nothing else, as embeds are written, leads there. */
function linkAddress(block: DraftBlock): DraftBlock {
  if (block.type !== 'paragraph') return block;
  const [only, ...others] = block.content;
  if (only?.type !== 'text' || others.length > 0 || !/^https?:\/\/\S+$/.test(only.text)) return block;
  const address = resolveAddress(only.text, undefined);
  if (address === null) return block;
  return {
    ...block,
    content: [{ type: 'link', address, content: [{ type: 'text', text: embedName(address, null) }] }],
  };
}

/** Puts the blocks of one text in order, now that all of them are known. */
export function finishBlocks(blocks: readonly DraftBlock[], context: BlocksContext): DraftBlock[] {
  const own = dropFeedFooter(blocks, context);
  return settleLevels(settleLead(dropRepeats(own.map(linkAddress), context.headline)));
}
