import { createHash } from 'node:crypto';
import { type FetchAnswer, HttpError } from '../platform/http/index.ts';
import type { PollPorts } from './settings.ts';
import { SourceError } from './source-error.ts';
import type { Validators } from './source-state.ts';

/** SHA-256 as lower-case hex. */
export function hashOf(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Headers that ask for an answer only if something changed: the validators exactly as they came. */
function conditions(validators: Validators): Record<string, string> {
  return {
    ...(validators.etag !== undefined && { 'if-none-match': validators.etag }),
    ...(validators.lastModified !== undefined && { 'if-modified-since': validators.lastModified }),
  };
}

/** The validators of an answer: all of them are replaced after each 200, also by none. */
export function validatorsOf(answer: FetchAnswer): Validators {
  const etag = answer.headers.get('etag');
  const lastModified = answer.headers.get('last-modified');
  return {
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
    bodyHash: hashOf(answer.bytes),
  };
}

/**
 * Fetches an address, only if it changed when `validators` are given.
 *
 * @throws SourceError `unreachable`, `too-large`, `aborted`; an answer of any status is a value
 */
export async function ask(
  ports: PollPorts,
  address: string,
  options: { accept: string; maxBytes: number; validators?: Validators | undefined },
): Promise<FetchAnswer> {
  try {
    return await ports.fetch(address, {
      headers: { accept: options.accept, ...conditions(options.validators ?? {}) },
      maxBytes: options.maxBytes,
      ...(ports.signal !== undefined && { signal: ports.signal }),
    });
  } catch (cause) {
    if (!(cause instanceof HttpError)) throw cause;
    const code = cause.code === 'too-large' || cause.code === 'aborted' ? cause.code : 'unreachable';
    throw new SourceError(code, cause.message, { hint: cause.hint, retryable: cause.retryable, cause });
  }
}

/** The error for an answer that is not the wanted one. Servers recover and lift limits; the rest needs a person. */
export function refusal(status: number, address: string): SourceError {
  const retryable = status >= 500 || status === 429 || status === 408 || status === 425;
  const hint = status === 401 || status === 403 ? 'the site does not give it to everyone' : undefined;
  return new SourceError('refused', `${address}: answers ${status}`, { retryable, hint });
}
