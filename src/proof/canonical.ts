/** Canonical JSON as TUF signs it (OLPC canonical JSON; securesystemslib's `encode_canonical`). */
import { compareWords } from './grammar.ts';

/** What canonical JSON can hold: no fractions. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The one text of a value: keys sorted by code point, no white space, only quote and backslash escaped.
 * Throws TypeError for what has no such text (fractions, unsafe integers, lone surrogates, undefined).
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new TypeError(`${value} has no canonical form`);
    return String(value);
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('a text with lone surrogates has no canonical form');
    return `"${value.replaceAll(/["\\]/g, (character) => `\\${character}`)}"`;
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`${typeof value} has no canonical form`);
  const object = value as { readonly [key: string]: Json };
  const members = Object.keys(object)
    .sort(compareCodePoints)
    .map((key) => `${canonicalJson(key)}:${canonicalJson(object[key] as Json)}`);
  return `{${members.join(',')}}`;
}

/**
 * Parses JSON that every parser reads alike: no member twice (some take the first, some the last), numbers as plain
 * integers. White space and the order of members are free, because other makers of TUF files write them otherwise and
 * signatures are over the canonical form. Throws SyntaxError.
 */
export function parseStrictJson(text: string): Json {
  const value = JSON.parse(text) as Json;
  let members = 0;
  const rest = text.replaceAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g, (_, colon) => {
    if (colon !== undefined) members += 1;
    return '""';
  });
  if (members !== countMembers(value)) throw new SyntaxError('a member stands twice in an object');
  if (/[0-9][.eE]/.test(rest)) throw new SyntaxError('a number is not written as an integer');
  return value;
}

/** Members of all objects within. */
function countMembers(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  const below = Object.values(value).reduce((sum: number, each: Json) => sum + countMembers(each), 0);
  return Array.isArray(value) ? below : below + Object.keys(value).length;
}

/** Python sorts by code point, JavaScript by UTF-16 unit: they differ above U+FFFF. */
function compareCodePoints(a: string, b: string): number {
  return compareWords(inCodePoints(a), inCodePoints(b));
}

/** Six digits a character, so that their order as words is the order of the code points. */
function inCodePoints(text: string): string {
  return Array.from(text, (character) => (character.codePointAt(0) ?? 0).toString(16).padStart(6, '0')).join('');
}
