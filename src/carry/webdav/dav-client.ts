import { randomBytes } from 'node:crypto';
import { Agent, type Dispatcher } from 'undici';
import { CarryError, fileTooLarge } from '../carrier.ts';
import type { WebdavTarget } from '../target.ts';
import { type DavChallenge, parseChallenges } from './dav-challenge.ts';
import { digestAuthorization, rankOfDigest } from './dav-digest.ts';
import { davUnanswered } from './dav-faults.ts';

/** Time limits of a carrier over WebDAV. */
export interface DavLimits {
  readonly connectMs: number;
  /** How long a host may say nothing; while a file goes to it, as long more as a very slow line needs for it. */
  readonly silenceMs: number;
}

export const DAV_LIMITS: DavLimits = { connectMs: 15_000, silenceMs: 30_000 };

/** Slower than this a file does not go anywhere: 32 kbit/s. */
const SLOWEST_BYTES_PER_MS = 4;
/** So much of an answer that nobody reads is taken in, so that its connection serves again. */
const MAX_IGNORED_BYTES = 64 * 1024;
const TRIES = 3;

/** One request below the carrier's folder. */
export interface DavRequest {
  readonly method: 'PROPFIND' | 'GET' | 'PUT' | 'DELETE' | 'MKCOL' | 'MOVE';
  /** Absolute address. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly signal?: AbortSignal | undefined;
}

/** The beginning of an answer; its body is read with `readBody`, `partsOf` or thrown away with `ignoreBody`. */
export interface DavAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly sizeBytes: number | null;
  readonly body: Dispatcher.ResponseData['body'];
}

/**
 * Speaks HTTP with one host: enters where it is asked to (basic and digest, RFC 7617 and 7616), follows no redirect, repeats
 * nothing but what the host asked to be authorised.
 *
 * The library is undici, as for all that we fetch; the WebDAV libraries of npm bring an XML builder, a client of their own
 * and MD5 digests only, for six methods.
 *
 * A password goes over https, to this machine or to an onion address only; elsewhere digest alone is taken, which does
 * not tell it.
 */
export class DavClient {
  readonly #name: string;
  readonly #target: WebdavTarget;
  readonly #limits: DavLimits;
  readonly #agent: Agent;
  /** The challenge that is being answered, and how often it was. */
  #way: { readonly challenge: DavChallenge; count: number } | null = null;

  constructor(name: string, target: WebdavTarget, connections: number, limits: DavLimits) {
    this.#name = name;
    this.#target = target;
    this.#limits = limits;
    this.#agent = new Agent({
      connections,
      pipelining: 1,
      connect: { timeout: limits.connectMs },
      keepAliveTimeout: 4_000,
    });
  }

  /** @throws CarryError `carrier-unreachable`, `carrier-not-proven`; answers of every status are answers */
  async send(request: DavRequest): Promise<DavAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const way = this.#way;
      const answer = await this.#sendOnce(request, this.#authorization(request));
      if (answer.statusCode !== 401 || attempt === TRIES) return started(answer);
      const offered = parseChallenges(answer.headers['www-authenticate']);
      if (!this.#learn(offered, way)) return started(answer);
      await ignoreBody(started(answer));
    }
  }

  /** The whole body of an answer, which may have `maxBytes`. */
  async readBody(answer: DavAnswer, path: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array> {
    const { sizeBytes } = answer;
    if (sizeBytes !== null && sizeBytes > maxBytes) {
      answer.body.destroy();
      throw fileTooLarge(this.#name, path, sizeBytes, maxBytes);
    }
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of this.partsOf(answer, signal)) {
      length += part.length;
      if (length > maxBytes) throw fileTooLarge(this.#name, path, length, maxBytes);
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  /** The body of an answer, part by part. Whoever stops early ends it. */
  async *partsOf(answer: DavAnswer, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    try {
      for await (const part of answer.body) yield part as Uint8Array;
    } catch (error) {
      throw this.#unanswered(error, signal);
    } finally {
      answer.body.destroy();
    }
  }

  /** Ends all connections; never throws. */
  async close(): Promise<void> {
    await this.#agent.destroy().catch(() => {});
  }

  async #sendOnce(request: DavRequest, authorization: string | null): Promise<Dispatcher.ResponseData> {
    const { method, url, headers, body, signal } = request;
    signal?.throwIfAborted();
    const { silenceMs } = this.#limits;
    try {
      const answer = await this.#agent.request({
        origin: url.origin,
        path: url.pathname,
        method,
        headers: {
          'user-agent': 'tamizdat',
          accept: '*/*',
          // The bytes as they lie there.
          'accept-encoding': 'identity',
          ...headers,
          ...(authorization === null ? {} : { authorization }),
        },
        ...(body === undefined ? {} : { body }),
        headersTimeout: Math.ceil(silenceMs + (body?.length ?? 0) / SLOWEST_BYTES_PER_MS),
        bodyTimeout: silenceMs,
        ...(signal === undefined ? {} : { signal }),
      });
      // A stream that breaks after we turned away from it must not end the process.
      answer.body.on('error', () => {});
      return answer;
    } catch (error) {
      throw this.#unanswered(error, signal);
    }
  }

  #unanswered(error: unknown, signal: AbortSignal | undefined): unknown {
    if (signal?.aborted === true) return signal.reason;
    return error instanceof CarryError ? error : davUnanswered(this.#name, new URL(this.#target.folder).host, error);
  }

  #authorization({ method, url }: DavRequest): string | null {
    const { user = '', password = '' } = this.#target;
    if (this.#way === null) return null;
    const { challenge } = this.#way;
    if (challenge.scheme === 'basic') return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    this.#way.count += 1;
    return digestAuthorization(challenge, user, password, {
      method,
      uri: url.pathname,
      count: this.#way.count,
      clientNonce: randomBytes(16).toString('hex'),
    });
  }

  /**
   * Takes the best of the ways that are offered; false when the request is not to be made again: what was answered to is
   * offered once more, so it is the password that is wrong.
   */
  #learn(offered: readonly DavChallenge[], used: { readonly challenge: DavChallenge } | null): boolean {
    if (this.#target.user === undefined) return false;
    const best = offered
      .filter((each) => rankOfDigest(each) !== null)
      .toSorted((a, b) => (rankOfDigest(a) ?? 0) - (rankOfDigest(b) ?? 0))[0];
    const basic = offered.find(({ scheme }) => scheme === 'basic');
    if (best !== undefined) {
      const isStale = best.parameters.get('stale')?.toLowerCase() === 'true';
      // Another call may have been told of a new nonce meanwhile.
      if (used !== null && !isStale && this.#way?.challenge === used.challenge) return false;
      if (used === null || this.#way?.challenge === used.challenge) this.#way = { challenge: best, count: 0 };
      return true;
    }
    if (basic === undefined || used !== null) return false;
    if (!isUnheard(new URL(this.#target.folder))) {
      throw new CarryError(
        'carrier-not-proven',
        `${this.#name}: ${new URL(this.#target.folder).host} asks for the password in the clear, over http`,
        { hint: 'nothing was sent; name the https address of the host, or have it ask by digest' },
      );
    }
    this.#way = { challenge: basic, count: 0 };
    return true;
  }
}

/** Whether nobody in between hears what is sent there: a password may be. */
export function isUnheard({ protocol, hostname }: URL): boolean {
  const isOwn = hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
  return protocol === 'https:' || isOwn || hostname.endsWith('.onion');
}

function started({ statusCode, headers, body }: Dispatcher.ResponseData): DavAnswer {
  const [location, length] = [headers.location, headers['content-length']];
  return {
    status: statusCode,
    location: typeof location === 'string' ? location : undefined,
    sizeBytes: typeof length === 'string' && /^\d{1,15}$/.test(length) ? Number(length) : null,
    body,
  };
}

/** Lets go of the rest of an answer. */
export async function ignoreBody({ body }: DavAnswer): Promise<void> {
  await body.dump({ limit: MAX_IGNORED_BYTES }).catch(() => {});
}
