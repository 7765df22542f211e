/** Everything the session takes from its surroundings, so that it runs in any of them. */

/** Where things can be kept; only ever touched once the reader has asked for it, or to see whether they had. */
export interface Storage {
  readonly indexedDB: IDBFactory;
  readonly caches: CacheStorage;
  readonly serviceWorker: ServiceWorkerContainer;
  /** The path that the app is served at, ending in a slash: an origin may serve several apps. */
  readonly scope: string;
}

/** What a session runs with. */
export interface SessionPorts {
  readonly fetch: typeof fetch;
  readonly now: () => Date;
  /** From 0 to below 1, as `Math.random`: only ever decides whom to ask first. */
  readonly random: () => number;
  /** Whether somebody is looking: nothing is watched for a page in the background. */
  readonly isVisible: () => boolean;
  /** Null where nothing can be kept. */
  readonly storage: Storage | null;
}

/** How to look for pages: whom to ask how fast (network.md §2). */
export interface Strategy {
  /** Carriers asked at once. */
  readonly start: number;
  /** One more after each of these, or at once when one fails. */
  readonly stepMs: number;
  /** In all. */
  readonly limitMs: number;
  /** So long without a byte is a stall: then the next carrier is asked. */
  readonly stallMs: number;
  /** Objects asked of one carrier in `quotaMs`; beyond that, others come first. */
  readonly quota: number;
  /** From so many on it is asked only for pages and media that the reader opens. */
  readonly maxQuota: number;
  readonly quotaMs: number;
  /** Between looks for something newer. */
  readonly watchMs: number;
  /** A carrier that lacks an edition younger than this is being updated rather than old. */
  readonly lagMs: number;
}

/** The strategy of the app. */
export const STRATEGY: Strategy = {
  start: 3,
  stepMs: 300,
  limitMs: 6_000,
  stallMs: 1_500,
  quota: 2,
  maxQuota: 12,
  quotaMs: 60_000,
  watchMs: 20_000,
  lagMs: 15_000,
};

/** What a browser offers. */
export function browserPorts(): SessionPorts {
  const { navigator } = globalThis;
  const storage = (): Storage | null => {
    try {
      // Any of these may be missing, or throw at the very look, where a browser is told to keep nothing.
      const { indexedDB, caches } = globalThis;
      const { serviceWorker } = navigator;
      const scope = new URL('./', location.href).pathname;
      return indexedDB && caches && serviceWorker ? { indexedDB, caches, serviceWorker, scope } : null;
    } catch {
      return null;
    }
  };
  return {
    fetch: (input, init) => globalThis.fetch(input, init),
    now: () => new Date(),
    random: Math.random,
    isVisible: () => document.visibilityState === 'visible',
    storage: storage(),
  };
}
