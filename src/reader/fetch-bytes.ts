/**
 * What came of asking for a file: its bytes; `missing`, said by somebody who was reached; `endless`, more than was to be
 * read; or nothing whole.
 */
export type Answer = Uint8Array | 'missing' | 'endless' | 'silent';

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

/**
 * Fetches a file of at most `maxBytes`; gives up when no answer began for `firstMs`, or no byte followed for `stallMs`. Never
 * throws.
 */
export async function fetchBytes(
  fetch: typeof globalThis.fetch,
  address: string,
  maxBytes: number,
  { firstMs, stallMs }: { readonly firstMs: number; readonly stallMs: number },
  signal: AbortSignal,
): Promise<Answer> {
  const inner = new AbortController();
  const stop = (): void => inner.abort();
  signal.addEventListener('abort', stop);
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
      if (size > maxBytes) return 'endless';
      chunks.push(value);
    }
  } catch {
    return 'silent';
  } finally {
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
