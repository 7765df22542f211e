import { type FailureName, ProofError } from './errors.ts';
import { logNumber, parseNumber } from './grammar.ts';

/** What a word of a text says; undefined when it is malformed. Null is a value: nothing. */
export type Parse<T> = (word: string) => T | undefined;

/** How each field is parsed, in the order in which they stand. */
export type ParsersOf<T> = { readonly [Name in keyof T & string]: Parse<T[Name]> };

/**
 * Takes the value of the next line of a text, which must be `<name> <value>`. Shared by the formats whose fields
 * stand in a fixed order.
 */
export function fieldReader(text: string, header: string, what: string, code: FailureName) {
  const lines = text.split('\n').values();
  let line = lines.next().value;
  const bad = (why: string) => new ProofError(code, `${what}: ${why}`);
  if (line !== header) throw bad(`does not start with "${header}"`);
  line = lines.next().value;
  /** True when the next line is a field of this name. */
  const has = (name: string): boolean => line?.startsWith(`${name} `) ?? false;
  const take = <T>(name: string, parse: Parse<T>): T => {
    if (!has(name)) throw bad(`the field "${name}" is not where it belongs`);
    const value = parse((line ?? '').slice(name.length + 1));
    if (value === undefined) throw bad(`the field "${name}" is malformed`);
    line = lines.next().value;
    return value;
  };
  /** Takes one field after the other, in the order of the table. */
  const takeAll = <T extends object>(parsers: ParsersOf<T>): T => {
    const values: Partial<T> = {};
    for (const name of Object.keys(parsers) as (keyof T & string)[]) values[name] = take(name, parsers[name]);
    return values as T;
  };
  return { bad, has, take, takeAll };
}

/** The word itself when it passes the test. */
export const when =
  (test: (word: string) => boolean): Parse<string> =>
  (word) =>
    test(word) ? word : undefined;

/** Null for `-`, otherwise what `parse` makes of the word. */
export const orDash =
  <T>(parse: Parse<T>): Parse<T | null> =>
  (word) =>
    word === '-' ? null : parse(word);

/** A number from 1. */
export const parseCount: Parse<number> = (word) => parseNumber(word) || undefined;

/** The origin of a log. */
export const parseOrigin: Parse<string> = when((word) => logNumber(word) !== null);
