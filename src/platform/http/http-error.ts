import { TamizdatError } from '../../errors/index.ts';

/**
 * Why a fetch gave no answer.
 *
 * - `refused-address`: not http(s), carries a user name or password, or leads into a private network
 * - `unreachable`: no such name, connection refused, reset or broken off
 * - `tls`: the certificate or the handshake is not acceptable
 * - `timeout`: a time limit passed (connecting, first byte, silence between bytes, the whole request)
 * - `too-large`: more bytes than the caller takes, counted after inflation
 * - `redirect-loop`: redirects lead back to an address already asked, or go on for too long
 * - `bad-answer`: not HTTP, or a body that does not inflate
 * - `aborted`: the caller's signal
 */
export type HttpErrorCode =
  | 'refused-address'
  | 'unreachable'
  | 'tls'
  | 'timeout'
  | 'too-large'
  | 'redirect-loop'
  | 'bad-answer'
  | 'aborted';

/** A fetch that gave no answer. An answer of any status is a value, never this. */
export class HttpError extends TamizdatError<HttpErrorCode> {}

/** An address as messages may show it: without user name and password, and not endless. */
export function showAddress(address: string | URL): string {
  let shown = String(address);
  if (URL.canParse(shown)) {
    const url = new URL(shown);
    url.username = '';
    url.password = '';
    shown = url.href;
  }
  shown = shown.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '?');
  return shown.length > 200 ? `${shown.slice(0, 199)}…` : shown;
}

const TLS_CODES =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_OSSL|EPROTO$|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH)/;

const TIMEOUTS: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped arriving',
  ETIMEDOUT: 'no connection in time',
};

const UNREACHABLE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no such host name',
  EAI_AGAIN: 'the host name could not be looked up',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection broken off',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  UND_ERR_SOCKET: 'connection broken off',
};

/** The codes of an error and of everything that caused it; of several attempts, those of each. */
function codesOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const code = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const several = error instanceof AggregateError ? error.errors.flatMap((each) => codesOf(each, depth + 1)) : [];
  return [...code, ...codesOf(error.cause, depth + 1), ...several];
}

/** What a low-level failure means, with the address it happened to. */
export function explainFailure(cause: unknown, address: string): HttpError {
  if (cause instanceof HttpError) return cause;
  if (cause instanceof Error && cause.cause instanceof HttpError) return cause.cause;
  const shown = showAddress(address);
  const codes = codesOf(cause);
  const timeout = codes.map((code) => TIMEOUTS[code]).find((each) => each !== undefined);
  if (timeout !== undefined) return new HttpError('timeout', `${shown}: ${timeout}`, { retryable: true, cause });
  const tls = codes.find((code) => TLS_CODES.test(code));
  if (tls !== undefined) {
    return new HttpError('tls', `${shown}: no secure connection (${tls})`, {
      hint: 'look at the certificate of that site in a browser',
      cause,
    });
  }
  const unreachable = codes.map((code) => UNREACHABLE[code]).find((each) => each !== undefined);
  if (unreachable !== undefined) {
    return new HttpError('unreachable', `${shown}: ${unreachable}`, { retryable: true, cause });
  }
  if (codes.includes('UND_ERR_HEADERS_OVERFLOW') || (cause instanceof Error && cause.name === 'HTTPParserError')) {
    return new HttpError('bad-answer', `${shown}: the answer is not HTTP`, { cause });
  }
  return new HttpError('unreachable', `${shown}: ${codes[0] ?? 'the connection failed'}`, { retryable: true, cause });
}
