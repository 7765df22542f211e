import {
  type ArticleBody,
  type Block,
  type Inline,
  type InlineWriting,
  type ListItem,
  type MediaFile,
  writeInlines,
} from '../article/index.ts';
import { mediaPath } from '../proof/index.ts';
import { escapeHtml } from './markup.ts';

/**
 * An article as feed readers want it: plain HTML without headline, style, ids or salt. Not the signed subset of
 * `article/`, which is addressed from the page's folder and carries data no feed reader knows; feeds are for programs
 * and are not signed. Pictures stay links here too: a feed reader would load an `img` unasked.
 *
 * @param mediaAddress the address of a media path, seen from the feed
 */
export function feedHtml(body: ArticleBody, mediaAddress: (path: string) => string, correction: string): string {
  return body.blocks.map((block) => blockHtml(block, mediaAddress, correction)).join('\n');
}

/** Feed readers make of a link what they like. */
const PLAIN: InlineWriting = { text: escapeHtml, address: escapeHtml, link: '' };
const inlineHtml = (inlines: readonly Inline[]): string => writeInlines(inlines, PLAIN);

function blockHtml(block: Block, mediaAddress: (path: string) => string, correction: string): string {
  switch (block.type) {
    case 'lead':
      return `<p><strong>${inlineHtml(block.content)}</strong></p>`;
    case 'paragraph':
      return `<p>${inlineHtml(block.content)}</p>`;
    case 'point':
      return `<p>▶ ${inlineHtml(block.content)}</p>`;
    case 'heading':
      return `<h${block.level}>${inlineHtml(block.content)}</h${block.level}>`;
    case 'quote': {
      const paragraphs = block.paragraphs.map((paragraph) => `<p>${inlineHtml(paragraph)}</p>`).join('');
      const attribution = block.attribution === undefined ? '' : `<p>— ${inlineHtml(block.attribution)}</p>`;
      return `<blockquote>${paragraphs}${attribution}</blockquote>`;
    }
    case 'list':
      return listHtml(block.ordered, block.items);
    case 'table': {
      const row = (cells: readonly (readonly Inline[])[], name: 'th' | 'td'): string =>
        `<tr>${cells.map((cell) => `<${name}>${inlineHtml(cell)}</${name}>`).join('')}</tr>`;
      const caption = block.caption === undefined ? '' : `<caption>${inlineHtml(block.caption)}</caption>`;
      const head = block.head === undefined ? '' : row(block.head, 'th');
      return `<table>${caption}${head}${block.rows.map((cells) => row(cells, 'td')).join('')}</table>`;
    }
    case 'picture':
      return mediaHtml([block.file], block, mediaAddress);
    case 'video':
      return mediaHtml(block.pieces, block, mediaAddress);
    case 'correction':
      return `<p><strong>${escapeHtml(correction)} (<time datetime="${escapeHtml(block.time)}">${escapeHtml(block.time.slice(0, 10))}</time>):</strong> ${inlineHtml(block.content)}</p>`;
    case 'separator':
      return '<hr>';
  }
}

function listHtml(ordered: boolean, items: readonly ListItem[]): string {
  const name = ordered ? 'ol' : 'ul';
  const inner = items.map(
    ({ content, list }) =>
      `<li>${inlineHtml(content)}${list === undefined ? '' : listHtml(list.ordered, list.items)}</li>`,
  );
  return `<${name}>${inner.join('')}</${name}>`;
}

/** Links with what they show, their kind and their size; nothing that loads by itself. */
function mediaHtml(
  files: readonly MediaFile[],
  shown: { readonly alternative: string; readonly caption?: readonly Inline[]; readonly credit?: string },
  mediaAddress: (path: string) => string,
): string {
  const links = files.map((file, at) => {
    const label = at === 0 && shown.alternative !== '' ? shown.alternative : String(at + 1);
    const size = `${Math.ceil(file.sizeBytes / 1024)} KB, ${file.extension}`;
    return `<a href="${escapeHtml(mediaAddress(mediaPath(file)))}">${escapeHtml(label)} (${size})</a>`;
  });
  const caption = shown.caption === undefined ? '' : ` ${inlineHtml(shown.caption)}`;
  const credit = shown.credit === undefined ? '' : ` <small>${escapeHtml(shown.credit)}</small>`;
  return `<p>${links.join(' ')}${caption}${credit}</p>`;
}
