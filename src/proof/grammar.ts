/**
 * The words our text formats are made of. Each has one spelling: a value that could be written in two ways is
 * refused, so that a signed text never means the same as a different one.
 */

/** A file of `o/` or a part of a page, named by what it holds. */
export interface ObjectRef {
  readonly sizeBytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

/** A leaf of a log of the newsroom: `1:2411` is leaf 2411 of `…/log/1`. */
export interface LogPlace {
  readonly log: number;
  readonly index: number;
}

const NUMBER = /^(?:0|[1-9][0-9]{0,15})$/;
const HASH = /^sha256:([0-9a-f]{64})$/;
const NAME = /^[a-z0-9](?:[a-z0-9._:~-]|\/(?=[a-z0-9])){0,199}$/;
const ORIGIN = /^(.+)\/log\/([1-9][0-9]{0,8})$/;
const LANGUAGE = /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?(?:-(?:[0-9][0-9a-z]{3}|[0-9a-z]{5,8}))*$/;
const MAX_LANGUAGE = 35;
/** Crockford's base 32 in lower case: no i, l, o, u. */
const ARTICLE = /^[0-9a-hjkmnp-tv-z]{10}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** A decimal without leading zeros that JavaScript holds exactly; null otherwise. */
export function parseNumber(word: string | undefined): number | null {
  if (word === undefined || !NUMBER.test(word)) return null;
  const value = Number(word);
  return Number.isSafeInteger(value) ? value : null;
}

/** True for the name of a newsroom, desk, log or clock: an address without scheme, in lower case. */
export function isName(word: string): boolean {
  return NAME.test(word);
}

/** The number at the end of a log's origin, `courier.example/log/1` → 1; null when it is no origin of ours. */
export function logNumber(origin: string): number | null {
  const match = ORIGIN.exec(origin);
  return match === null || !isName(origin) ? null : Number(match[2]);
}

/**
 * True for a language tag as it may stand in a path and a record: BCP 47 language, script, region and variants in their
 * one spelling, nothing twice (`de`, `pt-BR`, `sr-Latn`, `be-tarask`). By shape, not by a registry that grows.
 */
export function isLanguage(word: string): boolean {
  if (word.length > MAX_LANGUAGE || !LANGUAGE.test(word)) return false;
  const parts = word.toLowerCase().split('-').slice(1);
  return new Set(parts).size === parts.length;
}

/** True for an article's opaque id. */
export function isArticle(word: string): boolean {
  return ARTICLE.test(word);
}

/** True for a date that exists, `YYYY-MM-DD`. */
export function isDay(word: string): boolean {
  return isTime(`${word}T00:00:00Z`);
}

/** True for a moment that exists, in UTC and whole seconds: `2026-11-22T10:15:00Z`. */
export function isTime(word: string): boolean {
  if (!TIME.test(word)) return false;
  const date = new Date(word);
  return !Number.isNaN(date.getTime()) && formatTime(date) === word;
}

/** `2026-11-22T10:15:00Z`; fractions of a second are dropped. */
export function formatTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** `1:2411`. */
export function formatPlace(place: LogPlace): string {
  return `${place.log}:${place.index}`;
}

/** The place written `1:2411`, or null. */
export function parsePlace(word: string | undefined): LogPlace | null {
  const [log, index = null, more] = (word ?? '').split(':').map(parseNumber);
  return log && index !== null && more === undefined ? { log, index } : null;
}

/** Before (negative), the same (0) or after (positive): logs of a newsroom follow one another. */
export function comparePlaces(a: LogPlace, b: LogPlace): number {
  return a.log - b.log || a.index - b.index;
}

/** `sha256:<hex>` → the hex digits, or null. */
export function parseHashWord(word: string | undefined): string | null {
  return HASH.exec(word ?? '')?.[1] ?? null;
}

/** `<length> sha256:<hex>`. */
export function formatRef(ref: ObjectRef): string {
  return `${ref.sizeBytes} sha256:${ref.sha256}`;
}

/** The reference written as two words, or null. */
export function parseRef(length: string | undefined, hash: string | undefined): ObjectRef | null {
  const sizeBytes = parseNumber(length);
  const sha256 = parseHashWord(hash);
  return sizeBytes === null || sha256 === null ? null : { sizeBytes, sha256 };
}

/** Orders words by their UTF-16 units; all words sorted in our formats are ASCII, where this is byte order. */
export function compareWords(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
