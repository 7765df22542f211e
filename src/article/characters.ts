/**
 * Characters that never stand in a text of the model: controls, the byte order mark, lone surrogates,
 * noncharacters, tag characters (they can hide a text in a text), and the directional embeddings, overrides and
 * isolates, which make a text read differently from what it is; `foreign` carries direction instead. Joiners,
 * soft hyphens and the plain direction marks (U+200E, U+200F, U+061C) stay: Persian and German need them.
 */
const FORBIDDEN =
  '\\p{Noncharacter_Code_Point}\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u206f\\ufeff\\ufff9-\\ufffb\\ud800-\\udfff\\u{e0000}-\\u{e007f}';
const forbidden = new RegExp(`[${FORBIDDEN}]`, 'u');
const forbiddenAll = new RegExp(`[${FORBIDDEN}]`, 'gu');
// The u flag makes the range match lone surrogates only. Not `toWellFormed`: older phones lack it.
const loneSurrogates = /[\ud800-\udfff]/gu;
const lineWhite = /[\t\n\v\f\r\u0085\u2028\u2029]/gu;
/** Explicit and not `\p{Cf}`: what is blank must not depend on a browser's Unicode version. */
const blank =
  /^(?:[\s\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2060-\u2064\u3164\uffa0]|[\u17b4\u17b5]|\u034f|[\u180b-\u180d\u180f]|[\ufe00-\ufe0f])*$/u;

/** The index of the first character of a text that may not stand in the model, or -1. */
export function forbiddenAt(text: string): number {
  return text.search(forbidden);
}

/** Whether a text shows nothing: empty, white space, or characters without a glyph. */
export function isBlank(text: string): boolean {
  return blank.test(text);
}

/** A text without forbidden characters; line ends and tabs become spaces, lone surrogates U+FFFD. */
export function cleanText(text: string): string {
  return text.replace(loneSurrogates, '\ufffd').replace(lineWhite, ' ').replace(forbiddenAll, '');
}

/** Number of code points. */
export function characterCount(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

const encoder = new TextEncoder();

/** Number of UTF-8 bytes. */
export function utf8Length(text: string): number {
  return encoder.encode(text).length;
}
