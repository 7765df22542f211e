/**
 * What stays on the device: nothing until the reader asks, then the app, the pages that are read, and what is needed to
 * notice an old copy at the next visit.
 */
import { type CarrierEntry, newestKnown, newestSeen, type SeenHead } from '../proof/index.ts';
import { type Database, deleteDatabase, hasDatabase, openDatabase, type StoredPage } from './database.ts';
import { ReaderError } from './error.ts';
import type { Genuine } from './knowledge.ts';
import type { Storage } from './ports.ts';
import type { Keeping } from './session.ts';

const MAX_PAGES = 200;
const MAX_BYTES = 10_000_000;
const WORKER = 'service-worker.js';
/** How names of caches begin; `service-worker.ts` makes them. */
const CACHES = 'tamizdat-';

/** What is remembered of the newsroom and its carriers. */
export interface Remembered {
  readonly known: Uint8Array;
  readonly seen: SeenHead | null;
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

/** Opens what was kept, when something was; otherwise touches nothing. */
export async function openKeeping(
  storage: Storage | null,
  now: () => Date,
  nowOpen: () => NowOpen,
): Promise<OpenKeeping> {
  let database: Database | null = null;
  let waiting: Remembered | null = null;
  const onGone = (): void => {
    database = null;
  };
  const open = async (from: Storage): Promise<Database> => {
    database = await openDatabase(from.indexedDB, onGone);
    return database;
  };
  const remembered =
    storage !== null && (await wasOn(storage)) ? await quietly(async () => stateOf(await open(storage))) : null;

  const store: KeepingStore = {
    read: async (path) => (await quietly(async () => database?.page(path))) ?? null,
    async keep({ path, bytes, judged: { content, report } }) {
      const headline = content.kind === 'article' ? content.body.headline : content.listing.title;
      const { language } = report.page.record;
      await quietly(async () => {
        await database?.putPage({ path, headline, language, keptAt: now(), bytes });
        for (const page of surplus((await database?.pages()) ?? [])) await database?.deletePage(page.path);
      });
    },
    remember(state) {
      const isWaiting = waiting !== null;
      waiting = database === null ? null : state;
      if (!isWaiting && database !== null) setTimeout(write, 0);
    },
  };
  const write = async (): Promise<void> => {
    await quietly(async () => {
      const before = database === null ? null : await stateOf(database);
      const next = waiting;
      waiting = null;
      if (next !== null) await database?.putState(before === null ? next : await newestOf(before, next));
    });
    waiting = null;
  };

  const keeping: Keeping = {
    get isOn() {
      return database !== null;
    },
    async turnOn() {
      if (database !== null) return;
      try {
        if (storage === null) throw new TypeError('no storage');
        const { state, pages } = nowOpen();
        await (await open(storage)).putState(state);
        for (const page of pages) await store.keep(page);
        await storage.serviceWorker.register(WORKER);
      } catch (cause) {
        await keeping.forget();
        throw new ReaderError('keeping-unavailable', 'this browser does not let the app keep anything', {
          hint: 'private windows keep nothing; open the app in another one',
          cause,
        });
      }
    },
    async forget() {
      database?.close();
      database = null;
      if (storage === null) return;
      // Each by itself: one that fails must not leave the others.
      const worker = quietly(async () => (await storage.serviceWorker.getRegistration())?.unregister());
      await Promise.all([worker, quietly(() => deleteDatabase(storage.indexedDB))]);
      // Last: a worker that is still being installed fills its cache.
      await quietly(async () => {
        const names = (await storage.caches.keys()).filter((name) => name.startsWith(CACHES));
        await Promise.all(names.map((name) => storage.caches.delete(name)));
      });
    },
    async list() {
      const pages = (await quietly(async () => database?.pages())) ?? [];
      return newestFirst(pages).map(({ bytes: _, ...page }) => page);
    },
  };
  return { keeping, store, remembered };
}

async function quietly<Result>(run: () => Promise<Result>): Promise<Result | null> {
  try {
    return await run();
  } catch {
    return null;
  }
}

/** Whether the reader had it switched on, as far as can be told without making anything. */
async function wasOn({ indexedDB, serviceWorker }: Storage): Promise<boolean> {
  const has = await quietly(() => hasDatabase(indexedDB));
  return has ?? (await quietly(() => serviceWorker.getRegistration())) != null;
}

const stateOf = async (database: Database): Promise<Remembered | null> =>
  ((await database.state()) as Remembered | undefined) ?? null;

/** Another tab may have learnt something meanwhile. */
async function newestOf(before: Remembered, next: Remembered): Promise<Remembered> {
  return { ...next, known: await newestKnown(before.known, next.known), seen: newestSeen(before.seen, next.seen) };
}

const newestFirst = (pages: readonly StoredPage[]): StoredPage[] =>
  [...pages].sort((a, b) => b.keptAt.getTime() - a.keptAt.getTime());

/** The oldest beyond what may be kept. */
function surplus(pages: readonly StoredPage[]): StoredPage[] {
  let sizeBytes = 0;
  return newestFirst(pages).filter(({ bytes }, at) => {
    sizeBytes += bytes.length;
    return at >= MAX_PAGES || sizeBytes > MAX_BYTES;
  });
}
