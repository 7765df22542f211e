/** Pages: web page, shareable file and verified object in one (docs/spec/page.md). */
import { bytesOf, capBytes, concatBytes, textOf } from './bytes.ts';
import { ProofError } from './errors.ts';
import { MAX_PAGE_BYTES } from './layout.ts';
import { formatProvenNote, type ProvenNote, parseProvenNote } from './log-proof.ts';

/** Line before the signed article, newline included. */
export const BODY_START = '<!--tamizdat:body-->\n';
/** Line after the signed article, with the newline before it. */
export const BODY_END = '\n<!--/tamizdat:body-->\n';
/** Line that ends the signed bytes. */
export const PROOF_START = '<!--tamizdat:proof\n';
const PROOF_END = '-->\n';

/** Whether a document holds a marker of a signed page. One without any does not claim to be one, and is no forgery of one. */
export function isMarked(bytes: Uint8Array): boolean {
  return /<!--\/?tamizdat:/.test(new TextDecoder().decode(bytes));
}

/** A page taken apart; nothing in it is verified. */
export interface SplitPage extends ProvenNote {
  /** Every byte before `<!--tamizdat:proof`: what the record counts and hashes. */
  readonly content: Uint8Array;
  /** The article for programs: what stands between the lines of the body markers. */
  readonly body: string;
}

/** Where `part` stands in `text`, which must hold it exactly once. */
function placeOf(text: string, part: string, what: string): number {
  const at = text.indexOf(part);
  if (at < 0) throw new ProofError('markers', `${what}: no ${part.trim()}`);
  if (text.indexOf(part, at + 1) >= 0) throw new ProofError('markers', `${what}: ${part.trim()} more than once`);
  return at;
}

/** The article between the body markers. Fails with `markers`, also when there is a marker that is not one of ours. */
function bodyOf(content: string, what: string): string {
  const start = placeOf(content, '<!--tamizdat:', what);
  const end = placeOf(content, '<!--/tamizdat:', what);
  const isOwnLine = start === 0 || content[start - 1] === '\n';
  if (!isOwnLine || !content.startsWith(BODY_START, start) || !content.startsWith(BODY_END, end - 1)) {
    throw new ProofError('markers', `${what}: a body marker is not alone on its line`);
  }
  if (end - 1 < start + BODY_START.length) throw new ProofError('markers', `${what}: body markers out of order`);
  return content.slice(start + BODY_START.length, end - 1);
}

/**
 * Takes a page apart: each marker exactly once, one newline and the end of the file after the proof. Fails with
 * `too-large`, `not-utf8`, `markers`, `record-format` (no record in the proof), `proof-format`.
 */
export function splitPage(bytes: Uint8Array, what = 'page'): SplitPage {
  capBytes(bytes, MAX_PAGE_BYTES, what);
  const text = textOf(bytes, what);
  const start = placeOf(text, '<!--tamizdat:proof', what);
  if (!text.startsWith(PROOF_START, start) || (start > 0 && text[start - 1] !== '\n')) {
    throw new ProofError('markers', `${what}: the proof marker is not alone on its line`);
  }
  const content = text.slice(0, start);
  const body = bodyOf(content, what);
  const rest = text.slice(start + PROOF_START.length);
  // A browser ends a comment at the first `-->` or `--!>`: what followed would be shown, and signed by nobody.
  const end = rest.search(/--!?>/);
  if (end < 0 || rest.slice(end) !== PROOF_END) {
    throw new ProofError('markers', `${what}: the file does not end with the proof, "-->" and one newline`);
  }
  // A name in a signature line of nobody's could hold one: no program may take it for the body's.
  if (/<!--\/?tamizdat:/.test(rest)) throw new ProofError('markers', `${what}: a marker inside the proof`);
  return { content: bytesOf(content), body, ...parseProvenNote(rest.slice(0, end), what, 'record-format') };
}

/** The bytes of a page: signed content and its proof. Fails with `markers` when they make no page. */
export function joinPage(content: Uint8Array, proven: ProvenNote): Uint8Array {
  const page = concatBytes(content, bytesOf(PROOF_START + formatProvenNote(proven) + PROOF_END));
  splitPage(page);
  return page;
}

/**
 * Checks content before it is signed: markers, encoding, room for the proof. Fails with `markers`, `not-utf8`,
 * `too-large`. Returns the body.
 */
export function checkContent(content: Uint8Array, what = 'page'): string {
  capBytes(content, MAX_PAGE_BYTES - 16 * 1024, what);
  const text = textOf(content, what);
  if (!text.endsWith('\n')) throw new ProofError('markers', `${what}: the content does not end in a newline`);
  return bodyOf(text, what);
}
