import { checkPlaceholders, formatPlaceholders, type Piece, parsePlaceholders } from './placeholders.ts';

/** A piece of a `<seg>`. */
export type TmxPiece =
  | { readonly type: 'text'; readonly text: string }
  /** Same `key` in both languages, same code. `content` is what the element holds. */
  | { readonly type: 'open' | 'close' | 'alone'; readonly key: string; readonly content: string }
  /** An element that has no place in a text of ours: half of a pair, or one nobody says anything of. */
  | { readonly type: 'lost' };

/** `<g0>`, `</g0>`, `<x1/>` as OmegaT writes tags into the text of its own files. */
const OMEGAT_TAG = /<(\/?)([^\s/\d<>]{1,20})(\d{1,6})(\/?)>/g;

/** Text of a file by OmegaT, cut at the tags it writes as text. */
export function cutOmegaT(text: string): TmxPiece[] {
  const pieces: TmxPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(OMEGAT_TAG)) {
    if (match.index > end) pieces.push({ type: 'text', text: text.slice(end, match.index) });
    const [whole, closes, name, number, alone] = match;
    const type = alone === '/' ? 'alone' : closes === '/' ? 'close' : 'open';
    pieces.push({ type, key: `${name}${number}`, content: whole });
    end = match.index + whole.length;
  }
  if (end < text.length) pieces.push({ type: 'text', text: text.slice(end) });
  return pieces;
}

/** Two texts with placeholders. */
export interface PlacedPair {
  readonly source: string;
  readonly target: string;
}

/**
 * Gives the codes of two texts numbers: those they have as content when that is a placeholder, else in the order of the
 * source. Where the two do not have the same codes, they lose them all: as plain texts they are still worth remembering.
 * Null when even so they hold what looks like placeholders and are none.
 */
export function placeCodes(source: readonly TmxPiece[], target: readonly TmxPiece[]): PlacedPair | null {
  for (const number of [numberByContent(), numberByOrder(source)]) {
    const pair = { source: placed(source, number), target: placed(target, number) };
    if (pair.source !== null && pair.target !== null && isSound(pair.source, pair.target))
      return { source: pair.source, target: pair.target };
  }
  const plain = { source: plainOf(source), target: plainOf(target) };
  return isSound(plain.source, plain.target) ? plain : null;
}

type Code = Extract<TmxPiece, { key: string }>;
type Numbering = (code: Code) => number | null;

function isSound(source: string, target: string): boolean {
  return checkPlaceholders(source, source).length === 0 && checkPlaceholders(source, target).length === 0;
}

function numberByContent(): Numbering {
  return ({ type, content }) => {
    const [piece, more] = parsePlaceholders(content.trim());
    return piece?.type === type && more === undefined ? piece.number : null;
  };
}

function numberByOrder(source: readonly TmxPiece[]): Numbering {
  const keys = new Map<string, number>();
  for (const piece of source) {
    if ('key' in piece && !keys.has(piece.key)) keys.set(piece.key, keys.size + 1);
  }
  return ({ key }) => keys.get(key) ?? null;
}

/** Null when a code has no number. */
function placed(pieces: readonly TmxPiece[], number: Numbering): string | null {
  const out: Piece[] = [];
  for (const piece of pieces) {
    if (piece.type === 'lost') return null;
    if (piece.type === 'text') out.push(piece);
    else {
      const own = number(piece);
      if (own === null) return null;
      out.push({ type: piece.type, number: own });
    }
  }
  return formatPlaceholders(out);
}

function plainOf(pieces: readonly TmxPiece[]): string {
  return pieces.map((piece) => (piece.type === 'text' ? piece.text : '')).join('');
}
