import { type Inline, type ListItem, normaliseInlines } from '../article/index.ts';
import type { DraftBlock } from './draft.ts';

const BREAK: Inline = { type: 'break' };

function joinLines(lines: readonly (readonly Inline[])[]): Inline[] {
  return lines.flatMap((line, at) => (at === 0 ? [...line] : [BREAK, ...line]));
}

function linesOfItems(items: readonly ListItem[]): (readonly Inline[])[] {
  return items.flatMap((item) => [item.content, ...linesOfItems(item.list?.items ?? [])]);
}

/** The lines of text in a block, where a place holds only running text: a cell, a caption, a paragraph of a quote. */
export function linesOf(block: DraftBlock): (readonly Inline[])[] {
  switch (block.type) {
    case 'separator':
    case 'picture':
    case 'video':
      return [];
    case 'quote':
      return [...block.paragraphs, ...(block.attribution === undefined ? [] : [block.attribution])];
    case 'list':
      return linesOfItems(block.items);
    case 'table':
      return [...(block.caption === undefined ? [] : [block.caption]), ...(block.head ?? []), ...block.rows.flat()];
    default:
      return [block.content];
  }
}

/** Blocks as running text in lines, and the pictures and videos that cannot be part of it. */
export function flatten(blocks: readonly DraftBlock[]): { content: Inline[]; media: DraftBlock[] } {
  return {
    content: normaliseInlines(joinLines(blocks.flatMap(linesOf).filter((line) => line.length > 0))),
    media: blocks.filter((block) => block.type === 'picture' || block.type === 'video'),
  };
}

/** The same text without a mark that wraps all of it: a heading in bold is a heading. */
export function unwrap(content: readonly Inline[], type: 'strong' | 'emphasis'): readonly Inline[] {
  const [only, ...others] = content;
  return only?.type === type && others.length === 0 ? only.content : content;
}

/** The text without its first characters (UTF-16 units of its plain text). */
export function dropStart(content: readonly Inline[], characters: number): Inline[] {
  let left = characters;
  const walk = (inlines: readonly Inline[]): Inline[] =>
    inlines.flatMap((inline): Inline[] => {
      if (left <= 0) return [inline];
      if (inline.type === 'break') {
        left -= 1;
        return [];
      }
      if (inline.type !== 'text') return [{ ...inline, content: walk(inline.content) }];
      const text = inline.text.slice(left);
      left -= inline.text.length;
      return text === '' ? [] : [{ type: 'text', text }];
    });
  return normaliseInlines(walk(content));
}
