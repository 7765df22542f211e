/** What came of asking for a file: its bytes; `missing`, said by somebody who was reached; or nothing whole. */
export type Answer = Uint8Array | 'missing' | 'silent';

/** How long to wait. */
export interface Limits {
  /** For the answer to begin. */
  readonly firstMs: number;
  /** For the next byte. */
  readonly stallMs: number;
  /** In all: a byte a second is an answer for hours. */
  readonly wholeMs: number;
}

/**
 * Nothing that could tell who asks, nothing that stays on the device, nowhere but where it was asked. A stored answer would
 * stay readable on the device for whoever takes it.
 */
const OPTIONS: RequestInit = {
  mode: 'cors',
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  cache: 'no-store',
  redirect: 'error',
};

/** Fetches a file of at most `maxBytes`, within the limits. More than that is a host's own page: nothing. Never throws. */
export async function fetchBytes(
  fetch: typeof globalThis.fetch,
  address: string,
  maxBytes: number,
  { firstMs, stallMs, wholeMs }: Limits,
  signal: AbortSignal,
): Promise<Answer> {
  const inner = new AbortController();
  const stop = (): void => inner.abort();
  signal.addEventListener('abort', stop);
  const limit = setTimeout(stop, wholeMs);
  let stall = setTimeout(stop, firstMs);
  try {
    if (signal.aborted) return 'silent';
    const response = await fetch(address, { ...OPTIONS, signal: inner.signal });
    if (response.status === 404 || response.status === 410) return 'missing';
    if (!response.ok || response.body === null) return 'silent';
    const reader = response.body.getReader();
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (;;) {
      clearTimeout(stall);
      stall = setTimeout(stop, stallMs);
      const { done, value } = await reader.read();
      if (done) return joined(chunks, size);
      size += value.length;
      if (size > maxBytes) return 'silent';
      chunks.push(value);
    }
  } catch {
    return 'silent';
  } finally {
    clearTimeout(limit);
    clearTimeout(stall);
    signal.removeEventListener('abort', stop);
    stop();
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
