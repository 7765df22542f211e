import { createHash } from 'node:crypto';
import { formatPlaceholders, type Piece, parsePlaceholders } from './placeholders.ts';

/** A text whose placeholders count from 1 in its own order, and what each was called before: `numbers[0]` is that of `{1}`. */
export interface Renumbered {
  readonly text: string;
  readonly numbers: readonly number[];
}

/** Numbers the placeholders anew, so that the same sentence is the same wherever in its article it stood. */
export function renumbered(text: string): Renumbered {
  const numbers: number[] = [];
  const pieces = parsePlaceholders(text).map((piece): Piece => {
    if (piece.type === 'text') return piece;
    const at = numbers.indexOf(piece.number);
    return { type: piece.type, number: at < 0 ? numbers.push(piece.number) : at + 1 };
  });
  return { text: formatPlaceholders(pieces), numbers };
}

/** A text with each placeholder renamed; those for which `rename` gives nothing are left out. */
export function renamed(text: string, rename: (number: number) => number | undefined): string {
  const pieces = parsePlaceholders(text).flatMap((piece): Piece[] => {
    if (piece.type === 'text') return [piece];
    const number = rename(piece.number);
    return number === undefined ? [] : [{ type: piece.type, number }];
  });
  return formatPlaceholders(pieces);
}

/**
 * What two texts are compared by: kinds of space, quotation mark, dash and apostrophe, and what does not show, make no
 * difference. Case does: in German it tells words apart, and a headline in capitals is not the sentence.
 */
export function memoryKey(text: string): string {
  return renumbered(text)
    .text.normalize('NFC')
    .replace(/[\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff]/gu, '')
    .replace(/[«»„“”‟″"]/gu, '"')
    .replace(/[‘’‚‛‹›′`´ʼ]/gu, "'")
    .replace(/[‐‑‒–—―−]/gu, '-')
    .replace(/…/gu, '...')
    .replace(/\s+/gu, ' ')
    .trim();
}

function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('base64url').slice(0, 24);
}

/** By what the same source is found again: 144 bits. */
export function sourceHash(from: string, to: string, key: string): string {
  return hash('source', from, to, key);
}

/** Name of a pair, of what it says: 144 bits. */
export function pairId(from: string, to: string, source: string, target: string): string {
  return hash('pair', from, to, source, target);
}
