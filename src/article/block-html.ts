import { readInlines, readMoment, writeInlines, writeMoment } from './inline-html.ts';
import { LIMITS } from './limits.ts';
import { escapeAttribute, type MarkupReader } from './markup.ts';
import { readPicture, readVideo, writePicture, writeVideo } from './media-html.ts';
import type { Block, Inline, ListItem } from './model.ts';
import type { NewBlock } from './new-block.ts';

type Table = Extract<NewBlock, { type: 'table' }>;

const EMPTY_CELL = '<td></td>';

/** One block in the subset, with its line end. */
export function writeBlock(block: Block): string {
  return `${writeWhole(block)}\n`;
}

function writeWhole(block: Block): string {
  const id = ` id="${escapeAttribute(block.id)}"`;
  switch (block.type) {
    case 'paragraph':
      return `<p${id}>${writeInlines(block.content)}</p>`;
    case 'lead':
    case 'point':
      return `<p${id} class="${block.type}">${writeInlines(block.content)}</p>`;
    case 'correction':
      return `<p${id} class="correction">${writeMoment(block.time)} ${writeInlines(block.content)}</p>`;
    case 'heading':
      return `<h${block.level}${id}>${writeInlines(block.content)}</h${block.level}>`;
    case 'separator':
      return `<hr${id}>`;
    case 'quote': {
      const paragraphs = block.paragraphs.map((each) => `<p>${writeInlines(each)}</p>`).join('');
      if (block.attribution === undefined) return `<blockquote${id}>${paragraphs}</blockquote>`;
      const source = `<figcaption>${writeInlines(block.attribution)}</figcaption>`;
      return `<figure${id} class="quote"><blockquote>${paragraphs}</blockquote>${source}</figure>`;
    }
    case 'list':
      return writeList(block, id);
    case 'table':
      return `<table${id}>${writeTable(block)}</table>`;
    case 'picture':
      return `<figure${id}${writePicture(block)}`;
    case 'video':
      return `<figure${id}${writeVideo(block)}`;
  }
}

function writeList(list: { readonly ordered: boolean; readonly items: readonly ListItem[] }, id = ''): string {
  const element = list.ordered ? 'ol' : 'ul';
  const items = list.items.map((item) => {
    return `<li>${writeInlines(item.content)}${item.list === undefined ? '' : writeList(item.list)}</li>`;
  });
  return `<${element}${id}>\n${items.join('\n')}\n</${element}>`;
}

function writeTable({ caption, head, rows }: Omit<Table, 'type'>): string {
  // A heading that says nothing is none: an empty cell of the head is an ordinary one.
  const cell = (content: readonly Inline[], element: string): string =>
    content.length === 0 ? EMPTY_CELL : `<${element}>${writeInlines(content)}</${element}>`;
  const row = (cells: readonly (readonly Inline[])[], element: string): string =>
    `<tr>${cells.map((content) => cell(content, element)).join('')}</tr>\n`;
  const title = caption === undefined ? '' : `<caption>${writeInlines(caption)}</caption>\n`;
  const top = head === undefined ? '' : `<thead>\n${row(head, 'th')}</thead>\n`;
  return `\n${title}${top}<tbody>\n${rows.map((cells) => row(cells, 'td')).join('')}</tbody>\n`;
}

/** Reads one block and its line end. */
export function readBlock(reader: MarkupReader): Block {
  const block = readWhole(reader);
  reader.take('\n');
  return block;
}

function readWhole(reader: MarkupReader): Block {
  const id = (element: string): string | undefined => reader.optional(`<${element} id`);
  let at = id('p');
  if (at !== undefined) return { id: at, ...readParagraph(reader) };
  for (const level of [2, 3] as const) {
    at = id(`h${level}`);
    if (at !== undefined) return { id: at, type: 'heading', level, content: inlines(reader, '>', `</h${level}>`) };
  }
  at = id('hr');
  if (at !== undefined) {
    reader.take('>');
    return { id: at, type: 'separator' };
  }
  at = id('blockquote');
  if (at !== undefined) return { id: at, type: 'quote', paragraphs: readQuoted(reader) };
  at = id('figure');
  if (at !== undefined) return { id: at, ...readFigure(reader) };
  for (const element of ['ul', 'ol'] as const) {
    at = id(element);
    if (at !== undefined) return { id: at, type: 'list', ...readList(reader, element, 1) };
  }
  at = id('table');
  if (at !== undefined) return { id: at, type: 'table', ...readTable(reader) };
  return reader.refuseElement('among the blocks');
}

/** Inlines between two literals. */
function inlines(reader: MarkupReader, open: string, close: string): Inline[] {
  reader.take(open);
  const content = readInlines(reader);
  reader.take(close);
  return content;
}

function readParagraph(reader: MarkupReader): NewBlock {
  const name = reader.optional(' class');
  if (name === undefined) return { type: 'paragraph', content: inlines(reader, '>', '</p>') };
  const type = reader.oneOf('class', ['lead', 'point', 'correction'], name);
  if (type !== 'correction') return { type, content: inlines(reader, '>', '</p>') };
  reader.take('>');
  const time = readMoment(reader);
  return { type, time, content: inlines(reader, ' ', '</p>') };
}

/** Paragraphs of a quote, from behind `<blockquote` and its id. */
function readQuoted(reader: MarkupReader): Inline[][] {
  reader.take('>');
  const paragraphs: Inline[][] = [];
  while (reader.sees('<p>')) paragraphs.push(inlines(reader, '<p>', '</p>'));
  reader.take('</blockquote>');
  return paragraphs;
}

function readFigure(reader: MarkupReader): NewBlock {
  const name = reader.oneOf('class', ['quote', 'picture', 'video'], reader.required(' class'));
  if (name === 'picture') return readPicture(reader);
  if (name === 'video') return readVideo(reader);
  reader.take('><blockquote');
  const paragraphs = readQuoted(reader);
  const attribution = inlines(reader, '<figcaption>', '</figcaption>');
  reader.take('</figure>');
  return { type: 'quote', paragraphs, attribution };
}

function readList(reader: MarkupReader, element: 'ul' | 'ol', depth: number): { ordered: boolean; items: ListItem[] } {
  if (depth > LIMITS.listDepth) reader.refuse(`more than ${LIMITS.listDepth} lists in one another`);
  reader.take('>\n');
  const items: ListItem[] = [];
  while (reader.skip('<li>')) {
    const content = readInlines(reader);
    const nested = reader.skip('<ul') ? 'ul' : reader.skip('<ol') ? 'ol' : undefined;
    items.push({ content, ...(nested !== undefined && { list: readList(reader, nested, depth + 1) }) });
    reader.take('</li>\n');
  }
  reader.take(`</${element}>`);
  return { ordered: element === 'ol', items };
}

function readRow(reader: MarkupReader, element: 'th' | 'td'): Inline[][] {
  reader.take('<tr>');
  const cells: Inline[][] = [];
  for (;;) {
    if (reader.skip(EMPTY_CELL)) cells.push([]);
    else if (reader.sees(`<${element}>`)) cells.push(inlines(reader, `<${element}>`, `</${element}>`));
    else break;
  }
  reader.take('</tr>\n');
  return cells;
}

function readTable(reader: MarkupReader): Omit<Table, 'type'> {
  reader.take('>\n');
  const caption = reader.sees('<caption>') ? inlines(reader, '<caption>', '</caption>') : undefined;
  if (caption !== undefined) reader.take('\n');
  let head: Inline[][] | undefined;
  if (reader.skip('<thead>\n')) {
    head = readRow(reader, 'th');
    reader.take('</thead>\n');
  }
  reader.take('<tbody>\n');
  const rows: Inline[][][] = [];
  while (reader.sees('<tr>')) rows.push(readRow(reader, 'td'));
  reader.take('</tbody>\n</table>');
  return { ...(caption !== undefined && { caption }), ...(head !== undefined && { head }), rows };
}
