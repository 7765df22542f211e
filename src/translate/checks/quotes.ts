import type { Looking } from './checked.ts';

const MARK = /["«»„“”‟「」『』]/gu;
/** Something of four words or more that is quoted; the title of a ship is not a quotation in every language. */
const QUOTATION = /["«„“「『](?:[^"«»„“”‟「」『』]*?\p{L}[\s,]+){3}[^"«»„“”‟「」『』]*["»”“」』]/u;

function marksIn(text: string): number {
  return text.match(MARK)?.length ?? 0;
}

/**
 * What is quoted in one is quoted in the other, and it begins and ends. Which marks, is the language's own business: “ opens
 * in English and closes in German, so only their number means something.
 */
export const checkQuotes: Looking = ({ plainSource, plainTarget }) => {
  const [source, target] = [marksIn(plainSource), marksIn(plainTarget)];
  // A quotation that goes on in the next block is open on both sides.
  if (source % 2 === 0 && target % 2 === 1)
    return [{ check: 'quotes', weight: 'warning', message: 'A quotation mark is missing or left over.' }];
  if (target === 0 && QUOTATION.test(plainSource))
    return [{ check: 'quotes', weight: 'warning', message: 'The original quotes; the translation does not.' }];
  return [];
};
