import type { ArticleBody, Block, Inline, ListItem } from '../article/index.ts';
import type { SegmentRole } from './segment.ts';

/** What is done to each text of a body; what it gives takes the text's place. */
export interface TextVisitor {
  inlines(key: string, role: SegmentRole, content: readonly Inline[]): readonly Inline[];
  /** A text without marks. */
  line(key: string, role: SegmentRole, text: string): string;
}

type Described = Extract<Block, { type: 'picture' | 'video' }>;

function mapItems(items: readonly ListItem[], key: string, visit: TextVisitor): ListItem[] {
  return items.map(({ content, list }, at) => ({
    content: visit.inlines(`${key}.${at}`, 'item', content),
    ...(list !== undefined && { list: { ...list, items: mapItems(list.items, `${key}.${at}`, visit) } }),
  }));
}

function mapDescribed<B extends Described>(block: B, visit: TextVisitor): B {
  const { id, alternative, caption, credit } = block;
  return {
    ...block,
    alternative: visit.line(`${id}.alternative`, 'alternative', alternative),
    ...(caption !== undefined && { caption: visit.inlines(`${id}.caption`, 'caption', caption) }),
    ...(credit !== undefined && { credit: visit.line(`${id}.credit`, 'credit', credit) }),
  };
}

function mapBlock(block: Block, visit: TextVisitor): Block {
  const { id } = block;
  switch (block.type) {
    case 'separator':
      return block;
    case 'lead':
    case 'paragraph':
    case 'point':
    case 'heading':
    case 'correction':
      return { ...block, content: visit.inlines(id, block.type, block.content) };
    case 'quote': {
      const { paragraphs, attribution } = block;
      return {
        ...block,
        paragraphs: paragraphs.map((each, at) => visit.inlines(`${id}.${at}`, 'quote', each)),
        ...(attribution !== undefined && {
          attribution: visit.inlines(`${id}.attribution`, 'attribution', attribution),
        }),
      };
    }
    case 'list':
      return { ...block, items: mapItems(block.items, id, visit) };
    case 'table': {
      const { caption, head, rows } = block;
      const cells = (row: readonly (readonly Inline[])[], name: string) =>
        row.map((cell, at) => visit.inlines(`${id}.${name}.${at}`, 'cell', cell));
      return {
        ...block,
        ...(caption !== undefined && { caption: visit.inlines(`${id}.caption`, 'caption', caption) }),
        ...(head !== undefined && { head: cells(head, 'head') }),
        rows: rows.map((row, at) => cells(row, String(at))),
      };
    }
    case 'picture':
    case 'video':
      return mapDescribed(block, visit);
  }
}

/**
 * The body with every text replaced by what the visitor gives for it, in reading order. The one walk over the texts of an
 * article: what cuts it into segments and what puts it together again cannot disagree about a key.
 */
export function mapTexts(body: ArticleBody, visit: TextVisitor): ArticleBody {
  const { kicker } = body;
  return {
    ...body,
    ...(kicker !== undefined && { kicker: visit.line('kicker', 'kicker', kicker) }),
    headline: visit.line('headline', 'headline', body.headline),
    sections: body.sections.map((each, at) => visit.line(`section.${at}`, 'section', each)),
    bylines: body.bylines.map((each, at) => visit.line(`byline.${at}`, 'byline', each)),
    blocks: body.blocks.map((block) => mapBlock(block, visit)),
  };
}
