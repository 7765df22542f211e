import type { Looking } from './checked.ts';

/** Each opens with one of the first and closes with one of the second; the straight one does both. */
const OPENING = /[«„“‟「『]/gu;
const CLOSING = /[»”“」』]/gu;

interface Marks {
  readonly has: boolean;
  readonly isBalanced: boolean;
}

function marksOf(text: string): Marks {
  const count = (of: RegExp): number => text.match(of)?.length ?? 0;
  const straight = count(/"/gu);
  // “ opens in English and closes in German, and » in Danish opens: only their sum means something.
  const curly = new Set([...(text.match(OPENING) ?? []), ...(text.match(CLOSING) ?? [])]).size;
  const all = count(/[«»„“”‟「」『』]/gu);
  return { has: straight + curly > 0, isBalanced: straight % 2 === 0 && all % 2 === 0 };
}

/** What is a quotation in one is one in the other, and it begins and ends. */
export const checkQuotes: Looking = ({ plainSource, plainTarget }) => {
  const source = marksOf(plainSource);
  const target = marksOf(plainTarget);
  const warning = (message: string) => [{ check: 'quotes', weight: 'warning', message }] as const;
  // A quotation that goes on in the next segment is open on both sides.
  if (source.isBalanced && !target.isBalanced) return [...warning('A quotation mark is missing or left over.')];
  if (source.has && !target.has) return [...warning('The original quotes; the translation has no quotation marks.')];
  return [];
};
