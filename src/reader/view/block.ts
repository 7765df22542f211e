import type { Block, Inline, ListItem } from '../../article/index.ts';
import { element } from './dom.ts';
import { showTime } from './format.ts';
import { drawInlines } from './inline.ts';
import { drawMedia } from './media.ts';
import type { Scene } from './scene.ts';

/** One block of an article; `data-block` lets the eye stay where it was when the text is replaced. */
export function drawBlock(block: Block, scene: Scene): HTMLElement {
  const { words, language } = scene;
  const inlines = (content: readonly Inline[]) => drawInlines(content, scene);
  const id = { 'data-block': block.id };
  switch (block.type) {
    case 'paragraph':
    case 'lead':
    case 'point':
      return element('p', { ...id, class: block.type === 'paragraph' ? null : block.type }, ...inlines(block.content));
    case 'heading':
      return element(block.level === 2 ? 'h2' : 'h3', id, ...inlines(block.content));
    case 'correction':
      return element(
        'aside',
        { ...id, class: 'correction' },
        element('b', {}, words.correction),
        ' ',
        element('time', { datetime: block.time }, showTime(language, new Date(block.time), new Date())),
        element('p', {}, ...inlines(block.content)),
      );
    case 'quote': {
      const quote = element('blockquote', {}, ...block.paragraphs.map((each) => element('p', {}, ...inlines(each))));
      const { attribution } = block;
      return element(
        'figure',
        { ...id, class: 'quote' },
        quote,
        attribution === undefined ? null : element('figcaption', {}, '— ', ...inlines(attribution)),
      );
    }
    case 'list': {
      const list = drawList(block.ordered, block.items, inlines);
      list.setAttribute('data-block', block.id);
      return list;
    }
    case 'table':
      return drawTable(block, inlines);
    case 'separator':
      return element('hr', id);
    default:
      return drawMedia(block, scene);
  }
}

type Draw = (content: readonly Inline[]) => ReturnType<typeof drawInlines>;

function drawList(ordered: boolean, items: readonly ListItem[], inlines: Draw): HTMLElement {
  return element(
    ordered ? 'ol' : 'ul',
    {},
    ...items.map(({ content, list }) =>
      element('li', {}, ...inlines(content), list === undefined ? null : drawList(list.ordered, list.items, inlines)),
    ),
  );
}

/** A table scrolls in a frame of its own, which the keyboard can reach. */
function drawTable({ id, caption, head, rows }: Extract<Block, { type: 'table' }>, inlines: Draw): HTMLElement {
  const row = (tag: 'th' | 'td', cells: readonly (readonly Inline[])[]) =>
    element('tr', {}, ...cells.map((cell) => element(tag, tag === 'th' ? { scope: 'col' } : {}, ...inlines(cell))));
  const name = caption === undefined ? null : element('caption', {}, ...inlines(caption));
  const table = element(
    'table',
    {},
    name,
    head === undefined ? null : element('thead', {}, row('th', head)),
    element('tbody', {}, ...rows.map((cells) => row('td', cells))),
  );
  return element(
    'div',
    { 'data-block': id, class: 'wide', tabindex: '0', role: 'group', 'aria-label': name?.textContent ?? '⊞' },
    table,
  );
}
