import { CarryError, type CarryErrorCode } from '../carrier.ts';

type Meaning = readonly [CarryErrorCode, what: string, hint: string, retryable?: true];

const BUSY = 'carrying again goes on where it stopped; if it stays so, ask the host';

/** What the host's answers mean for a carrier (RFC 9110 §15, RFC 4918 §11), and what a person can do about each. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  401: [
    'carrier-forbidden',
    'user or password is refused',
    'check user and password; some hosts want one made for apps',
  ],
  403: ['carrier-forbidden', 'permission denied', 'give this user of the host write access to the folder'],
  405: ['carrier-read-only', 'the host does not take changes there', 'check that this address is the one for WebDAV'],
  408: ['carrier-unreachable', 'the host waited too long', BUSY, true],
  413: ['carrier-failed', 'the file is longer than the host takes', 'raise its limit (nginx: client_max_body_size)'],
  423: ['carrier-unreachable', 'somebody has locked it', 'close the program that has it open, or wait', true],
  425: ['carrier-unreachable', 'the host is not ready', BUSY, true],
  429: ['carrier-unreachable', 'too many requests for the host', BUSY, true],
  500: [
    'carrier-failed',
    'the host failed (500)',
    'its error log says why, a full disk among the reasons; carrying again goes on where it stopped',
    true,
  ],
  501: ['carrier-failed', 'the host does not know WebDAV there', 'check that this address is the one for WebDAV'],
  502: ['carrier-unreachable', 'the host behind the host does not answer', BUSY, true],
  503: ['carrier-unreachable', 'the host is busy', BUSY, true],
  504: ['carrier-unreachable', 'the host behind the host does not answer', BUSY, true],
  507: [
    'carrier-full',
    'no space left, or a quota is used up',
    'free space there or raise the quota, then carry again',
  ],
};

/** The `CarryError` for an answer that is not the one hoped for. `location` is where a redirect leads. */
export function davFault(carrier: string, path: string, status: number, location?: string): CarryError {
  if (status >= 300 && status < 400) {
    const to = location !== undefined && URL.canParse(location) ? ` to ${new URL(location).origin}` : '';
    return new CarryError('carrier-failed', `${carrier}: ${path}: the host sends us elsewhere${to} (${status})`, {
      hint: 'redirects are not followed, so that no password goes anywhere else; name the address that they end at',
    });
  }
  const [code, what, hint, retryable = false] = MEANINGS[status] ?? [
    'carrier-failed',
    `the host answered ${status}`,
    'its error log says why; carrying again goes on where it stopped',
  ];
  return new CarryError(code, `${carrier}: ${path}: ${what}`, { hint, retryable });
}

/** Codes of errors of TLS: a certificate of somebody else, out of date, or of nobody we know. */
const NOT_PROVEN = /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_|INVALID_CA|PATH_LENGTH_)/;

/** The error for a host that did not answer: not there, silent, cut off, or not the one that was named. */
export function davUnanswered(carrier: string, host: string, error: unknown): CarryError {
  const { code = 'unknown', cause } = error as { readonly code?: string; readonly cause?: unknown };
  const inner = (cause as { readonly code?: string } | undefined)?.code ?? code;
  const proof = [code, inner].find((each) => NOT_PROVEN.test(String(each)));
  if (proof !== undefined) {
    return new CarryError('carrier-not-proven', `${carrier}: ${host} does not prove to be that host (${proof})`, {
      hint: 'nothing was sent; renew the certificate of the host, or correct its address',
      cause: error,
    });
  }
  return new CarryError('carrier-unreachable', `${carrier}: ${host} is not reachable or broke off (${inner})`, {
    hint: 'check the address of the host and the network; carrying again goes on where it stopped',
    retryable: true,
    cause: error,
  });
}
