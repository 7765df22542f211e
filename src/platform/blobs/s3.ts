import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import { BlobError, type Blobs, checkExtension, checkSha256, damaged, type StoredBlob } from './blobs.ts';
import { parseListing } from './s3-listing.ts';

/** A bucket and the key to it. */
export interface Bucket {
  /** Absolute address of the service; the bucket is the first part of the path below it. */
  readonly address: string;
  readonly bucket: string;
  readonly region: string;
  /** Both secret. */
  readonly keyId: string;
  readonly key: string;
}

/** What a service may take for an answer; one with a file in it more. */
const ANSWER_MS = 30_000;
const FILE_MS = 10 * 60_000;
/** Larger files are not made here. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;
const MAX_LISTING_BYTES = 8 * 1024 * 1024;
const NO_BYTES = createHash('sha256').digest('hex');
const KEY = /^[0-9a-f]{2}\/([0-9a-f]{64})\.([a-z0-9]{1,8})$/;

/**
 * Blobs in a bucket of any service that speaks S3, laid out as in a folder: `<2 hex>/<sha256>.<extension>`. Other objects in
 * it are neither listed nor touched. Writing is plain: conditional writes mean three things on three services, and of
 * files that are named by what they hold either may win. Durable is what the service has acknowledged.
 */
export function openBucket(bucket: Bucket): Blobs {
  return new BucketBlobs(bucket);
}

class BucketBlobs implements Blobs {
  readonly #client: AwsClient;
  readonly #base: string;
  /** Address and bucket, for messages. */
  readonly #where: string;

  constructor({ address, bucket, region, keyId, key }: Bucket) {
    this.#client = new AwsClient({ accessKeyId: keyId, secretAccessKey: key, service: 's3', region, retries: 0 });
    this.#base = `${address.replace(/\/$/, '')}/${bucket}`;
    this.#where = `the bucket ${bucket} at ${new URL(address).host}`;
  }

  async put(bytes: Uint8Array, extension: string): Promise<StoredBlob> {
    checkExtension(extension);
    // A copy, because the caller may go on to change its bytes.
    const own = Uint8Array.from(bytes);
    const sha256 = hashOf(own);
    const path = `/${sha256.slice(0, 2)}/${sha256}.${extension}`;
    const answer = await this.#ask('PUT', path, { body: own, sha256, limitMs: FILE_MS });
    await this.#expect(answer, [200, 201, 204]);
    return { sha256, sizeBytes: own.length, extension };
  }

  async read(sha256: string): Promise<Uint8Array | null> {
    for await (const { key } of this.#objects(prefixOf(sha256))) {
      const answer = await this.#ask('GET', `/${key}`, { limitMs: FILE_MS });
      // Gone since it was listed.
      if (answer.status === 404) {
        await answer.body?.cancel();
        continue;
      }
      const bytes = await this.#expect(answer, [200], MAX_FILE_BYTES);
      if (hashOf(bytes) !== sha256) throw damaged(`${this.#where}, ${key}`, sha256);
      return bytes;
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
    for (const key of keys) await this.#expect(await this.#ask('DELETE', `/${key}`), [200, 204, 404]);
  }

  async *list(): AsyncIterable<StoredBlob> {
    for await (const { key, sizeBytes } of this.#objects('')) {
      const [, sha256 = '', extension = ''] = KEY.exec(key) ?? [];
      yield { sha256, sizeBytes, extension };
    }
  }

  /** Our objects whose keys begin so, in their order. */
  async *#objects(prefix: string): AsyncGenerator<{ readonly key: string; readonly sizeBytes: number }> {
    let token: string | null = null;
    do {
      const query = new URLSearchParams({ 'list-type': '2', prefix });
      if (token !== null) query.set('continuation-token', token);
      const answer = await this.#ask('GET', `?${query}`);
      const text = new TextDecoder().decode(await this.#expect(answer, [200], MAX_LISTING_BYTES));
      const listing = parseListing(text);
      if (listing === null || (listing.next !== null && listing.next === token)) {
        throw this.#refused('its list of objects cannot be read');
      }
      for (const object of listing.objects) {
        const [, sha256 = ''] = KEY.exec(object.key) ?? [];
        if (sha256 !== '' && object.key.startsWith(sha256.slice(0, 2)) && object.key.startsWith(prefix)) yield object;
      }
      token = listing.next;
    } while (token !== null);
  }

  async #ask(
    method: 'GET' | 'PUT' | 'DELETE',
    path: string,
    {
      body,
      sha256 = NO_BYTES,
      limitMs = ANSWER_MS,
    }: { body?: Uint8Array<ArrayBuffer>; sha256?: string; limitMs?: number } = {},
  ): Promise<Response> {
    const headers = { 'x-amz-content-sha256': sha256 };
    const signed = await this.#client.sign(this.#base + path, { method, headers, ...(body && { body }) });
    try {
      // Signed for one address: a redirect leads to another.
      return await fetch(signed, { redirect: 'manual', signal: AbortSignal.timeout(limitMs) });
    } catch (error) {
      throw this.#unreachable(error);
    }
  }

  /** The bytes of an answer with one of these statuses. */
  async #expect(answer: Response, statuses: readonly number[], maxBytes = 64 * 1024): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#bytesOf(answer, maxBytes);
    if (statuses.includes(answer.status)) return bytes;
    const [, code = ''] =
      /<Code>([A-Za-z0-9.]{1,60})<\/Code>/.exec(new TextDecoder().decode(bytes.subarray(0, 4_096))) ?? [];
    const said = `it answers ${answer.status}${code === '' ? '' : ` (${code})`}`;
    if (answer.status >= 500 || answer.status === 429) throw this.#unreachable(new Error(said));
    throw this.#refused(said);
  }

  async #bytesOf(answer: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const parts: Uint8Array[] = [];
    let sizeBytes = 0;
    try {
      for await (const part of answer.body ?? []) {
        sizeBytes += part.length;
        if (sizeBytes > maxBytes) throw this.#refused(`it answers with more than ${maxBytes} bytes`);
        parts.push(part);
      }
    } catch (error) {
      throw error instanceof BlobError ? error : this.#unreachable(error);
    }
    return Uint8Array.from(Buffer.concat(parts));
  }

  #unreachable(cause: unknown): BlobError {
    const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    const reason = inner instanceof Error ? inner.message || inner.name : String(inner);
    return new BlobError('bucket-unreachable', `${this.#where} cannot be reached: ${reason}`, {
      hint: 'see that the service runs and can be reached from here; what waits for it is tried again',
      retryable: true,
      cause,
    });
  }

  #refused(said: string): BlobError {
    return new BlobError('bucket-refused', `${this.#where} does not do what it is asked: ${said}`, {
      hint: 'see that the bucket exists, that the region is right and the key may read, write, list and delete there',
    });
  }
}

function prefixOf(sha256: string): string {
  checkSha256(sha256);
  return `${sha256.slice(0, 2)}/${sha256}.`;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
