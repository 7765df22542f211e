/**
 * What stays on the device: nothing until the reader asks, then the app, the pages that are read, and what is needed to
 * notice an old copy at the next visit. Most readers never ask, so what does the keeping (`turn-on.ts`, `device.ts`) is a
 * file of its own, loaded when they do.
 */
import type { CarrierEntry, Report, SeenHead } from '../proof/index.ts';
import type { Device, StoredPage } from './device.ts';
import type { Genuine } from './knowledge.ts';
import type { Storage } from './ports.ts';
import { quietly, within } from './quietly.ts';
import type { Keeping } from './session.ts';

/** Gets what does the keeping. */
export const loadKeeping = (): Promise<typeof import('./turn-on.ts')> => import('./turn-on.ts');

/** What is remembered of the newsroom and its carriers. */
export interface Remembered {
  /** Of the newsroom; another card may be served at the same place one day. */
  readonly fingerprint: string;
  readonly known: Uint8Array;
  readonly seen: SeenHead | null;
  /** The two checkpoints of a fork, once one was met. */
  readonly evidence: Report['evidence'];
  /** Those that an edition named; none before its list was read. */
  readonly carriers: readonly CarrierEntry[];
  readonly winner: string | null;
}

/** A page to keep. */
export interface Keepable {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly judged: Genuine;
}

/** What the session itself does with it. Nothing here throws: a full disk stops nobody from reading. */
export interface KeepingStore {
  read(path: string): Promise<StoredPage | null>;
  keep(page: Keepable): Promise<void>;
  /** Notes what was learnt; soon, and only the last of several. */
  remember(state: Remembered): void;
}

/** What was kept, and how to keep. */
export interface OpenKeeping {
  readonly keeping: Keeping;
  readonly store: KeepingStore;
  readonly remembered: Remembered | null;
}

/** What is open at the moment it is switched on: kept as well. */
export interface NowOpen {
  readonly state: Remembered;
  readonly pages: readonly Keepable[];
}

/** What keeping has come to in this visit: `keeping.ts` and `turn-on.ts` share it. */
export interface Kept {
  /** Of the database; the names of caches begin with it, as `service-worker.ts` has it too. One for all of an app. */
  readonly name: string;
  device: Device | null;
  /** Whether something is kept, open or not. */
  isThere: boolean;
  /** False from when everything is to be forgotten until it is switched on again. */
  isWanted: boolean;
}

/** How long a browser may take to open what was kept: after that the page is read without it. */
const WAIT_MS = 2_000;

/** Opens what was kept, when something was; otherwise touches nothing. */
export async function openKeeping(
  storage: Storage | null,
  now: () => Date,
  nowOpen: () => NowOpen,
): Promise<OpenKeeping> {
  const kept: Kept = { name: `tamizdat ${storage?.scope} `, device: null, isThere: false, isWanted: true };
  const look = async (from: Storage): Promise<Remembered | null> => {
    // As far as a browser tells without making anything: not all list their databases, and a broken one does not.
    const registration = await quietly(() => from.serviceWorker.getRegistration());
    kept.isThere = registration != null && new URL(registration.scope).pathname === from.scope;
    const databases = await quietly(() => from.indexedDB.databases());
    if (databases !== null) kept.isThere = databases.some(({ name }) => name === kept.name);
    return kept.isThere ? (await (await loadKeeping()).openKept(kept, from, now)).state() : null;
  };
  const remembered = storage && (await within(WAIT_MS, () => look(storage)));

  const store: KeepingStore = {
    read: async (path) => (await within(WAIT_MS, async () => kept.device?.read(path))) ?? null,
    keep: async (page) => {
      await within(WAIT_MS, async () => kept.device?.keep(page));
    },
    remember: (state) => kept.device?.remember(state),
  };
  const keeping: Keeping = {
    get isOn() {
      return kept.device !== null;
    },
    get state() {
      if (kept.device !== null) return 'on';
      return kept.isThere ? 'unreachable' : 'off';
    },
    turnOn: async () => (await loadKeeping()).turnOn(kept, storage, now, nowOpen, keeping.forget),
    async forget() {
      kept.device?.close();
      kept.device = null;
      kept.isWanted = false;
      if (storage !== null) await (await loadKeeping()).forgetDevice(storage, kept.name);
      kept.isThere = false;
    },
    list: async () => (await within(WAIT_MS, async () => kept.device?.list())) ?? [],
  };
  return { keeping, store, remembered };
}
