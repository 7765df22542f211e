import { type Json, parseStrictJson } from '../proof/index.ts';
import { EditionError } from './error.ts';

/** Reading the JSON files that come from other machines: exact members, nothing twice, nothing believed. */

/** An object of such a file, its members still to be looked at. */
export type JsonObject = { readonly [key: string]: Json };

/** The error that a file is refused with. */
export function bad(what: string, why: string, cause?: unknown): EditionError {
  return new EditionError('request-invalid', `${what}: ${why}`, {
    hint: 'have it made again, and carry the whole file over',
    cause,
  });
}

/** A JSON object with exactly these members, some of which may be absent. */
export function objectOf(
  what: string,
  value: Json | undefined,
  members: readonly string[],
  optional = false,
): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(what, 'not of its form');
  const names = Object.keys(value);
  const isFit = names.every((name) => members.includes(name)) && (optional || names.length === members.length);
  if (!isFit) throw bad(what, 'has members that do not belong there, or lacks some');
  return value as JsonObject;
}

/** A member that has to be a text. */
export function stringOf(what: string, value: Json | undefined): string {
  if (typeof value !== 'string') throw bad(what, 'not of its form');
  return value;
}

/** Parses JSON within a size; no member may stand twice. */
export function parseJson(what: string, bytes: Uint8Array, maxBytes: number): Json {
  if (bytes.length > maxBytes) throw bad(what, `larger than ${maxBytes} bytes`);
  try {
    return parseStrictJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw bad(what, 'not JSON', cause);
  }
}
