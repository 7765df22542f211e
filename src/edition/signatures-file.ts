import { hexOf, type Json, parseHex } from '../proof/index.ts';
import { bad, objectOf, parseJson, stringOf } from './ceremony-json.ts';
import type { DraftSignature } from './trust-draft.ts';

/** What comes back from a machine that signed a request (`signing-request.ts`): one JSON object, untrusted. */
const SIGNATURES = 'signatures/v1';
/** Largest file of signatures that is read: more than any ceremony makes. */
export const MAX_SIGNATURES_BYTES = 64 * 1024;
const MAX_SIGNATURES = 64;

/** A file of signatures as parsed: nothing in it is verified. */
export interface GivenSignatures {
  readonly newsroom: string;
  /** The request that they say they are for. */
  readonly request: string;
  readonly signatures: readonly DraftSignature[];
}

/** The text of a file of signatures. */
export function formatSignatures({ newsroom, request, signatures }: GivenSignatures): string {
  const list = signatures.map(({ document, keyId, signature }) => ({ document, keyid: keyId, sig: hexOf(signature) }));
  return `${JSON.stringify({ tamizdat: SIGNATURES, newsroom, request, signatures: list }, null, 2)}\n`;
}

/** Parses a file of signatures. Fails with `request-invalid`; whether they are good, `completeDraft` says. */
export function parseSignatures(bytes: Uint8Array, what: string): GivenSignatures {
  const json = objectOf(what, parseJson(what, bytes, MAX_SIGNATURES_BYTES), [
    'tamizdat',
    'newsroom',
    'request',
    'signatures',
  ]);
  if (json.tamizdat !== SIGNATURES) throw bad(what, 'not a file of signatures of this version');
  const { signatures } = json;
  if (!Array.isArray(signatures) || signatures.length === 0 || signatures.length > MAX_SIGNATURES) {
    throw bad(what, 'holds no signature, or too many');
  }
  const seen = new Set<string>();
  const parsed = (signatures as readonly Json[]).map((value): DraftSignature => {
    const { document, keyid, sig } = objectOf(what, value, ['document', 'keyid', 'sig']);
    const signature = parseHex(stringOf(what, sig));
    const keyId = stringOf(what, keyid);
    if (document !== 'root' && document !== 'targets') throw bad(what, 'signs something unknown');
    if (!/^[0-9a-f]{64}$/.test(keyId) || signature?.length !== 64) throw bad(what, 'a signature is malformed');
    if (seen.has(`${document} ${keyId}`)) throw bad(what, 'a key signs twice');
    seen.add(`${document} ${keyId}`);
    return { document, keyId, signature };
  });
  return { newsroom: stringOf(what, json.newsroom), request: stringOf(what, json.request), signatures: parsed };
}
