import { type LookupAddress, lookup as lookupName } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { explainFailure, HttpError, showAddress } from './http-error.ts';
import { ACCEPT_ENCODING, readInflated } from './inflate.ts';
import { isPrivateAddress } from './private-addresses.ts';

/** What one fetch may cost. */
export interface FetchLimits {
  /** Largest body taken, counted after inflation. */
  readonly maxBytes: number;
  /** Until the headers of an answer are there. */
  readonly firstByteMs: number;
  /** Longest silence between two parts of a body. */
  readonly idleMs: number;
  /** For the whole fetch, redirects included: what stops a server that trickles a byte a minute. */
  readonly totalMs: number;
}

/** One fetch. Headers are sent as given; only GET and HEAD exist here. */
export interface FetchOptions extends Partial<FetchLimits> {
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** An answer of any status, read to its end. */
export interface FetchAnswer {
  readonly status: number;
  /** Lower-case names; a header sent several times is joined with `, `. */
  readonly headers: ReadonlyMap<string, string>;
  /** Inflated. Empty for 304 and HEAD, whatever the server sent. */
  readonly bytes: Uint8Array;
  /** Where the answer came from, after redirects. */
  readonly address: string;
  /** True when every redirect on the way was a permanent one (301, 308); false when there was none. */
  readonly movedPermanently: boolean;
}

/** Fetches one address. Throws {@link HttpError}; see {@link openClient} for the rules. */
export type Fetch = (address: string, options?: FetchOptions) => Promise<FetchAnswer>;

/** The guarded client. Calls may run at once; nothing is retried. */
export interface Client {
  readonly fetch: Fetch;
  close(): Promise<void>;
}

/** How a client behaves. */
export interface ClientOptions {
  /** Default: `tamizdat`. */
  readonly userAgent?: string;
  /**
   * Names what may be fetched although it lies in a private network. Gets host and port as `URL.host` has them
   * (`127.0.0.1:8080`, `intranet.example`), so that allowing one service does not open its neighbours.
   */
  readonly allowPrivate?: (host: string) => boolean;
  readonly limits?: Partial<FetchLimits>;
  /** Time limit of connecting, TLS included. */
  readonly connectMs?: number;
}

const DEFAULTS: FetchLimits = { maxBytes: 10_000_000, firstByteMs: 20_000, idleMs: 15_000, totalMs: 60_000 };
const MAX_REDIRECTS = 5;
const MAX_ADDRESS = 8_000;

/**
 * Opens the client that fetches feeds, pages and media from the world, for people who did not choose every address
 * themselves: feeds name pages, pages name pictures, redirects name anything.
 *
 * Only http and https, no user names or passwords in addresses, no cookies, no referrer. Hosts that resolve to private
 * addresses are refused **at connection time**, so that a name that changes its answer between check and use (DNS
 * rebinding) gains nothing. Redirects are followed here, at most five, each checked like the first address.
 *
 * @throws HttpError from `fetch`, with the address in its message
 * @example
 * const client = openClient({ allowPrivate: (host) => host === '127.0.0.1:8080' });
 * const { status, bytes } = await client.fetch('https://courier.example/feed.xml', { maxBytes: 10_000_000 });
 */
export function openClient(options: ClientOptions = {}): Client {
  const allowed = options.allowPrivate ?? (() => false);
  const timeout = options.connectMs ?? 10_000;
  const open = buildConnector({ timeout });
  const guarded = buildConnector({ timeout, lookup: lookupPublic });
  const agent = new Agent({
    // One connector for both: undici keeps connections by origin, and an origin is either allowed or it is not.
    connect: (target, callback) => {
      const host = new URL(`${target.protocol}//${target.host ?? target.hostname}`).host;
      return allowed(host) ? open(target, callback) : guarded(target, callback);
    },
    keepAliveTimeout: 4_000,
    connections: 4,
    pipelining: 1,
  });
  const userAgent = options.userAgent ?? 'tamizdat';

  async function ask(url: URL, request: FetchOptions, limits: FetchLimits, signal: AbortSignal) {
    const answer = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method ?? 'GET',
      headers: { accept: '*/*', ...request.headers, 'user-agent': userAgent, 'accept-encoding': ACCEPT_ENCODING },
      headersTimeout: limits.firstByteMs,
      bodyTimeout: limits.idleMs,
      signal,
    });
    const headers = new Map<string, string>();
    for (const [name, value] of Object.entries(answer.headers)) {
      if (value !== undefined) headers.set(name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value);
    }
    // A stream that breaks after we turned away from it must not end the process.
    answer.body.on('error', () => {});
    return { status: answer.statusCode, headers, body: answer.body };
  }

  async function follow(address: string, request: FetchOptions, limits: FetchLimits, signal: AbortSignal) {
    const asked: string[] = [];
    let permanent = true;
    for (let next = address; ; ) {
      const url = checkAddress(next, allowed, asked.at(-1));
      asked.push(url.href);
      const answer = await ask(url, request, limits, signal);
      const location = answer.headers.get('location');
      if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) {
        const bodyless = answer.status === 304 || answer.status === 204 || request.method === 'HEAD';
        if (bodyless) answer.body.destroy();
        const bytes = bodyless
          ? new Uint8Array(0)
          : await readInflated(answer.body, answer.headers.get('content-encoding') ?? '', limits.maxBytes, url.href);
        return {
          status: answer.status,
          headers: answer.headers,
          bytes,
          address: url.href,
          movedPermanently: asked.length > 1 && permanent,
        };
      }
      answer.body.destroy();
      permanent &&= answer.status === 301 || answer.status === 308;
      if (!URL.canParse(location, url)) {
        throw new HttpError('bad-answer', `${showAddress(url)}: redirects to something that is no address`);
      }
      next = new URL(location, url).href;
      const target = stripFragment(next);
      if (asked.map(stripFragment).includes(target) || asked.length > MAX_REDIRECTS) {
        const way = [...asked, next].map(showAddress).join(' → ');
        throw new HttpError('redirect-loop', `${showAddress(address)}: redirects lead nowhere: ${way}`, {
          hint: 'open the address in a browser and give the one it ends at',
        });
      }
    }
  }

  return {
    async fetch(address, request = {}) {
      const limits: FetchLimits = { ...DEFAULTS, ...definedOf(options.limits), ...definedOf(request) };
      const total = AbortSignal.timeout(limits.totalMs);
      const signal = request.signal === undefined ? total : AbortSignal.any([request.signal, total]);
      try {
        return await follow(address, request, limits, signal);
      } catch (error) {
        if (error instanceof HttpError) throw error;
        const shown = showAddress(address);
        if (request.signal?.aborted === true) {
          throw new HttpError('aborted', `${shown}: stopped`, { retryable: true, cause: error });
        }
        if (total.aborted) {
          const seconds = Math.round(limits.totalMs / 1000);
          throw new HttpError('timeout', `${shown}: not finished after ${seconds} s`, {
            retryable: true,
            cause: error,
          });
        }
        throw explainFailure(error, address);
      }
    },
    close: () => agent.destroy(),
  };
}

/** The limits a caller gave; an `undefined` must not overwrite a default. */
function definedOf(limits: Partial<FetchLimits> = {}): Partial<FetchLimits> {
  const names = ['maxBytes', 'firstByteMs', 'idleMs', 'totalMs'] as const;
  return Object.fromEntries(names.filter((name) => limits[name] !== undefined).map((name) => [name, limits[name]]));
}

function stripFragment(address: string): string {
  return address.split('#')[0] ?? address;
}

function checkAddress(address: string, allowed: (host: string) => boolean, from: string | undefined): URL {
  const way = from === undefined ? '' : ` (redirected from ${showAddress(from)})`;
  const refuse = (why: string): never => {
    throw new HttpError('refused-address', `${showAddress(address)}${way}: ${why}`, {
      hint: 'only public http and https addresses are fetched',
    });
  };
  if (address.length > MAX_ADDRESS || !URL.canParse(address)) return refuse('not an address');
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuse('not an http or https address');
  if (url.username !== '' || url.password !== '') return refuse('an address with a user name or password');
  // Names are checked when they are looked up; numbers never are, so they are checked here.
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && isPrivateAddress(literal) && !allowed(url.host)) {
    return refuse('an address inside a private network');
  }
  return url;
}

/** Looks a name up and refuses it when any of its addresses is private. The connection uses this very answer. */
const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookupName(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, '', 0);
    const addresses: LookupAddress[] = Array.isArray(found) ? found : [];
    const [first] = addresses;
    if (first === undefined || addresses.some((each) => isPrivateAddress(each.address))) {
      const refused = new HttpError('refused-address', `${hostname}: leads into a private network`, {
        hint: 'only public http and https addresses are fetched',
      });
      return callback(refused, '', 0);
    }
    return options.all === true ? callback(null, addresses) : callback(null, first.address, first.family);
  });
};
