import type { Looking } from './checked.ts';

/** Names, figures and short labels are often the same in both languages; a sentence is not. */
const FEW_WORDS = 4;

/** The translation is not the original itself. */
export const checkIdentical: Looking = ({ plainSource, plainTarget, segment }) => {
  if (plainSource.trim() !== plainTarget.trim() || segment.role === 'byline' || segment.role === 'credit') return [];
  const words = plainSource.match(/\p{L}{2,}/gu) ?? [];
  const ordinary = words.filter((word) => /^\p{Ll}/u.test(word));
  if (words.length < FEW_WORDS && ordinary.length < 2) return [];
  return [{ check: 'identical', weight: 'warning', message: 'The translation is the original itself.' }];
};
