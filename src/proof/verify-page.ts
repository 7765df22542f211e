/** Step 4 of verification: did a desk of this newsroom say this, and is it in the log? */
import { bytesOf, hexOf } from './bytes.ts';
import type { KnownDesk } from './desks.ts';
import { ProofError } from './errors.ts';
import type { LogPlace } from './grammar.ts';
import { sha256Hex } from './hash.ts';
import { type PagePath, pathOf } from './layout.ts';
import { leafHash, verifyInclusion } from './merkle.ts';
import { goodSignatures, parseNote, type UnverifiedNote } from './note.ts';
import { splitPage } from './page.ts';
import { parseRecord, type RecordFields } from './record.ts';
import type { Trusted } from './trust.ts';
import { type VerifiedCheckpoint, verifyCheckpoint } from './verify-checkpoint.ts';

declare const verified: unique symbol;

/** A page that a desk signed and the log holds. Only {@link verifyPage} makes one. */
export interface VerifiedPage {
  readonly [verified]: 'page';
  readonly record: RecordFields;
  /** Which of the record's parts this file is, from 1. */
  readonly part: number;
  /** The article (or listing) between the body markers: the signed bytes to render. */
  readonly body: string;
  /** Every signed byte. */
  readonly content: Uint8Array;
  /** Name of the desk that signed. */
  readonly desk: string;
  readonly place: LogPlace;
  /** Leaf hash of the record, 64 hex digits. */
  readonly leaf: string;
  /** The page's own checkpoint: of the publication that brought it. */
  readonly checkpoint: VerifiedCheckpoint;
}

/** The desk that signed a record and was allowed to, at that index of its log. Fails with `desk-…`. */
export async function verifyDesk(
  trusted: Trusted,
  note: UnverifiedNote,
  record: RecordFields,
  index: number,
): Promise<KnownDesk> {
  const { language, log } = record;
  const signed = (desk: KnownDesk) =>
    note.signatures.some(({ name, keyId }) => name === desk.verifier.name && keyId === desk.verifier.keyId);
  const desks = trusted.desks.filter(signed);
  if (desks.length === 0) {
    throw new ProofError(
      'desk-unknown',
      `record: signed by ${namesOf(note.signatures)}, no desk of ${trusted.identity.newsroom}`,
    );
  }
  // One key may stand in several lines, one a log or range: each key is verified once.
  const keys = new Map(desks.map(({ verifierKey, verifier }) => [verifierKey, verifier]));
  await goodSignatures(note, [...keys.values()], 'desk-signature', 'record');
  const speaking = desks.filter((desk) => desk.languages.includes(language));
  if (speaking.length === 0)
    throw new ProofError('desk-language', `record: ${namesOf(keys.values())} may not speak ${language}`);
  const valid = speaking.find(
    (desk) => desk.log === log && index >= desk.firstIndex && (desk.lastIndex === null || index <= desk.lastIndex),
  );
  if (valid === undefined)
    throw new ProofError('desk-range', `record: ${namesOf(keys.values())} was not valid at ${log} index ${index}`);
  return valid;
}

/** Names for a message, each once. */
function namesOf(signers: Iterable<{ readonly name: string }>): string {
  return [...new Set(Array.from(signers, ({ name }) => name))].join(', ');
}

/**
 * Verifies a page: its bytes are those of its record, a desk signed the record for its language and at its place in
 * the log, and the log holds it. Withdrawals and retired logs verify like everything else; whether the page is
 * current is another question (`checkCurrent`). Fails, in this order, with a failure of `splitPage`, `note-format`,
 * `record-format`, `hash-mismatch`, `wrong-newsroom`, `desk-…`, a failure of `verifyCheckpoint`, `wrong-log`,
 * `not-in-log`.
 */
export async function verifyPage(trusted: Trusted, bytes: Uint8Array, what = 'page'): Promise<VerifiedPage> {
  const { content, body, note, proof } = splitPage(bytes, what);
  const parsed = parseNote(note, 'record');
  const record = parseRecord(parsed.text);

  // Once for all parts: a forger may name this very length for each of 99.
  const hash = await sha256Hex(content);
  const part = record.pages.findIndex(({ sizeBytes, sha256 }) => sizeBytes === content.length && sha256 === hash) + 1;
  if (part === 0) throw new ProofError('hash-mismatch', `${what}: not the bytes its record names`);

  const { newsroom } = trusted.identity;
  if (record.newsroom !== newsroom) throw new ProofError('wrong-newsroom', `record: of ${record.newsroom}`);
  const desk = await verifyDesk(trusted, parsed, record, proof.index);

  const checkpoint = await verifyCheckpoint(trusted.policy, proof.checkpoint, 'checkpoint of the page');
  if (record.log !== checkpoint.origin) throw new ProofError('wrong-log', `record: of ${record.log}`);
  const leaf = await leafHash(bytesOf(note));
  const { size, root } = checkpoint;
  await verifyInclusion({ leaf, index: proof.index, size, root }, proof.hashes, 'record');
  return {
    record,
    part,
    body,
    content,
    desk: desk.verifier.name,
    place: { log: checkpoint.log, index: proof.index },
    leaf: hexOf(leaf),
    checkpoint,
  } as unknown as VerifiedPage;
}

/** Where in an edition a record's part belongs. */
export function placeOf(record: RecordFields, part: number): PagePath {
  const { kind, language, day, article } = record;
  if (kind === 'front') return { kind, language, part: 1 };
  if (kind === 'day') return { kind, language, day: day ?? '', part };
  return { kind: 'article', language, day: day ?? '', article: article ?? '', part };
}

/**
 * Checks that a page lies where its record says, so that a genuine page cannot stand in for another.
 * `path` is relative to the edition. Fails with `misplaced`.
 */
export function checkPlace(page: VerifiedPage, path: string): void {
  const { language, day, article } = page.record;
  const expected = pathOf(language, day, article ?? 'index', page.part);
  if (path !== expected) throw new ProofError('misplaced', `${path}: this page belongs at ${expected}`);
}
