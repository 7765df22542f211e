import {
  type Block,
  type Direction,
  escapeAttribute,
  escapeText,
  type Inline,
  type InlineWriting,
  type ListItem,
  type MediaFile,
  writeInlines,
} from '../article/index.ts';

/** A picture as a site has it: its number in the media library and its address. */
export interface PlacedPicture {
  readonly media: number;
  readonly address: string;
}

/** What the blocks of a post are drawn with. */
export interface BlockContext {
  readonly direction: Direction;
  /** Null for a picture that the site does not have: its caption stays. */
  readonly picture: (file: MediaFile) => PlacedPicture | null;
  /** Label of a correction in the text, in the article's language. */
  readonly correction: string;
  /** Where a video can be seen; null when nowhere. */
  readonly pageAddress: string | null;
}

/**
 * A text between tags, so that WordPress makes nothing of it: no `[shortcode]`, and no player out of an address that stands
 * alone in a paragraph (it would fetch from a stranger's machine).
 */
export function postText(text: string): string {
  return escapeText(text).replaceAll('[', '&#91;').replaceAll(']', '&#93;').replaceAll('://', '&#58;//');
}

/** Stands before a point and a video. No emoji: WordPress fetches a picture for those from a machine of its makers. */
const POINT = '▸';

/** A text as it stands in an attribute: WordPress looks for shortcodes there, too. */
function attributeText(text: string): string {
  return escapeAttribute(text).replaceAll('[', '&#91;').replaceAll(']', '&#93;');
}

/** An address as it stands in an attribute. */
export function addressText(address: string): string {
  return escapeAttribute(address.replaceAll('[', '%5B').replaceAll(']', '%5D'));
}

/** Blocks of an article as WordPress's editor writes them; what its filter for authors (`kses`) lets through. */
export function blocksHtml(blocks: readonly Block[], context: BlockContext): string {
  return blocks
    .map((block) => blockHtml(block, context))
    .filter((html) => html !== '')
    .join('\n\n');
}

const WRITING: InlineWriting = { text: postText, address: addressText, link: ' rel="external noreferrer nofollow"' };
const inlineHtml = (inlines: readonly Inline[]): string => writeInlines(inlines, WRITING);

/** A block with the comments that WordPress's editor knows it by. */
function wrapped(name: string, attributes: Readonly<Record<string, unknown>>, html: string): string {
  const said = Object.keys(attributes).length === 0 ? '' : ` ${JSON.stringify(attributes)}`;
  return `<!-- wp:${name}${said} -->\n${html}\n<!-- /wp:${name} -->`;
}

function paragraph(html: string, { direction }: Pick<BlockContext, 'direction'>, className?: string): string {
  const attributes = {
    ...(direction === 'rtl' && { direction }),
    ...(className !== undefined && { className }),
  };
  const written = `${className === undefined ? '' : ` class="${className}"`}${direction === 'rtl' ? ' dir="rtl"' : ''}`;
  return wrapped('paragraph', attributes, `<p${written}>${html}</p>`);
}

function blockHtml(block: Block, context: BlockContext): string {
  switch (block.type) {
    case 'lead':
      return paragraph(`<strong>${inlineHtml(block.content)}</strong>`, context, 'tamizdat-lead');
    case 'paragraph':
      return paragraph(inlineHtml(block.content), context);
    case 'point':
      return paragraph(`${POINT} ${inlineHtml(block.content)}`, context);
    case 'heading':
      return wrapped(
        'heading',
        block.level === 2 ? {} : { level: block.level },
        `<h${block.level}>${inlineHtml(block.content)}</h${block.level}>`,
      );
    case 'quote': {
      const inner = block.paragraphs.map((each) => paragraph(inlineHtml(each), context)).join('\n');
      const cite = block.attribution === undefined ? '' : `<cite>${inlineHtml(block.attribution)}</cite>`;
      return wrapped('quote', {}, `<blockquote class="wp-block-quote">${inner}${cite}</blockquote>`);
    }
    case 'list':
      return listHtml(block.ordered, block.items);
    case 'table':
      return tableHtml(block);
    case 'picture':
      return figureHtml(block.file, block, context);
    case 'video': {
      const poster = block.poster === undefined ? '' : figureHtml(block.poster, { alternative: '' }, context);
      const said = [
        context.pageAddress === null
          ? postText(block.alternative)
          : `${POINT} <a href="${addressText(context.pageAddress)}" rel="external noreferrer">${postText(block.alternative || context.pageAddress)}</a>`,
        block.caption === undefined ? '' : inlineHtml(block.caption),
        block.credit === undefined ? '' : postText(block.credit),
      ];
      return [poster, paragraph(said.filter((each) => each !== '').join(' '), context)]
        .filter((each) => each !== '')
        .join('\n\n');
    }
    case 'correction': {
      const day = block.time.slice(0, 10);
      return paragraph(
        `<strong>${postText(context.correction)} (${day}):</strong> ${inlineHtml(block.content)}`,
        context,
      );
    }
    case 'separator':
      return wrapped('separator', {}, '<hr class="wp-block-separator has-alpha-channel-opacity"/>');
  }
}

function listHtml(ordered: boolean, items: readonly ListItem[]): string {
  const name = ordered ? 'ol' : 'ul';
  const inner = items.map(({ content, list }) => {
    const nested = list === undefined ? '' : listHtml(list.ordered, list.items);
    return wrapped('list-item', {}, `<li>${inlineHtml(content)}${nested}</li>`);
  });
  return wrapped('list', ordered ? { ordered } : {}, `<${name}>${inner.join('')}</${name}>`);
}

function tableHtml({ caption, head, rows }: Extract<Block, { type: 'table' }>): string {
  const row = (cells: readonly (readonly Inline[])[], name: 'th' | 'td'): string =>
    `<tr>${cells.map((cell) => `<${name}>${inlineHtml(cell)}</${name}>`).join('')}</tr>`;
  const top = head === undefined ? '' : `<thead>${row(head, 'th')}</thead>`;
  const body = `<tbody>${rows.map((cells) => row(cells, 'td')).join('')}</tbody>`;
  const below =
    caption === undefined ? '' : `<figcaption class="wp-element-caption">${inlineHtml(caption)}</figcaption>`;
  return wrapped('table', {}, `<figure class="wp-block-table"><table>${top}${body}</table>${below}</figure>`);
}

function figureHtml(
  file: MediaFile,
  shown: { readonly alternative: string; readonly caption?: readonly Inline[]; readonly credit?: string },
  context: BlockContext,
): string {
  const said = [
    shown.caption === undefined ? '' : inlineHtml(shown.caption),
    shown.credit === undefined ? '' : postText(shown.credit),
  ]
    .filter((each) => each !== '')
    .join(' · ');
  const placed = context.picture(file);
  // What it shows is said also where it cannot be shown.
  if (placed === null) return said === '' ? '' : paragraph(`<em>${said}</em>`, context);
  const image = `<img src="${addressText(placed.address)}" alt="${attributeText(shown.alternative)}" class="wp-image-${placed.media}"/>`;
  const below = said === '' ? '' : `<figcaption class="wp-element-caption">${said}</figcaption>`;
  return wrapped(
    'image',
    { id: placed.media, sizeSlug: 'full', linkDestination: 'none' },
    `<figure class="wp-block-image size-full">${image}${below}</figure>`,
  );
}
