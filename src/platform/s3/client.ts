import { createHash } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { AwsV4Signer } from 'aws4fetch';
import { Agent, type Dispatcher } from 'undici';
import { addressOf, type BucketPlace, type Query, whereIs } from './address.ts';
import type { S3Answer } from './answer.ts';
import type { S3Error } from './error.ts';
import { type Asked, brokenOff, failureOf } from './failure.ts';

/** One request to a bucket. */
export interface S3Request {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** The object's key; the bucket itself without. */
  readonly key?: string;
  readonly query?: Query;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  /** Longest answer that is read, 64 KiB by default; what it refuses with may always be that long. */
  readonly maxBytes?: number;
  /** Asks as anybody would, without the key. */
  readonly isAnonymous?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** How a client behaves. */
export interface S3ClientOptions {
  /** Connections at once; 8 by default. */
  readonly connections?: number;
  /** What this machine's clock says. */
  readonly now?: () => Date;
  /** How long the service may say nothing, in the middle of an exchange too. */
  readonly silenceMs?: number;
  /** How names of hosts become addresses; as the system does it by default. */
  readonly lookup?: LookupFunction;
}

const CONNECT_MS = 15_000;
const SILENCE_MS = 60_000;
/** An exchange may not be slower than this in all: a byte now and then is silence as well. */
const MIN_BYTES_A_MS = 2;
const MAX_ANSWER_BYTES = 64 * 1024;
/** Larger bodies are handed on in parts of this size, so that silence can be told from a slow line. */
const CHUNK_BYTES = 64 * 1024;
const NO_BYTES = createHash('sha256').digest('hex');

/**
 * Asks a bucket of any service that speaks S3 (Amazon S3 API, 2006-03-01; AWS Signature Version 4).
 *
 * Calls may run at once. Nothing is retried, no redirect is followed (what is signed is signed for one address), and a body is
 * sent with its SHA-256 and MD5, so that the service refuses one that changed on the way.
 */
export class S3Client {
  readonly place: BucketPlace;
  /** The bucket and the service, for messages. */
  readonly where: string;
  readonly #agent: Agent;
  readonly #now: () => Date;
  /** Signing keys of the day. */
  readonly #cache = new Map<string, ArrayBuffer>();

  constructor(place: BucketPlace, options: S3ClientOptions = {}) {
    const { connections = 8, now = () => new Date(), silenceMs = SILENCE_MS, lookup } = options;
    this.place = place;
    this.where = whereIs(place);
    this.#now = now;
    this.#agent = new Agent({
      connections,
      pipelining: 1,
      connect: { timeout: Math.min(CONNECT_MS, silenceMs), ...(lookup && { lookup }) },
      headersTimeout: silenceMs,
      bodyTimeout: silenceMs,
    });
  }

  /**
   * The answer, whatever its status.
   * @throws S3Error `s3-unreachable`, `s3-not-proven`; the reason of an aborted signal
   */
  async ask(request: S3Request): Promise<S3Answer> {
    return (await this.#exchange(request)).answer;
  }

  /**
   * The answer, if it has one of these statuses.
   * @throws S3Error; the reason of an aborted signal
   */
  async expect(request: S3Request, statuses: readonly number[]): Promise<S3Answer> {
    const { answer, asked } = await this.#exchange(request);
    if (!statuses.includes(answer.status)) throw failureOf(answer, asked);
    return answer;
  }

  /** The error that an answer stands for which was got by `ask`. */
  failure(answer: S3Answer): S3Error {
    return failureOf(answer, { where: this.where, region: this.place.region, signedAt: this.#now() });
  }

  /** Lets go of the connections. */
  async close(): Promise<void> {
    await this.#agent.destroy().catch(() => {});
  }

  async #exchange(request: S3Request): Promise<{ readonly answer: S3Answer; readonly asked: Asked }> {
    const { method, key = '', query = {}, body, signal, maxBytes = MAX_ANSWER_BYTES } = request;
    signal?.throwIfAborted();
    const url = addressOf(this.place, key, query);
    const signedAt = this.#now();
    const limit = new AbortController();
    const stop = (): void => limit.abort(signal?.reason);
    const limitMs = SILENCE_MS + ((body?.length ?? 0) + maxBytes) / MIN_BYTES_A_MS;
    const timer = setTimeout(() => limit.abort(new Error('too slow')), limitMs);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const answer = await this.#agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method,
        headers: await this.#headersOf(request, url, signedAt),
        ...(body !== undefined && { body: body.length > CHUNK_BYTES ? Readable.from(chunksOf(body)) : body }),
        signal: limit.signal,
      });
      return {
        answer: await readAnswer(answer, maxBytes),
        asked: { where: this.where, region: this.place.region, signedAt },
      };
    } catch (error) {
      signal?.throwIfAborted();
      throw brokenOff(this.where, error);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }

  async #headersOf(request: S3Request, url: URL, signedAt: Date): Promise<Record<string, string>> {
    const { method, body, isAnonymous = false } = request;
    const headers: Record<string, string> = { ...request.headers };
    if (body !== undefined) {
      headers['content-length'] = String(body.length);
      headers['content-md5'] ??= createHash('md5').update(body).digest('base64');
    }
    if (isAnonymous) return headers;
    headers['x-amz-content-sha256'] = body === undefined ? NO_BYTES : createHash('sha256').update(body).digest('hex');
    const { keyId, key, region } = this.place;
    const signed = await new AwsV4Signer({
      method,
      url: url.href,
      headers,
      accessKeyId: keyId,
      secretAccessKey: key,
      service: 's3',
      region,
      cache: this.#cache,
      datetime: signedAt.toISOString().replace(/[:-]|\.\d{3}/g, ''),
    }).sign();
    return Object.fromEntries(signed.headers);
  }
}

function* chunksOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

async function readAnswer(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  wantedBytes: number,
): Promise<S3Answer> {
  // A stream that breaks after we turned away from it must not end the process.
  body.on('error', () => {});
  const named = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) named.set(name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value);
  }
  const declaredBytes = Number(named.get('content-length') ?? 0);
  const maxBytes = statusCode < 300 ? wantedBytes : MAX_ANSWER_BYTES;
  const answer = { status: statusCode, headers: named };
  const isOver = declaredBytes > maxBytes;
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  if (!isOver) {
    for await (const part of body as AsyncIterable<Uint8Array>) {
      sizeBytes += part.length;
      if (sizeBytes > maxBytes) break;
      parts.push(part);
    }
  }
  if (isOver || sizeBytes > maxBytes) {
    body.destroy();
    return { ...answer, bytes: null, sizeBytes: Math.max(declaredBytes, sizeBytes) };
  }
  return { ...answer, bytes: Uint8Array.from(Buffer.concat(parts)), sizeBytes };
}
