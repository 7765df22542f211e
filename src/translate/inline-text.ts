import type { Inline } from '../article/index.ts';
import { formatPlaceholders, type Piece, parsePlaceholders } from './placeholders.ts';
import type { Mark } from './segment.ts';

/** A text with placeholders, and what they stand for. */
export interface MarkedText {
  readonly text: string;
  readonly marks: readonly Mark[];
}

function markOf(inline: Exclude<Inline, { type: 'text' | 'break' }>): Mark {
  const { content: _, ...mark } = inline;
  return mark;
}

/** Inlines of the model as a text with placeholders; `fromMarkedText` gives the same inlines back. */
export function toMarkedText(inlines: readonly Inline[]): MarkedText {
  const marks: Mark[] = [];
  const pieces: Piece[] = [];
  const walk = (each: readonly Inline[]): void => {
    for (const inline of each) {
      if (inline.type === 'text') {
        for (const piece of parsePlaceholders(inline.text)) {
          if (piece.type === 'text') pieces.push(piece);
          else
            pieces.push({ type: 'alone', number: marks.push({ type: 'literal', text: formatPlaceholders([piece]) }) });
        }
      } else if (inline.type === 'break') pieces.push({ type: 'alone', number: marks.push(inline) });
      else {
        const number = marks.push(markOf(inline));
        pieces.push({ type: 'open', number });
        walk(inline.content);
        pieces.push({ type: 'close', number });
      }
    }
  };
  walk(inlines);
  return { text: formatPlaceholders(pieces), marks };
}

/**
 * A text whose placeholders were checked against the segment (`checkPlaceholders`) as inlines, not yet in normal form.
 * A placeholder that has no mark is a text, and one that does not close goes on to the end: nothing is thrown away.
 */
export function fromMarkedText({ text, marks }: MarkedText): Inline[] {
  const root: Inline[] = [];
  const open: { readonly number: number; readonly content: Inline[] }[] = [{ number: 0, content: root }];
  const add = (inline: Inline): void => {
    open.at(-1)?.content.push(inline);
  };
  for (const piece of parsePlaceholders(text)) {
    const mark = piece.type === 'text' ? undefined : marks[piece.number - 1];
    if (piece.type === 'text') add(piece);
    else if (piece.type === 'close' && open.length > 1 && open.at(-1)?.number === piece.number) open.pop();
    else if (mark?.type === 'break' && piece.type === 'alone') add({ type: 'break' });
    else if (mark?.type === 'literal' && piece.type === 'alone') add({ type: 'text', text: mark.text });
    else if (mark !== undefined && mark.type !== 'break' && mark.type !== 'literal' && piece.type === 'open') {
      const content: Inline[] = [];
      add({ ...mark, content });
      open.push({ number: piece.number, content });
    } else add({ type: 'text', text: formatPlaceholders([piece]) });
  }
  return root;
}
