import { type Inline, LIMITS, plainText } from '../article/index.ts';
import type { DraftBlock } from './draft.ts';
import { flatten } from './flatten.ts';
import type { Place } from './place.ts';

const MAX_ROWS = 2_000;

interface Cell {
  readonly content: readonly Inline[];
  readonly isHead: boolean;
}

function ownRows(table: Element): Element[] {
  const parts = [...table.children].flatMap((child) =>
    ['thead', 'tbody', 'tfoot'].includes(child.localName) ? [...child.children] : [child],
  );
  return parts.filter((each) => each.localName === 'tr');
}

function ownCells(row: Element): Element[] {
  return [...row.children].filter((each) => each.localName === 'td' || each.localName === 'th');
}

function span(cell: Element, name: 'colspan' | 'rowspan', most: number): number {
  const value = Number.parseInt(cell.getAttribute(name) ?? '1', 10);
  if (name === 'rowspan' && value === 0) return most;
  return value >= 1 ? Math.min(value, most) : 1;
}

/** Cells with every span written out: a cell over two columns stands in both, as a screen reader would read it. */
function grid(rows: readonly Element[], place: Place, media: DraftBlock[]): Cell[][] {
  const filled: (Cell | undefined)[][] = rows.map(() => []);
  rows.forEach((row, y) => {
    let x = 0;
    for (const cell of ownCells(row)) {
      while (filled[y]?.[x] !== undefined) x += 1;
      const text = flatten(place.blocksOf(cell.childNodes, place));
      media.push(...text.media);
      const across = span(cell, 'colspan', LIMITS.tableColumns);
      const down = span(cell, 'rowspan', rows.length - y);
      for (let dy = 0; dy < down; dy += 1) {
        for (let dx = 0; dx < across && x + dx < LIMITS.tableColumns; dx += 1) {
          const target = filled[y + dy];
          if (target !== undefined) {
            target[x + dx] ??= { content: text.content, isHead: cell.localName === 'th' };
          }
        }
      }
      x += across;
    }
  });
  return filled.map((row) => Array.from(row, (cell) => cell ?? { content: [], isHead: false }));
}

function isLayout(table: Element, rows: readonly Element[]): boolean {
  const role = table.getAttribute('role');
  if (role === 'presentation' || role === 'none') return true;
  const cells = rows.map(ownCells);
  if (cells.every((row) => row.length <= 1)) return true;
  if (table.querySelector('th, caption') !== null) return false;
  // Paragraphs, headings and tables in cells: a page from the time when tables were the layout.
  return table.querySelector('td table, td h1, td h2, td h3, td p + p') !== null;
}

/** A table as a block; one that only arranges a page gives the blocks of its cells. */
export function tableOf(table: Element, place: Place): DraftBlock[] {
  const rows = ownRows(table);
  const at = { ...place, lead: false };
  if (isLayout(table, rows)) {
    return rows.flatMap((row) => ownCells(row).flatMap((cell) => place.blocksOf(cell.childNodes, place)));
  }
  const media: DraftBlock[] = [];
  // Rows beyond any table people read are running text; the caps of the model split what is left.
  const cells = grid(rows.slice(0, MAX_ROWS), at, media).filter((row) =>
    row.some((cell) => plainText(cell.content).trim() !== ''),
  );
  const rest = rows.slice(MAX_ROWS).flatMap((row) => place.blocksOf(row.childNodes, at));
  const [first] = cells;
  const captionElement = [...table.children].find((child) => child.localName === 'caption');
  const caption = captionElement === undefined ? [] : flatten(at.blocksOf(captionElement.childNodes, at)).content;
  const hasHead = first?.every((cell) => cell.isHead || cell.content.length === 0) === true && cells.length > 1;
  const body = hasHead ? cells.slice(1) : cells;
  if (body.length === 0)
    return [...(caption.length > 0 ? [{ type: 'paragraph', content: caption } as const] : []), ...media];
  return [
    {
      type: 'table',
      ...(caption.length > 0 && { caption }),
      ...(hasHead && { head: first.map((cell) => cell.content) }),
      rows: body.map((row) => row.map((cell) => cell.content)),
    },
    ...rest,
    ...media,
  ];
}
