import { Agent } from 'undici';
import { explainFailure, HttpError, readInflated, showAddress } from '../../platform/http/index.ts';
import { CarryError, pathRefused } from '../carrier.ts';
import { isEditionPath } from '../layout.ts';

const CONNECT_MS = 15_000;
const FIRST_BYTE_MS = 20_000;
const IDLE_MS = 20_000;
const TOTAL_MS = 120_000;
const MAX_REDIRECTS = 3;
const REDIRECTS = [301, 302, 303, 307, 308];
/** So many files are asked for at once: a reader opens about as many. */
export const READS_AT_ONCE = 4;

/** What a public address answers for a path. */
export interface PublicAnswer {
  readonly status: number;
  /** Names in lower case. A header that came several times is joined with commas. */
  readonly headers: ReadonlyMap<string, string>;
  /** Inflated; `longer` when there was more than asked for. Empty where there is nothing to read. */
  readonly bytes: Uint8Array | 'longer';
}

/** What is asked for along with a path. */
export interface Asking {
  readonly maxBytes: number;
  /** `Accept-Encoding`; `identity` by default. */
  readonly encoding?: string;
  /** `Origin`, as the reader app on another site would send it. */
  readonly origin?: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The public address of a carrier, asked as browsers ask. It is not trusted: answers are capped, no cookie is kept, and no
 * redirect to another host is followed. `Cache-Control: no-cache` asks caches on the way for what is there now; the path is
 * never made unlike others by a query, because readers would not get that answer. A host that is set on it can tell these
 * requests from those of readers all the same: what nobody tells apart is what readers themselves verify.
 */
export class PublicAddress {
  /** Ends in a slash. */
  readonly href: string;
  readonly #agent: Agent;

  /** @param href absolute http or https address of the folder that holds the edition, ending in a slash */
  constructor(href: string) {
    const url = URL.canParse(href) ? new URL(href) : null;
    if (url === null || !/^https?:$/.test(url.protocol) || !url.pathname.endsWith('/') || url.search || url.hash) {
      throw new CarryError('path-refused', `${showAddress(href)} is not the public address of a folder`, {
        hint: 'write it as readers open it, with https:// and a slash at the end',
      });
    }
    if (url.username !== '' || url.password !== '') {
      throw new CarryError('path-refused', `${showAddress(href)}: a public address has no user and no password`, {
        hint: 'give the address as readers open it',
      });
    }
    this.href = url.href;
    this.#agent = new Agent({
      connect: { timeout: CONNECT_MS },
      headersTimeout: FIRST_BYTE_MS,
      bodyTimeout: IDLE_MS,
      connections: READS_AT_ONCE,
      pipelining: 1,
    });
  }

  /**
   * Asks for an edition path, or for a folder (a path that ends in a slash, or '').
   * @throws CarryError `carrier-unreachable` (retryable), `carrier-not-proven` for a certificate, `carrier-failed`; the
   * reason of an aborted signal
   */
  async ask(path: string, asking: Asking): Promise<PublicAnswer> {
    if (path !== '' && !isEditionPath(path.replace(/\/$/, ''))) {
      throw pathRefused(this.href, path, 'it is not a path of an edition');
    }
    asking.signal?.throwIfAborted();
    const limit = AbortSignal.timeout(TOTAL_MS);
    const signal = asking.signal === undefined ? limit : AbortSignal.any([asking.signal, limit]);
    let url = new URL(path, this.href);
    try {
      for (let hops = 0; ; hops += 1) {
        const answer = await this.#get(url, asking, signal);
        const location = answer.headers.get('location');
        if (!REDIRECTS.includes(answer.status) || location === undefined) return answer;
        url = this.#follow(url, location, hops);
      }
    } catch (error) {
      asking.signal?.throwIfAborted();
      throw publicFault(error, url.href, limit.aborted);
    }
  }

  /** Lets go of connections; nothing is asked after it. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #get(url: URL, { maxBytes, encoding, origin }: Asking, signal: AbortSignal): Promise<PublicAnswer> {
    const { statusCode, headers, body } = await this.#agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: 'GET',
      headers: {
        accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
        'user-agent': 'Mozilla/5.0',
        'accept-encoding': encoding ?? 'identity',
        'cache-control': 'no-cache',
        ...(origin === undefined ? {} : { origin }),
      },
      signal,
    });
    // A stream that breaks after we turned away from it must not end the process.
    body.on('error', () => {});
    const found = new Map<string, string>();
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) found.set(name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value);
    }
    if (statusCode !== 200) {
      body.destroy();
      return { status: statusCode, headers: found, bytes: new Uint8Array() };
    }
    try {
      const bytes = await readInflated(body, found.get('content-encoding') ?? '', maxBytes, url.href);
      return { status: statusCode, headers: found, bytes };
    } catch (error) {
      if (!(error instanceof HttpError) || error.code !== 'too-large') throw error;
      return { status: statusCode, headers: found, bytes: 'longer' };
    }
  }

  /** Where a redirect leads, when it stays on this host: from http to https, or to the spelling that the host prefers. */
  #follow(from: URL, location: string, hops: number): URL {
    const to = URL.canParse(location, from) ? new URL(location, from) : null;
    const isHere =
      to !== null &&
      to.hostname === from.hostname &&
      (to.protocol === 'https:' || (to.protocol === 'http:' && from.protocol === 'http:'));
    if (isHere && hops < MAX_REDIRECTS) return to;
    throw new CarryError(
      'carrier-failed',
      `${showAddress(from)}: redirects ${isHere ? 'without end' : `to ${showAddress(location)}`}`,
      { hint: 'give the address that readers end at, with a slash at the end' },
    );
  }
}

function publicFault(error: unknown, address: string, isOutOfTime: boolean): CarryError {
  if (error instanceof CarryError) return error;
  if (isOutOfTime) {
    return new CarryError('carrier-unreachable', `${showAddress(address)}: not finished in time`, {
      retryable: true,
      cause: error,
    });
  }
  const { code, message, hint, retryable } = explainFailure(error, address);
  const known = { tls: 'carrier-not-proven', 'bad-answer': 'carrier-failed' } as const;
  const carryCode = code === 'tls' || code === 'bad-answer' ? known[code] : 'carrier-unreachable';
  return new CarryError(carryCode, message, { hint, retryable, cause: error });
}
