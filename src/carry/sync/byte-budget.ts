import { setTimeout as pause } from 'node:timers/promises';

/** Where a budget gets its time from, in milliseconds; another one in tests. */
export interface BudgetClock {
  now(): number;
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

const CLOCK: BudgetClock = {
  now: () => performance.now(),
  wait: (ms, signal) => pause(ms, undefined, signal === undefined ? {} : { signal }),
};

/**
 * Keeps what goes over a line below so many bytes a second: a token bucket that holds one second's worth. What is longer
 * than that goes out at once and is waited for by what comes after it.
 */
export class ByteBudget {
  readonly #bytesPerMs: number;
  readonly #capacity: number;
  readonly #clock: BudgetClock;
  #left: number;
  #at: number;

  constructor(bytesPerSecond: number, clock: BudgetClock = CLOCK) {
    if (!(bytesPerSecond > 0)) throw new RangeError('a budget is more than 0 bytes a second');
    this.#bytesPerMs = bytesPerSecond / 1000;
    this.#capacity = bytesPerSecond;
    this.#clock = clock;
    this.#left = bytesPerSecond;
    this.#at = clock.now();
  }

  /** Resolves when so many bytes may go; rejects with the signal's reason once that is aborted. */
  async spend(sizeBytes: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const now = this.#clock.now();
    this.#left = Math.min(this.#capacity, this.#left + (now - this.#at) * this.#bytesPerMs);
    this.#at = now;
    // Taken before waiting: whoever comes next waits behind this one.
    const owed = -this.#left;
    this.#left -= sizeBytes;
    if (owed <= 0) return;
    try {
      await this.#clock.wait(owed / this.#bytesPerMs, signal);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  }
}
