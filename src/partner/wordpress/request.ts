// Not the one of Node: where a site hangs up at the wrong moment, that of Node 24 ends the process.
import { fetch, type Response } from 'undici';
import { PartnerError } from '../error.ts';
import { refusalOf } from './refusal.ts';

/** Where a site is and as whom it is entered. */
export interface SiteAccess {
  /** Address of the site, ending in `/`. */
  readonly address: string;
  readonly user: string;
  /** The application password; secret. */
  readonly password: string;
}

/** How long the parts of a conversation may take, in milliseconds. */
export interface SiteLimits {
  readonly answerMs: number;
  readonly uploadMs: number;
}

/** An answer of the site's interface that is not a refusal. */
export interface SiteAnswer {
  readonly status: number;
  readonly value: unknown;
}

/** What is asked of the site's interface. */
export interface SiteRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** A file in place of JSON. */
  readonly file?: { readonly bytes: Uint8Array; readonly type: string; readonly name: string };
  /** A 404 is an answer, not an error. */
  readonly mayMiss?: boolean;
}

/** Longer answers are no answer of the interface. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const USUAL: SiteLimits = { answerMs: 45_000, uploadMs: 180_000 };
const MAX_REDIRECTS = 3;

/** How a site is talked to. Nothing is retried, no redirect of the interface is followed: it would take the password along. */
export class SiteClient {
  readonly host: string;
  readonly #access: SiteAccess;
  readonly #limits: SiteLimits;
  readonly #signal: AbortSignal | undefined;

  constructor(
    access: SiteAccess,
    { limits = {}, signal }: { limits?: Partial<SiteLimits>; signal?: AbortSignal } = {},
  ) {
    this.#access = access;
    this.host = new URL(access.address).host;
    this.#limits = { ...USUAL, ...limits };
    this.#signal = signal;
  }

  /**
   * Asks the interface below `/wp-json/`.
   * @throws PartnerError for everything but an answer of 200 to 299 in JSON; the reason of an aborted signal
   */
  async ask(path: string, request: SiteRequest = {}): Promise<SiteAnswer> {
    const { method = 'GET', query = {}, json, file, mayMiss = false } = request;
    const { address, user, password } = this.#access;
    const url = new URL(`wp-json/${path}`, address);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const headers: Record<string, string> = {
      accept: 'application/json',
      authorization: `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`,
      'user-agent': 'tamizdat',
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(file && { 'content-type': file.type, 'content-disposition': `attachment; filename="${file.name}"` }),
    };
    const body = json === undefined ? file && new Uint8Array(file.bytes) : JSON.stringify(json);
    const timeMs = file === undefined ? this.#limits.answerMs : this.#limits.uploadMs;
    const { answer, text } = await this.#fetch(url, { method, headers, ...(body !== undefined && { body }) }, timeMs);
    const value = parsed(text);
    if (mayMiss && answer.status === 404 && value !== undefined) return { status: 404, value };
    if (answer.ok && value !== undefined) return { status: answer.status, value };
    throw refusalOf(this.host, answer, value);
  }

  /** Reads a public page as a reader's browser does: without our password, led on within the same host only. */
  async readPage(address: string): Promise<{ readonly status: number; readonly text: string }> {
    let url = new URL(address);
    // The address is the site's own word: nobody is to be led to another machine of this network by it.
    if (bareHost(url.host) !== bareHost(this.host)) {
      throw new PartnerError('partner-moved', `${this.host} says that its posts are on ${url.host}`, {
        hint: 'write the address that the site has in a browser into the settings',
      });
    }
    for (let redirects = 0; ; redirects += 1) {
      const headers = { accept: 'text/html', 'user-agent': 'tamizdat', 'cache-control': 'no-cache' };
      const { answer, text } = await this.#fetch(url, { headers }, this.#limits.answerMs);
      const location = answer.headers.get('location');
      if (answer.status < 300 || answer.status > 399 || location === null || !URL.canParse(location, url))
        return { status: answer.status, text };
      const next = new URL(location, url);
      if (bareHost(next.host) !== bareHost(url.host) || redirects === MAX_REDIRECTS)
        return { status: answer.status, text: '' };
      url = next;
    }
  }

  async #fetch(
    url: URL,
    init: { method?: string; headers: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> },
    timeMs: number,
  ): Promise<{ readonly answer: Response; readonly text: string }> {
    const signal = AbortSignal.any([AbortSignal.timeout(timeMs), ...(this.#signal ? [this.#signal] : [])]);
    try {
      const answer = await fetch(url, { ...init, redirect: 'manual', signal });
      return { answer, text: await this.#read(answer) };
    } catch (cause) {
      if (cause instanceof PartnerError) throw cause;
      this.#signal?.throwIfAborted();
      throw new PartnerError('partner-unreachable', `${this.host} does not answer`, {
        hint: 'look whether the site opens in a browser here; this is tried again by itself',
        retryable: true,
        cause,
      });
    }
  }

  async #read(answer: Response): Promise<string> {
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of answer.body ?? []) {
      length += part.length;
      if (length > MAX_ANSWER_BYTES) {
        throw new PartnerError('answer-too-large', `${this.host} answers with more than ${MAX_ANSWER_BYTES} bytes`, {
          hint: 'that is no answer of WordPress; look at the site in a browser',
        });
      }
      parts.push(part);
    }
    return Buffer.concat(parts).toString('utf8');
  }
}

/** Many sites answer under their name with and without `www.`. */
const bareHost = (host: string): string => host.replace(/^www\./, '');

/** Undefined for what is no JSON. Some plug-ins print a warning in front of it; that is not mended here. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
  } catch {
    return undefined;
  }
}
