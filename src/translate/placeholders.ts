/** A piece of a text with placeholders. `from` and `to` count UTF-16 units. */
export type Piece =
  | { readonly type: 'text'; readonly text: string }
  /** `{2}`, `{/2}`, `{2/}`. */
  | { readonly type: 'open' | 'close' | 'alone'; readonly number: number };

/** What is wrong with the placeholders of a translation. `message` is a sentence for the editor. */
export interface PlaceholderFault {
  readonly number: number;
  readonly fault: 'missing' | 'invented' | 'repeated' | 'unpaired' | 'crossing' | 'moved' | 'emptied';
  readonly message: string;
}

/** Six digits are more than any block has marks, and keep a hostile `{999…}` a text. */
const PLACEHOLDER = /\{(?:(\/)([1-9]\d{0,5})|([1-9]\d{0,5})(\/)?)\}/g;

/**
 * A text cut at its placeholders, in order; never an empty text. Anything that is not written exactly as a placeholder
 * is text. Linear.
 */
export function parsePlaceholders(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    if (match.index > end) pieces.push({ type: 'text', text: text.slice(end, match.index) });
    const [, closing, closed, number, alone] = match;
    const type = closing !== undefined ? 'close' : alone !== undefined ? 'alone' : 'open';
    pieces.push({ type, number: Number(closed ?? number) });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ type: 'text', text: text.slice(end) });
  return pieces;
}

function written(piece: Piece): string {
  if (piece.type === 'text') return piece.text;
  return `{${piece.type === 'close' ? '/' : ''}${piece.number}${piece.type === 'alone' ? '/' : ''}}`;
}

/** Pieces as they are written. `formatPlaceholders(parsePlaceholders(text))` is the text. */
export function formatPlaceholders(pieces: readonly Piece[]): string {
  return pieces.map(written).join('');
}

/** A text as people read it: without its placeholders. */
export function withoutPlaceholders(text: string): string {
  return parsePlaceholders(text)
    .map((piece) => (piece.type === 'text' ? piece.text : piece.type === 'alone' ? ' ' : ''))
    .join('');
}

/** Anything that shows: not only white space and characters without a glyph. */
const VISIBLE = /[^\s\u00ad\u061c\u200b-\u200f\u2060-\u2064\ufeff]/u;

interface Found {
  readonly type: 'pair' | 'alone';
  /** The pair right around it, 0 for none. */
  readonly parent: number;
  /** Whether something is to be seen between the two. */
  readonly shows: boolean;
}

/** What stands in a text, by number, and what is wrong with it by itself: one fault a number, the first. */
function structureOf(text: string): { found: Map<number, Found>; faults: Map<number, PlaceholderFault> } {
  const found = new Map<number, Found>();
  const faults = new Map<number, PlaceholderFault>();
  const open: { number: number; shows: boolean }[] = [];
  const seen = new Set<number>();
  const refuse = (each: PlaceholderFault): void => {
    if (!faults.has(each.number)) faults.set(each.number, each);
  };
  const isFirst = (number: number): boolean => {
    if (seen.has(number)) refuse(fault(number, 'repeated', 'stands there more than once'));
    return !seen.has(number) && seen.add(number).has(number);
  };
  const show = (): void => {
    for (const each of open) each.shows = true;
  };
  for (const piece of parsePlaceholders(text)) {
    if (piece.type === 'text') {
      if (VISIBLE.test(piece.text)) show();
    } else if (piece.type === 'alone') {
      if (isFirst(piece.number))
        found.set(piece.number, { type: 'alone', parent: open.at(-1)?.number ?? 0, shows: true });
      show();
    } else if (piece.type === 'open') {
      if (isFirst(piece.number)) open.push({ number: piece.number, shows: false });
    } else {
      const at = open.findLastIndex((each) => each.number === piece.number);
      if (at < 0) refuse(fault(piece.number, 'unpaired', 'is closed where it is not open'));
      else if (at < open.length - 1) refuse(fault(piece.number, 'crossing', 'is closed inside another one'));
      const [closed] = at < 0 ? [] : open.splice(at, 1);
      if (closed !== undefined)
        found.set(closed.number, { type: 'pair', parent: open.at(-1)?.number ?? 0, shows: closed.shows });
    }
  }
  for (const { number } of open) refuse(fault(number, 'unpaired', 'is opened and never closed'));
  return { found, faults };
}

function fault(number: number, kind: PlaceholderFault['fault'], what: string): PlaceholderFault {
  return { number, fault: kind, message: `Placeholder ${number} ${what}.` };
}

/**
 * What is wrong with the placeholders of a translation; an empty list when nothing is. All of the source come back,
 * once each and of the same kind, none is invented; pairs nest, in the same pair as in the source; what held a text holds
 * one. Their order is the language's own business. Linear.
 */
export function checkPlaceholders(source: string, target: string): PlaceholderFault[] {
  const wanted = structureOf(source).found;
  const { found, faults } = structureOf(target);
  // Who is inside whom means something only where every pair is whole.
  const isWhole = faults.size === 0;
  const all = [...faults.values()];
  for (const [number, { type, parent, shows }] of wanted) {
    const there = found.get(number);
    if (faults.has(number)) continue;
    if (there?.type !== type) all.push(fault(number, 'missing', 'is missing'));
    else if (isWhole && type === 'pair' && there.parent !== parent)
      all.push(fault(number, 'moved', parent === 0 ? 'stands inside another one' : `has to stand inside ${parent}`));
    else if (shows && !there.shows) all.push(fault(number, 'emptied', 'holds no text'));
  }
  for (const number of found.keys()) {
    if (!wanted.has(number) && !faults.has(number)) all.push(fault(number, 'invented', 'is not in the original'));
  }
  return all.sort((a, b) => a.number - b.number);
}
