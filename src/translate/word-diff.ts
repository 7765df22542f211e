import { diffArrays } from 'diff';

/** A run of a text that was changed: in both, only in the new one, only in the old one. */
export interface DiffRun {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Two texts that have more words in common than this costs to find out are shown as wholly replaced. */
const MOST_EDITS = 2_000;

/** Words, white space and every other character, one by one; in scripts without spaces, words by their language. */
function tokensOf(text: string, language: string): string[] {
  return Array.from(new Intl.Segmenter(language, { granularity: 'word' }).segment(text), ({ segment }) => segment);
}

/**
 * What changed from one text to another, word by word, in reading order: all runs but the added ones are the old text, all
 * but the removed ones the new. Neighbours are of different kinds; where words were replaced, the old ones come first.
 * `language` decides what a word is.
 */
export function wordDiff(before: string, after: string, language = 'und'): DiffRun[] {
  if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }];
  const changes = diffArrays(tokensOf(before, language), tokensOf(after, language), { maxEditLength: MOST_EDITS }) ?? [
    { added: false, removed: true, value: [before] },
    { added: true, removed: false, value: [after] },
  ];
  return changes.flatMap(({ added, removed, value }): DiffRun[] => {
    const text = value.join('');
    return text === '' ? [] : [{ kind: added ? 'added' : removed ? 'removed' : 'same', text }];
  });
}
