import {
  deleteObject,
  getObject,
  listObjects,
  listVersions,
  putObject,
  type S3Client,
} from '../../platform/s3/index.ts';
import {
  type Carrier,
  type CarrierCapabilities,
  type CarrierFile,
  CarryError,
  fileTooLarge,
  pathRefused,
} from '../carrier.ts';
import { MARKER } from '../claim.ts';
import { isEditionPath } from '../layout.ts';
import { s3Fault } from './s3-faults.ts';
import { type Encoding, isEncoded, maxStoredBytes, ownBytes, storedForm } from './stored-as.ts';

/** How many requests may be under way at once: services answer many, and each waits mostly for the way there and back. */
export const CALLS_AT_ONCE = 16;

/** What a bucket is carried to with. Made by `openS3Carrier`, which sees to it that the place is ours to write to. */
export interface S3CarrierParts {
  readonly name: string;
  readonly client: S3Client;
  /** Empty, or ending in a slash. */
  readonly prefix: string;
  readonly encoding: Encoding;
  /** Whether the bucket keeps old versions of what is replaced and deleted. */
  readonly keepsVersions: boolean;
  /** What the marker is to hold, written before the first change; null when it is there already. */
  readonly claim: string | null;
}

/**
 * A bucket as a carrier.
 *
 * - An object appears whole or not at all, with the type and cache headers of `servedAs`; pages and feeds compressed.
 * - Keys that are no edition paths below the prefix are neither listed nor touched.
 * - In a bucket that keeps versions, whatever is replaced or removed is removed in all its older versions as well: who knows
 *   the name of a version could go on reading what was withdrawn. A bucket that does not allow that is no carrier
 *   (`carrier-forbidden`, before the first change).
 */
export class S3Carrier implements Carrier {
  readonly name: string;
  readonly #client: S3Client;
  readonly #prefix: string;
  readonly #encoding: Encoding;
  readonly #claimText: string | null;
  #keepsVersions: boolean;
  #claim: Promise<void> | null;

  constructor({ name, client, prefix, encoding, keepsVersions, claim }: S3CarrierParts) {
    this.name = name;
    this.#client = client;
    this.#prefix = prefix;
    this.#encoding = encoding;
    this.#keepsVersions = keepsVersions;
    this.#claimText = claim;
    this.#claim = claim === null ? Promise.resolve() : null;
  }

  get capabilities(): CarrierCapabilities {
    return { canList: true, callsAtOnce: CALLS_AT_ONCE, appears: 'each', keepsFormer: this.#keepsVersions };
  }

  async *list(signal?: AbortSignal): AsyncIterable<CarrierFile> {
    try {
      for await (const { key, sizeBytes } of listObjects(this.#client, this.#prefix, signal)) {
        const path = key.slice(this.#prefix.length);
        if (isEditionPath(path)) yield { path, sizeBytes: isEncoded(path, this.#encoding) ? null : sizeBytes };
      }
    } catch (error) {
      throw s3Fault(this.name, 'the list', error);
    }
  }

  async read(path: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array | null> {
    this.#admit(path, signal);
    return this.#told(path, async () => {
      const answer = await getObject(this.#client, this.#prefix + path, maxStoredBytes(path, maxBytes), signal);
      if (answer === null) return null;
      const bytes = await ownBytes(answer, maxBytes);
      if (bytes === null) throw fileTooLarge(this.name, path, Math.max(answer.sizeBytes, maxBytes + 1), maxBytes);
      return bytes;
    });
  }

  async write(path: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    this.#admit(path, signal);
    const { body, headers } = await storedForm(path, bytes, this.#encoding);
    await this.#claimPlace(signal);
    await this.#told(path, () => this.#put(path, body, headers, signal));
  }

  async remove(path: string, signal?: AbortSignal): Promise<void> {
    this.#admit(path, signal);
    await this.#told(path, async () => {
      const { isOnlyMarked } = await deleteObject(this.#client, this.#prefix + path, { signal });
      if (isOnlyMarked) this.#keepsVersions = true;
      if (this.#keepsVersions) await this.#removeVersions(path, null, signal);
    });
  }

  async settle(): Promise<void> {
    // A bucket shows each object as soon as it is put.
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  #admit(path: string, signal: AbortSignal | undefined): void {
    signal?.throwIfAborted();
    if (!isEditionPath(path)) throw pathRefused(this.name, path, 'it is not a path of an edition');
  }

  async #told<T>(what: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw s3Fault(this.name, what, error);
    }
  }

  async #put(
    path: string,
    body: Uint8Array<ArrayBuffer>,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const versionId = await putObject(this.#client, this.#prefix + path, body, headers, signal);
    if (versionId !== null) this.#keepsVersions = true;
    if (this.#keepsVersions) await this.#removeVersions(path, versionId ?? 'latest', signal);
  }

  /** Removes every version of a file but one: that of an id, the latest, or none. */
  async #removeVersions(path: string, kept: string | 'latest' | null, signal: AbortSignal | undefined): Promise<void> {
    const key = this.#prefix + path;
    try {
      const old: string[] = [];
      for await (const { versionId, isLatest, isMarker } of listVersions(this.#client, key, signal)) {
        // The mark that it was deleted holds nothing of it; and Swift never ends its answer to who removes the newest one.
        const isKept = kept === 'latest' ? isLatest : versionId === kept || (kept === null && isLatest && isMarker);
        if (!isKept) old.push(versionId);
      }
      for (const versionId of old) await deleteObject(this.#client, key, { versionId, signal });
    } catch (error) {
      const fault = s3Fault(this.name, path, error);
      if (!(fault instanceof CarryError) || fault.retryable) throw fault;
      throw new CarryError(
        'carrier-forbidden',
        `${this.name}: ${path}: older versions stay readable: ${fault.message}`,
        {
          hint: 'switch versions and object lock off for this bucket, or let the key list and delete versions',
          cause: error,
        },
      );
    }
  }

  /** Once, before the first change: from then on the bucket says whose it is, even if we die before `head` is there. */
  #claimPlace(signal: AbortSignal | undefined): Promise<void> {
    this.#claim ??= this.#told(MARKER, async () => {
      const put = () =>
        this.#put(MARKER, Uint8Array.from(new TextEncoder().encode(this.#claimText ?? '')), MARKED_AS, signal);
      await put();
      // Once more, so that there is an older version: whether those can be removed is known before anything is published.
      if (this.#keepsVersions) await put();
    }).catch((error: unknown) => {
      this.#claim = null;
      throw error;
    });
    return this.#claim;
  }
}

const MARKED_AS = { 'content-type': 'text/plain;charset=utf-8', 'cache-control': 'no-cache' };
