/**
 * How a language writes numbers in words. Each line is `[values, words]`: words between spaces, small letters, without
 * apostrophes, `ё` as `е`; one that ends in `*` is a beginning, so that endings and compounds count. The first value is the
 * one that is added up (`two hundred`), further ones are what the word may stand for as well (a quarter: 0.25, 15 minutes).
 */
export interface NumberWords {
  readonly numbers: readonly (readonly [values: readonly number[], words: string])[];
  /** What a number before it is multiplied with. */
  readonly scales: readonly (readonly [value: number, words: string])[];
  /** January to December. */
  readonly months: readonly string[];
  /** What stands between the parts of a number: `and`. */
  readonly joins: string;
  /** A word cut into number words, where the language writes them as one. */
  readonly compound?: (word: string) => readonly string[] | null;
}

/** What one word may stand for. */
export interface NumberWord {
  readonly values: readonly number[];
  readonly isScale: boolean;
  /** Found as a whole word, not as the beginning of one. */
  readonly isWhole: boolean;
}

/** Looks words up in the tables of one language. */
export interface NumberLexicon {
  find(word: string): NumberWord | null;
  month(word: string): number | null;
  isJoin(word: string): boolean;
  compound(word: string): readonly string[] | null;
}

/** The tables of a language made ready for looking up. */
export function numberLexicon({ numbers, scales, months, joins, compound }: NumberWords): NumberLexicon {
  const whole = new Map<string, NumberWord>();
  const beginnings = new Map<string, NumberWord>();
  const add = (words: string, values: readonly number[], isScale: boolean): void => {
    for (const word of words.split(' ')) {
      if (word.endsWith('*')) beginnings.set(word.slice(0, -1), { values, isScale, isWhole: false });
      else whole.set(word, { values, isScale, isWhole: true });
    }
  };
  for (const [values, words] of numbers) add(words, values, false);
  for (const [value, words] of scales) add(words, [value], true);
  const monthOf = new Map(months.flatMap((words, at) => words.split(' ').map((word) => [word, at + 1] as const)));
  const joining = new Set(joins.split(' '));
  const beginningOf = <Value>(word: string, of: ReadonlyMap<string, Value>): Value | null => {
    for (let length = word.length; length > 0; length -= 1) {
      const found = of.get(word.slice(0, length));
      if (found !== undefined) return found;
    }
    return null;
  };
  return {
    find: (word) => whole.get(word) ?? beginningOf(word, beginnings),
    month: (word) => beginningOf(word, monthOf),
    isJoin: (word) => joining.has(word),
    compound: (word) => compound?.(word) ?? null,
  };
}
