import { TamizdatError } from '../../errors/index.ts';

/** A stored file: what it is called (by its content) and how long it is. */
export interface StoredBlob {
  /** SHA-256 of its bytes, 64 lower-case hex digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** The kind of file, as in an edition's `m/` folder: `webp`, `mp4`; lower-case letters and digits, at most eight. */
  readonly extension: string;
}

/**
 * Files by the hash of their content. Every implementation passes `test/conformance/blobs.ts`.
 *
 * - **Durable on return**: when `put` or `remove` has returned, it survives a power cut.
 * - **At once**: all calls may run at once, from several processes too. Of a `put` and a `remove` of the same content
 *   at once either may win.
 * - **Idempotent**: putting what is there and removing what is not are fine; nothing is retried inside.
 * - **Errors** are BlobError or those of the disk.
 */
export interface Blobs {
  /** Keeps bytes. A damaged copy that stands in their place is replaced. */
  put(bytes: Uint8Array, extension: string): Promise<StoredBlob>;
  /**
   * The bytes with this hash, checked against it; null when there are none.
   * @throws BlobError `blob-damaged` when what is kept under the hash is something else.
   */
  read(sha256: string): Promise<Uint8Array | null>;
  /** Whether something is kept under this hash; its bytes are not checked. */
  has(sha256: string): Promise<boolean>;
  /** Forgets the bytes with this hash, under every extension. */
  remove(sha256: string): Promise<void>;
  /** All that is kept, in the order of the hashes; what comes or goes meanwhile may be missing. */
  list(): AsyncIterable<StoredBlob>;
}

/**
 * Why a blob cannot be had: its bytes have changed (`blob-damaged`), the name given is none (`blob-name`), the service of
 * the bucket does not answer or cannot now (`bucket-unreachable`, to be tried again), or it does not do what it is asked
 * (`bucket-refused`).
 */
export type BlobErrorCode = 'blob-damaged' | 'blob-name' | 'bucket-unreachable' | 'bucket-refused';

/** A blob that cannot be had or kept. */
export class BlobError extends TamizdatError<BlobErrorCode> {}

/** Refuses what is not a hash: it becomes part of a path. */
export function checkSha256(sha256: string): void {
  if (/^[0-9a-f]{64}$/.test(sha256)) return;
  throw new BlobError('blob-name', `not a SHA-256 hash: ${JSON.stringify(sha256.slice(0, 80))}`, {
    hint: 'a hash is written as 64 lower-case hex digits',
  });
}

/** Refuses what is not an extension: it becomes part of a path. */
export function checkExtension(extension: string): void {
  if (/^[a-z0-9]{1,8}$/.test(extension)) return;
  throw new BlobError('blob-name', `not a file extension: ${JSON.stringify(extension.slice(0, 80))}`, {
    hint: 'an extension is made of one to eight lower-case letters and digits, without a dot',
  });
}

/** The error for bytes that no longer have the hash they are kept under. */
export function damaged(where: string, sha256: string): BlobError {
  return new BlobError('blob-damaged', `${where}: the bytes kept as ${sha256} have another hash`, {
    hint: 'check the disk; the file comes back when its article is fetched again',
  });
}
