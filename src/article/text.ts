import { characterCount, utf8Length } from './characters.ts';
import type { ArticleBody, Block, Inline, ListItem } from './model.ts';
import type { NewBlock } from './new-block.ts';

function textOfInlines(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if (inline.type === 'text') return inline.text;
      return inline.type === 'break' ? '\n' : textOfInlines(inline.content);
    })
    .join('');
}

function linesOfItems(items: readonly ListItem[]): string[] {
  return items.flatMap((item) => [textOfInlines(item.content), ...linesOfItems(item.list?.items ?? [])]);
}

function textOfBlock(block: NewBlock): string {
  const lines = (each: readonly (string | undefined)[]): string =>
    each.filter((line) => line !== undefined && line !== '').join('\n');
  const optional = (inlines: readonly Inline[] | undefined): string => textOfInlines(inlines ?? []);
  switch (block.type) {
    case 'separator':
      return '';
    case 'quote':
      return lines([...block.paragraphs.map(textOfInlines), optional(block.attribution)]);
    case 'list':
      return lines(linesOfItems(block.items));
    case 'table': {
      const rows = [...(block.head === undefined ? [] : [block.head]), ...block.rows];
      return lines([optional(block.caption), ...rows.map((row) => row.map(textOfInlines).join('\t'))]);
    }
    case 'picture':
    case 'video':
      return lines([block.alternative, optional(block.caption), block.credit]);
    default:
      return textOfInlines(block.content);
  }
}

/** Anything of the model that holds text. */
export type Textual = ArticleBody | NewBlock | readonly (NewBlock | Inline)[];

function isBlock(each: NewBlock | Inline): each is NewBlock {
  switch (each.type) {
    case 'text':
    case 'break':
    case 'strong':
    case 'emphasis':
    case 'subscript':
    case 'superscript':
    case 'link':
    case 'foreign':
      return false;
    default:
      return true;
  }
}

/**
 * The words of inlines, a block, blocks, or the blocks of a body (not its headline), without any marks. Blocks are
 * separated by an empty line; lines, items and rows by `\n`, cells by a tab. Pictures and videos give what they show,
 * caption and credit.
 */
export function plainText(of: Textual): string {
  if ('headline' in of) return plainText(of.blocks);
  if (!Array.isArray(of)) return textOfBlock(of as NewBlock);
  const list = of as readonly (NewBlock | Inline)[];
  const first = list[0];
  if (first === undefined) return '';
  if (!isBlock(first)) return textOfInlines(list as readonly Inline[]);
  return (list as readonly NewBlock[])
    .map(textOfBlock)
    .filter((text) => text !== '')
    .join('\n\n');
}

/** How many words a text has, by the rules of its language; for scripts without spaces too. */
export function wordCount(of: Textual | string, language: string): number {
  const text = typeof of === 'string' ? of : plainText(of);
  let count = 0;
  for (const segment of new Intl.Segmenter(language, { granularity: 'word' }).segment(text)) {
    if (segment.isWordLike === true) count += 1;
  }
  return count;
}

/** A text of at most so many characters (code points): as it is, or cut after a word and marked with an ellipsis. */
export function cutText(text: string, maxCharacters: number, language: string): string {
  if (characterCount(text) <= maxCharacters) return text;
  let kept = '';
  let length = 0;
  for (const { segment } of new Intl.Segmenter(language, { granularity: 'word' }).segment(text)) {
    length += characterCount(segment);
    if (length > maxCharacters - 1) break;
    kept += segment;
  }
  // A single word longer than all of it: better a piece of the word than nothing.
  if (kept.trim() === '') kept = [...text].slice(0, maxCharacters - 1).join('');
  return `${kept.replace(/[\s,;:–—-]+$/u, '')}…`;
}

/**
 * What a front page or feed says of an article: its lead, or its first paragraph, as one line of plain text of at most
 * so many characters (code points), cut after a word. Empty when the body has no running text.
 */
export function teaserOf(body: ArticleBody, maxCharacters: number): string {
  const of = (types: readonly Block['type'][]): Block | undefined =>
    body.blocks.find((block) => types.includes(block.type));
  const block = of(['lead']) ?? of(['paragraph']) ?? of(['point', 'quote', 'correction', 'list']);
  if (block === undefined) return '';
  return cutText(textOfBlock(block).replace(/\s+/gu, ' ').trim(), maxCharacters, body.language);
}

function linksIn(inlines: readonly Inline[]): string[] {
  return inlines.flatMap((inline) => {
    if (inline.type === 'text' || inline.type === 'break') return [];
    return inline.type === 'link' ? [inline.address, ...linksIn(inline.content)] : linksIn(inline.content);
  });
}

function inlinesOfItems(items: readonly ListItem[]): (readonly Inline[])[] {
  return items.flatMap((item) => [item.content, ...inlinesOfItems(item.list?.items ?? [])]);
}

function inlinesOf(block: NewBlock): (readonly Inline[])[] {
  switch (block.type) {
    case 'separator':
      return [];
    case 'quote':
      return [...block.paragraphs, block.attribution ?? []];
    case 'list':
      return inlinesOfItems(block.items);
    case 'table':
      return [block.caption ?? [], ...(block.head ?? []), ...block.rows.flat()];
    case 'picture':
    case 'video':
      return [block.caption ?? []];
    default:
      return [block.content];
  }
}

/** What a block weighs against its cap: the UTF-8 bytes of its text and of the addresses it links to. */
export function blockSizeBytes(block: NewBlock): number {
  const addresses = inlinesOf(block).flatMap(linksIn);
  return utf8Length(textOfBlock(block)) + addresses.reduce((sum, address) => sum + address.length, 0);
}

/** What inlines weigh: the UTF-8 bytes of their text and of the addresses they link to. */
export function inlinesSizeBytes(inlines: readonly Inline[]): number {
  return utf8Length(textOfInlines(inlines)) + linksIn(inlines).reduce((sum, address) => sum + address.length, 0);
}
