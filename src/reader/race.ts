/** Why a race aborted those still running: nobody came in time. Otherwise somebody else won. */
export const LATE = 'late';

/** How many at once, one more after how long, how long in all. */
export interface Pace {
  readonly start: number;
  readonly stepMs: number;
  readonly limitMs: number;
}

/**
 * Lets candidates try until the first one has a result, which is returned; null when none had in time, or when the
 * signal aborts. Starts some at once, one more after each step, and another at once for each that fails by giving null or
 * by throwing. Whoever still runs when it is decided is aborted.
 */
export function race<Candidate, Result>(
  candidates: readonly Candidate[],
  attempt: (candidate: Candidate, signal: AbortSignal) => Promise<Result | null>,
  { start, stepMs, limitMs }: Pace,
  signal: AbortSignal,
): Promise<Result | null> {
  return new Promise((resolve) => {
    const inner = new AbortController();
    let next = 0;
    let running = 0;
    const finish = (result: Result | null, reason?: string): void => {
      clearTimeout(limit);
      clearInterval(steps);
      signal.removeEventListener('abort', stop);
      inner.abort(reason);
      resolve(result);
    };
    const stop = (): void => finish(null);
    const startOne = (): void => {
      const candidate = candidates[next];
      if (candidate === undefined) return;
      next += 1;
      running += 1;
      void attempt(candidate, inner.signal)
        .catch(() => null)
        .then((result) => {
          running -= 1;
          if (inner.signal.aborted) return;
          if (result === null) startOne();
          if (result !== null || running === 0) finish(result);
        });
    };
    const limit = setTimeout(finish, limitMs, null, LATE);
    const steps = setInterval(startOne, stepMs);
    signal.addEventListener('abort', stop);
    for (let count = 0; count < start; count += 1) startOne();
    if (running === 0 || signal.aborted) finish(null);
  });
}
