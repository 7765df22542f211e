import { createHash } from 'node:crypto';
import {
  type BucketPlace,
  deleteObject,
  getObject,
  type ListedObject,
  listObjects,
  putObject,
  S3Client,
  S3Error,
} from '../s3/index.ts';
import { BlobError, type Blobs, checkExtension, checkSha256, damaged, type StoredBlob } from './blobs.ts';

/** A bucket and the key to it. */
export interface Bucket extends Omit<BucketPlace, 'service' | 'style'> {
  /** Absolute address of the service; the bucket is the first part of the path below it. */
  readonly address: string;
}

/** Larger files are not made here. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;
const KEY = /^[0-9a-f]{2}\/([0-9a-f]{64})\.([a-z0-9]{1,8})$/;

/**
 * Blobs in a bucket of any service that speaks S3, laid out as in a folder: `<2 hex>/<sha256>.<extension>`. Other objects in
 * it are neither listed nor touched. Writing is plain: conditional writes mean three things on three services, and of
 * files that are named by what they hold either may win. Durable is what the service has acknowledged.
 */
export function openBucket({ address, ...place }: Bucket): Blobs {
  return new BucketBlobs(new S3Client({ ...place, service: address }));
}

class BucketBlobs implements Blobs {
  readonly #client: S3Client;

  constructor(client: S3Client) {
    this.#client = client;
  }

  async put(bytes: Uint8Array, extension: string): Promise<StoredBlob> {
    checkExtension(extension);
    // A copy, because the caller may go on to change its bytes.
    const own = Uint8Array.from(bytes);
    const sha256 = hashOf(own);
    await told(putObject(this.#client, `${sha256.slice(0, 2)}/${sha256}.${extension}`, own));
    return { sha256, sizeBytes: own.length, extension };
  }

  async read(sha256: string): Promise<Uint8Array | null> {
    for await (const { key } of this.#objects(prefixOf(sha256))) {
      const answer = await told(getObject(this.#client, key, MAX_FILE_BYTES));
      // Gone since it was listed.
      if (answer === null) continue;
      if (answer.bytes === null || hashOf(answer.bytes) !== sha256)
        throw damaged(`${this.#client.where}, ${key}`, sha256);
      return answer.bytes;
    }
    return null;
  }

  async has(sha256: string): Promise<boolean> {
    for await (const _ of this.#objects(prefixOf(sha256))) return true;
    return false;
  }

  async remove(sha256: string): Promise<void> {
    const keys: string[] = [];
    for await (const { key } of this.#objects(prefixOf(sha256))) keys.push(key);
    for (const key of keys) await told(deleteObject(this.#client, key));
  }

  async *list(): AsyncIterable<StoredBlob> {
    for await (const { key, sizeBytes } of this.#objects('')) {
      const [, sha256 = '', extension = ''] = KEY.exec(key) ?? [];
      yield { sha256, sizeBytes, extension };
    }
  }

  /** Our objects whose keys begin so, in their order. */
  async *#objects(prefix: string): AsyncGenerator<ListedObject> {
    try {
      for await (const object of listObjects(this.#client, prefix)) {
        const [, sha256 = ''] = KEY.exec(object.key) ?? [];
        if (sha256 !== '' && object.key.startsWith(sha256.slice(0, 2))) yield object;
      }
    } catch (error) {
      throw asBlobError(error);
    }
  }
}

/** What it resolves to; its failure as one of this room. */
async function told<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw asBlobError(error);
  }
}

function asBlobError(error: unknown): unknown {
  if (!(error instanceof S3Error)) return error;
  const { hint, retryable, message } = error;
  return new BlobError(retryable ? 'bucket-unreachable' : 'bucket-refused', message, { hint, retryable, cause: error });
}

function prefixOf(sha256: string): string {
  checkSha256(sha256);
  return `${sha256.slice(0, 2)}/${sha256}.`;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
