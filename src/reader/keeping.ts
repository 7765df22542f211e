/**
 * What stays on the device: nothing until the reader asks, then the app, the pages that are read, and what is needed to
 * notice an old copy at the next visit. Most readers never ask, so what does the keeping is a file of its own
 * (`device.ts`), loaded when they do.
 */
import type { CarrierEntry, Report, SeenHead } from '../proof/index.ts';
import type { Device, StoredPage } from './device.ts';
import { ReaderError } from './error.ts';
import type { Genuine } from './knowledge.ts';
import type { Storage } from './ports.ts';
import { quietly, within } from './quietly.ts';
import type { Keeping } from './session.ts';

/** One name for all of an app: `service-worker.ts` begins the names of its caches with it. */
const nameOf = ({ scope }: Storage): string => `tamizdat ${scope} `;
const WORKER = 'service-worker.js';

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

/** How long a browser may take to open what was kept: after that the page is read without it. */
const WAIT_MS = 2_000;

/** Opens what was kept, when something was; otherwise touches nothing. */
export async function openKeeping(
  storage: Storage | null,
  now: () => Date,
  nowOpen: () => NowOpen,
): Promise<OpenKeeping> {
  let device: Device | null = null;
  /** Whether something is kept, open or not. */
  let isThere = false;
  let isWanted = true;
  const onGone = (): void => {
    device = null;
    isThere = false;
  };
  const open = async (from: Storage): Promise<Device> => {
    const { openDevice } = await import('./device.ts');
    // What was forgotten meanwhile must not be made again.
    if (!isWanted) throw new TypeError('forgotten');
    const opened = await openDevice({ factory: from.indexedDB, name: nameOf(from) }, now, onGone);
    if (!isWanted) {
      opened.close();
      throw new TypeError('forgotten');
    }
    isThere = true;
    device = opened;
    return opened;
  };
  const look = async (from: Storage): Promise<Remembered | null> => {
    // As far as a browser tells without making anything: not all list their databases, and a broken one does not.
    const registration = await quietly(() => from.serviceWorker.getRegistration());
    isThere = registration != null && new URL(registration.scope).pathname === from.scope;
    const databases = await quietly(() => from.indexedDB.databases());
    if (databases !== null) isThere = databases.some(({ name }) => name === nameOf(from));
    return isThere ? (await open(from)).state() : null;
  };
  const remembered = storage && (await within(WAIT_MS, () => look(storage)));

  const store: KeepingStore = {
    read: async (path) => (await within(WAIT_MS, async () => device?.read(path))) ?? null,
    keep: async (page) => {
      await within(WAIT_MS, async () => device?.keep(page));
    },
    remember: (state) => device?.remember(state),
  };
  const keeping: Keeping = {
    get isOn() {
      return device !== null;
    },
    get state() {
      if (device !== null) return 'on';
      return isThere ? 'unreachable' : 'off';
    },
    async turnOn() {
      if (device !== null) return;
      const wasThere = isThere;
      try {
        if (storage === null) throw new TypeError('no storage');
        isWanted = true;
        const { state, pages } = nowOpen();
        const opened = await open(storage);
        opened.remember(state);
        for (const page of pages) await opened.keep(page);
        await storage.serviceWorker.register(WORKER);
      } catch (cause) {
        // What was kept before is the reader's to remove.
        if (!wasThere) await quietly(() => keeping.forget());
        throw new ReaderError('keeping-unavailable', 'this browser does not let the app keep anything', {
          hint: 'private windows keep nothing; open the app in another one',
          cause,
        });
      }
    },
    async forget() {
      device?.close();
      device = null;
      isWanted = false;
      if (storage !== null) {
        const { forgetDevice } = await import('./device.ts');
        await forgetDevice(storage, nameOf(storage));
      }
      isThere = false;
    },
    list: async () => (await within(WAIT_MS, async () => device?.list())) ?? [],
  };
  return { keeping, store, remembered };
}
