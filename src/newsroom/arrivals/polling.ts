import type { Log } from '../../platform/telemetry/index.ts';
import type { FetchedSource } from './fetch.ts';

/** A source as far as its polls go. */
interface PolledSource {
  readonly address: string;
  readonly everyMs: number;
}

/** The polls of a running newsroom. */
export interface Polling {
  /**
   * Starts the polls that are due and waits for them, no longer than `patienceMs`. Returns what has come since the last
   * call, of slower ones that were started earlier too.
   */
  collect(patienceMs: number): Promise<FetchedSource[]>;
  /** Waits until a source is due, a poll under way ends, `atMost` (as `performance.now()`) is reached, or it is woken. */
  wait(atMost: number): Promise<void>;
  /** Ends the wait that goes on or, while none does, the next one. */
  wake(): void;
  /** Waits for polls that are being stopped. */
  settle(): Promise<void>;
}

/** Waits for the first of these, for a time, or until it is stopped; leaves no timer behind. */
async function firstOf(work: readonly Promise<unknown>[], ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const timer = setTimeout(end, ms);
  signal.addEventListener('abort', end, { once: true });
  try {
    await Promise.race([ended, ...work]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

/**
 * Polls each source in its own time. A source that keeps us waiting is waited for by nobody else: what the others brought
 * is taken meanwhile, and what it brings is taken when it comes. It is not asked again before that.
 */
export function openPolling(
  sources: readonly PolledSource[],
  poll: (address: string) => Promise<readonly FetchedSource[]>,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Polling {
  const dueAt = new Map(sources.map(({ address }) => [address, 0]));
  const underWay = new Map<string, Promise<void>>();
  const come: FetchedSource[] = [];
  let woken = Promise.withResolvers<void>();

  function start({ address, everyMs }: PolledSource): Promise<void> {
    dueAt.set(address, performance.now() + everyMs);
    const work = poll(address)
      .then(
        (fetched) => void come.push(...fetched),
        (error: unknown) => {
          if (!signal.aborted) log.error(`${address} could not be polled; its next turn tries again`, { error });
        },
      )
      .finally(() => underWay.delete(address));
    underWay.set(address, work);
    return work;
  }

  return {
    async collect(patienceMs) {
      const now = performance.now();
      // What a source brought has to be kept before it is asked again: it answers to what is remembered of it.
      const waiting = new Set([...underWay.keys(), ...come.map(({ settings }) => settings.address)]);
      const due = sources.filter(({ address }) => !waiting.has(address) && (dueAt.get(address) ?? 0) <= now);
      if (due.length > 0) await firstOf([Promise.all(due.map(start))], patienceMs, signal);
      return come.splice(0);
    },
    async wait(atMost) {
      if (come.length > 0) return;
      const times = [...dueAt].flatMap(([address, at]) => (underWay.has(address) ? [] : [at]));
      // A short rest in any case: a round that fails at once must not spin.
      const ms = Math.max(50, Math.min(atMost, ...times) - performance.now());
      await firstOf([woken.promise, ...underWay.values()], ms, signal);
      woken = Promise.withResolvers();
    },
    wake() {
      woken.resolve();
    },
    async settle() {
      await Promise.all(underWay.values());
    },
  };
}
