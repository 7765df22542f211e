import type { fetch, Response } from 'undici';

/** One request to an engine. */
export interface Ask {
  /** Absolute http(s) address. */
  readonly address: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent by POST; absent: GET. */
  readonly body?: string;
}

/** Why a request gave nothing. */
export interface Fault {
  /** What happened, without the name of the engine: `no answer within 20 s`. Never holds the key. */
  readonly sentence: string;
  /** `texts`: others may do better. `engine`: nothing will be had from it now. */
  readonly scope: 'texts' | 'engine';
  /** The same request may succeed soon. */
  readonly isPassing: boolean;
  /** How long the engine asked to be left alone. */
  readonly waitMs?: number;
}

/** What came of a request. */
export type Asked = { readonly json: unknown } | { readonly fault: Fault };

/** Sends one request; rejects only when the caller's signal is aborted. */
export type Send = (ask: Ask) => Promise<Asked>;

/** What {@link openSend} needs to know. */
export interface SendOptions {
  readonly fetch: typeof fetch;
  /** For one request, its answer included. */
  readonly timeoutMs: number;
  /** Ends everything: aborted by whoever asked for the translation, or when its time is over. */
  readonly signal: AbortSignal;
  /** What must not appear in any sentence. */
  readonly key: string | undefined;
}

/** Far more than the largest batch can become, and what a broken engine may cost. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
/** What is shown of what an engine says about itself. */
const MAX_QUOTE = 160;

/**
 * Makes the function that asks an engine. The guarded client of `platform/http` is for addresses that strangers name; where an
 * engine stands the operator chose, private addresses included. So redirects are not followed: they would take the article
 * and the key to a place that nobody chose.
 */
export function openSend({ fetch: fetchNow, timeoutMs, signal, key }: SendOptions): Send {
  return async ({ address, headers, body }) => {
    const inTime = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetchNow(address, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { accept: 'application/json', ...headers },
        redirect: 'manual',
        signal: AbortSignal.any([signal, inTime]),
        ...(body === undefined ? {} : { body }),
      });
      const text = await readCapped(response);
      if (text === null) return texts('the answer is larger than any translation');
      return response.ok ? parsed(text, response) : { fault: refusal(response, text, key) };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (inTime.aborted) return texts(`no answer within ${Math.max(1, Math.round(timeoutMs / 1000))} s`);
      const code = codeOf(error);
      // The platform waits five minutes for the next byte, whatever the settings allow.
      if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return texts('no answer within 300 s');
      return { fault: { sentence: unreachable(code), scope: 'engine', isPassing: true } };
    }
  };
}

function texts(sentence: string): Asked {
  return { fault: { sentence, scope: 'texts', isPassing: false } };
}

/** The body, or null when it is larger than any that is read; inflated bytes are what counts. */
async function readCapped(response: Response): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = '';
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.byteLength;
    // Leaving the loop cancels the stream, and with it the transfer.
    if (sizeBytes > MAX_ANSWER_BYTES) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parsed(text: string, response: Response): Asked {
  const type = response.headers.get('content-type') ?? '';
  if (!/[/+]json\b/i.test(type)) return texts('the answer is no JSON; is the address that of the engine?');
  try {
    return { json: JSON.parse(text) };
  } catch {
    return texts('the answer is no JSON');
  }
}

/** What a status means; the engine's own words help, but the key it may repeat does not belong to anybody who reads them. */
function refusal(response: Response, text: string, key: string | undefined): Fault {
  const { status } = response;
  const said = quoteOf(text, key);
  const sentence = (what: string): string => `${what} (${status})${said === '' ? '' : `: ${said}`}`;
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400))
    return { sentence: `it sends elsewhere (${status}); its own address belongs into the settings`, ...FINAL };
  if (status === 401 || status === 403) return { sentence: `it does not accept the key (${status})`, ...FINAL };
  if (status === 404 || status === 405)
    return { sentence: `there is no engine at its address (${status})`, scope: 'engine', isPassing: false };
  if (status === 402 || status === 456) return { sentence: `its quota is used up (${status})`, ...FINAL };
  if (status === 429) {
    const waitMs = retryAfterMs(response.headers.get('retry-after'));
    const fault: Fault = { sentence: 'it is asked too often (429)', scope: 'engine', isPassing: true };
    return waitMs === undefined ? fault : { ...fault, waitMs };
  }
  if (status >= 500 || status === 408) return { sentence: sentence('it failed'), scope: 'texts', isPassing: true };
  return { sentence: sentence('it refused the request'), scope: 'texts', isPassing: false };
}

const FINAL = { scope: 'engine', isPassing: false } as const;

/** Seconds or a date, RFC 9110 section 10.2.3. */
function retryAfterMs(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

/** The message of an error body: engines name it `message`, `error`, `error.message`, `detail` or `explanation`. */
function quoteOf(text: string, key: string | undefined): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return '';
  }
  for (let depth = 0; depth < 3; depth += 1) {
    if (typeof value !== 'object' || value === null) break;
    const members = new Map<string, unknown>(Object.entries(value));
    value = ['explanation', 'error', 'message', 'detail'].map((name) => members.get(name)).find((each) => each != null);
  }
  if (typeof value !== 'string') return '';
  const safe = key === undefined ? value : value.replaceAll(key, '…');
  const line = safe
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  return line.length > MAX_QUOTE ? `${line.slice(0, MAX_QUOTE - 1)}…` : line;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its host name cannot be looked up',
  ECONNREFUSED: 'nothing listens at its address',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
};

/** `fetch` throws a TypeError that says nothing; what it was is in the causes. */
function codeOf(error: unknown): string {
  let cause: unknown = error;
  for (let depth = 0; depth < 5 && cause instanceof Error; depth += 1) {
    const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
    if (inner instanceof Error && 'code' in inner && typeof inner.code === 'string') return inner.code;
    cause = cause.cause;
  }
  return '';
}

function unreachable(code: string): string {
  if (/CERT|TLS|SSL|SIGNED/.test(code)) return `its certificate is not accepted (${code})`;
  return REASONS[code] ?? 'it cannot be reached';
}
