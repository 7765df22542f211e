import { hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Carrier, CarryError } from '../carrier.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { EditionFile, Found } from './report.ts';

/** Pauses before the second, third … try of a call that failed with a retryable error. */
export const RETRY_PAUSES_MS: readonly number[] = [250, 1_000, 4_000];

/** SHA-256 as 64 lower-case hex digits. */
export function sha256Of(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

/** How the calls of one sync or audit are made: with a signal to stop and pauses between tries. */
export interface Calling {
  readonly signal: AbortSignal | undefined;
  readonly pausesMs: readonly number[];
  /** What the bytes of all calls together are kept below. */
  readonly budget?: ByteBudget | undefined;
}

/**
 * Makes one call to a carrier, again after a pause when its error is retryable. Whatever a carrier throws in the end is a
 * `CarryError`, even when it broke its contract: one broken carrier must not end the work on others.
 */
export async function callCarrier<T>(carrier: Carrier, calling: Calling, call: () => Promise<T>): Promise<T> {
  for (const pauseMs of [...calling.pausesMs, null]) {
    calling.signal?.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      calling.signal?.throwIfAborted();
      if (!(error instanceof CarryError)) throw brokeItsContract(carrier, error);
      if (!error.retryable || pauseMs === null) throw error;
      // Up to half as long again, so that many carriers behind one failing line do not come back in step.
      await pause(pauseMs * (1 + Math.random() / 2), undefined, { signal: calling.signal }).catch(() => {});
    }
  }
  throw new Error('unreachable: the last try returns or throws');
}

function brokeItsContract(carrier: Carrier, cause: unknown): CarryError {
  const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new CarryError('carrier-failed', `${carrier.name}: the carrier failed in an unforeseen way: ${what}`, {
    hint: 'this is a fault of the program; please report it with this message',
    cause,
  });
}

/** What the carrier holds under a file's path: null when it is that file, else what was found instead. */
export async function readBack(carrier: Carrier, file: EditionFile, calling: Calling): Promise<Found | null> {
  let bytes: Uint8Array | null;
  try {
    bytes = await callCarrier(carrier, calling, () => carrier.read(file.path, file.sizeBytes, calling.signal));
  } catch (error) {
    if (error instanceof CarryError && error.code === 'file-too-large') return 'longer';
    throw error;
  }
  if (bytes === null) return 'absent';
  await calling.budget?.spend(bytes.length, calling.signal);
  const sha256 = sha256Of(bytes);
  return sha256 === file.sha256 ? null : { sizeBytes: bytes.length, sha256 };
}

/**
 * Works on items, at most `atOnce` at a time. After the first rejection nothing new is begun; it rejects with that error
 * once everything under way has ended, so that nothing runs on behind the caller's back.
 */
export async function workInParallel<T>(
  items: Iterable<T> | AsyncIterable<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let failure: { readonly error: unknown } | null = null;
  const worker = async (): Promise<void> => {
    while (failure === null) {
      try {
        const next = await queue.next();
        // One that was waited for while another failed is not begun.
        if (next.done === true || failure !== null) return;
        await work(next.value);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, worker));
  if (failure !== null) throw (failure as { readonly error: unknown }).error;
}
