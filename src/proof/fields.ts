import { type FailureName, ProofError } from './errors.ts';
import { parseNumber } from './grammar.ts';

/**
 * Takes the value of the next line of a text, which must be `<name> <value>`. Shared by the formats whose fields
 * stand in a fixed order.
 */
export function fieldReader(text: string, header: string, what: string, code: FailureName) {
  const lines = text.split('\n');
  let at = 0;
  const bad = (why: string) => new ProofError(code, `${what}: ${why}`);
  if (lines[at++] !== header) throw bad(`does not start with "${header}"`);
  return {
    bad,
    /** True when the next line is a field of this name. */
    has: (name: string): boolean => lines[at]?.startsWith(`${name} `) ?? false,
    take<T>(name: string, parse: (value: string) => T | null): T {
      const line = lines[at++] ?? '';
      if (!line.startsWith(`${name} `)) throw bad(`line ${at} is not the field "${name}"`);
      const value = parse(line.slice(name.length + 1));
      if (value === null) throw bad(`the field "${name}" is malformed`);
      return value;
    },
  };
}

/** The word itself when it passes the test, otherwise null. */
export const when =
  (test: (word: string) => boolean) =>
  (word: string): string | null =>
    test(word) ? word : null;

/** `-` for nothing, otherwise what `parse` makes of the word. */
export const orDash =
  <T>(parse: (word: string) => T | null) =>
  (word: string): { value: T | null } | null => {
    if (word === '-') return { value: null };
    const value = parse(word);
    return value === null ? null : { value };
  };

/** A number from 1. */
export const parseCount = (word: string): number | null => {
  const value = parseNumber(word);
  return value === 0 ? null : value;
};
