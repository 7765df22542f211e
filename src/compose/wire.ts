import { gzipSync } from 'node:zlib';

/** What a page may weigh on the wire: gzip, response headers and proof included. */
export const WIRE_BUDGET_BYTES = 8192;
/** What a page may weigh when a single block cannot be made smaller. */
export const WIRE_LIMIT_BYTES = 10_240;
/** Response headers of a plain web host, measured generously. */
export const HEADER_BYTES = 350;

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Stands in for a proof that does not exist yet: base64 digits no compressor can shorten below six bits each. A real
 * proof repeats words of its record and is smaller, so a page that fits with this one fits with any.
 */
function standIn(bytes: number): string {
  let state = 0x9e3779b9;
  let text = '';
  for (let at = 0; at < bytes; at += 1) {
    // xorshift32: any fixed sequence without repetition serves; it must only be the same everywhere.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    text += DIGITS[(state >>> 8) & 63];
  }
  return text;
}

const standIns = new Map<number, string>();

/**
 * Bytes on the wire of a page whose proof is still to come.
 * @param content everything before the proof
 * @param proofBytes raw length to expect of the proof comment, record and markers included
 */
export function wireBytes(content: string, proofBytes: number): number {
  let proof = standIns.get(proofBytes);
  if (proof === undefined) {
    proof = standIn(proofBytes);
    standIns.set(proofBytes, proof);
  }
  return gzipSync(content + proof, { level: 9 }).length + HEADER_BYTES;
}

/**
 * What a page may hold before compression: half of what verifiers read. A text that says one thing over and over weighs
 * next to nothing on the wire, and would else become a page that nobody opens.
 */
const PLAIN_BUDGET_BYTES = 128 * 1024;

/** Whether a page that is to be cut where it is too long may be as long as this. Parameters as of `wireBytes`. */
export function fitsBudget(content: string, proofBytes: number): boolean {
  return Buffer.byteLength(content) <= PLAIN_BUDGET_BYTES && wireBytes(content, proofBytes) <= WIRE_BUDGET_BYTES;
}
