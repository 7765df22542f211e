/** Waits for work that cannot be stopped, or for the signal: then it rejects with the signal's reason and the work ends by itself. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const stop = Promise.withResolvers<never>();
  const onAbort = (): void => stop.reject(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([stop.promise, work]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
