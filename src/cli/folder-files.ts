import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { ProofError } from '../proof/index.ts';
import { readCapped } from './target.ts';

/** Pieces of video are at most 1 MB (docs/spec/media.md); what is far beyond is no file of an edition. */
const MAX_HASHED_BYTES = 16 * 1024 * 1024;
/** Largest text file of an edition, twins inflated. */
const MAX_TEXT_BYTES = 8 * 1024 * 1024;

/** A file found by its hash: exactly the names that editions use, so that no page can pass for a picture. */
const HASHED = /^(?:m\/([0-9a-f]{2})\/([0-9a-f]{64})\.(?:webp|jpg|png|mp4|vtt)|o\/([0-9a-f]{2})\/([0-9a-f]{64}))$/;

/** The hash that a path promises, or null for a path that promises none. */
export function promisedHash(path: string): string | null {
  const match = HASHED.exec(path);
  const hash = match?.[2] ?? match?.[4];
  const folder = match?.[1] ?? match?.[3];
  return hash === undefined || folder === undefined || !hash.startsWith(folder) ? null : hash;
}

/** The bytes of a file of a folder. Fails with `too-large`. */
export async function readWhole(folder: string, path: string, maxBytes: number): Promise<Uint8Array> {
  const bytes = await readCapped(join(folder, path), maxBytes);
  if (bytes === null) throw new ProofError('object-missing', `${path}: is gone`);
  if (bytes.length > maxBytes) throw new ProofError('too-large', `${path}: larger than ${maxBytes} bytes`);
  return bytes;
}

/** Checks a file against the hash in its name, without holding it in memory. Fails with `too-large`, `hash-mismatch`. */
export async function checkHash(folder: string, path: string, sha256: string): Promise<void> {
  const file = join(folder, path);
  const info = await stat(file).catch(() => null);
  if (info === null) throw new ProofError('object-missing', `${path}: is gone`);
  if (info.size > MAX_HASHED_BYTES) {
    throw new ProofError('too-large', `${path}: larger than ${MAX_HASHED_BYTES} bytes`);
  }
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  if (hash.digest('hex') !== sha256) throw new ProofError('hash-mismatch', `${path}: not the bytes its name promises`);
}

/**
 * Checks that a twin is the compressed form of the file beside it: it is served to most browsers in its place. Fails with
 * `too-large`, `hash-mismatch`.
 */
export async function checkTwin(folder: string, path: string): Promise<void> {
  const original = await readCapped(join(folder, path.slice(0, -3)), MAX_TEXT_BYTES);
  const bytes = await readWhole(folder, path, MAX_TEXT_BYTES);
  let inflated: Buffer | null = null;
  try {
    const limit = { maxOutputLength: MAX_TEXT_BYTES };
    inflated = path.endsWith('.gz') ? gunzipSync(bytes, limit) : brotliDecompressSync(bytes, limit);
  } catch {
    // Said below: what cannot be inflated is not the twin of anything.
  }
  if (original === null || inflated === null || !inflated.equals(original)) {
    throw new ProofError('hash-mismatch', `${path}: not the compressed form of the file beside it`);
  }
}
