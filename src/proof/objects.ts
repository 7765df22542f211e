/** Files of `o/`, found by their hash. */
import { ProofError } from './errors.ts';
import type { ObjectRef } from './grammar.ts';
import { sha256Hex } from './hash.ts';
import { objectPath, type ReadFile } from './layout.ts';

/** Gives the bytes an `o/` reference names, or null when they cannot be had. Not trusted: see {@link readChecked}. */
export type ReadObject = (ref: ObjectRef) => Promise<Uint8Array | null>;

/** A file to be put into `o/`. */
export interface ObjectFile extends ObjectRef {
  readonly bytes: Uint8Array;
}

/** Largest object this reader takes, whatever length is declared: a split keeps all of ours far below. */
export const MAX_OBJECT_BYTES = 64 * 1024;

/** Reads objects from a carrier or folder. */
export function objectReader(read: ReadFile): ReadObject {
  return ({ sha256, sizeBytes }) => read(objectPath(sha256), sizeBytes);
}

/** The bytes as a file of `o/`. */
export async function makeObject(bytes: Uint8Array): Promise<ObjectFile> {
  return { bytes, sizeBytes: bytes.length, sha256: await sha256Hex(bytes) };
}

/** True when the bytes have the declared length and hash. */
export async function matchesRef(bytes: Uint8Array, ref: ObjectRef): Promise<boolean> {
  return bytes.length === ref.sizeBytes && (await sha256Hex(bytes)) === ref.sha256;
}

/**
 * Reads an object and checks its length and hash. Fails with `object-missing` when nobody has it, `hash-mismatch`
 * when what was given is something else, `too-large` when the reference declares more than is ever read.
 */
export async function readChecked(readObject: ReadObject, ref: ObjectRef, what: string): Promise<Uint8Array> {
  if (ref.sizeBytes > MAX_OBJECT_BYTES) {
    throw new ProofError('too-large', `${what}: declares ${ref.sizeBytes} bytes, at most ${MAX_OBJECT_BYTES} are read`);
  }
  const bytes = await readObject(ref);
  if (bytes === null) throw new ProofError('object-missing', `${what} (${objectPath(ref.sha256)}): cannot be had`);
  if (!(await matchesRef(bytes, ref))) {
    throw new ProofError('hash-mismatch', `${what} (${objectPath(ref.sha256)}): not the bytes its hash names`);
  }
  return bytes;
}
