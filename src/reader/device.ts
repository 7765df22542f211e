/** What is kept, in the one database of the app: its events as promises, and the limits of what is kept. */
import { newestKnown, newestSeen } from '../proof/index.ts';
import { ReaderError } from './error.ts';
import type { Keepable, Remembered } from './keeping.ts';
import type { Storage } from './ports.ts';
import { within } from './quietly.ts';
import type { KeptPage } from './session.ts';

/** Text, and apart from it what a list tells: a list is not to read 10 MB of text. */
const PAGES = 'pages';
const LIST = 'list';
const STATE = 'state';
const MAX_PAGES = 200;
const MAX_BYTES = 10_000_000;
/** Longer than any browser takes that is going to answer. */
const LIMIT_MS = 2_000;

/** A page as it is listed. */
interface ListedPage extends KeptPage {
  readonly sizeBytes: number;
}

/** A page as it was kept. */
export interface StoredPage {
  readonly bytes: Uint8Array;
  readonly keptAt: Date;
}

/** The database, open. */
export interface Device {
  state(): Promise<Remembered | null>;
  /** Soon, and only the last of several; joined with what another tab may have learnt. */
  remember(state: Remembered): void;
  read(path: string): Promise<StoredPage | null>;
  /** Keeps a page, and lets go of the oldest beyond 200 pages or 10 MB. */
  keep(page: Keepable): Promise<void>;
  /** The newest first. */
  list(): Promise<readonly KeptPage[]>;
  close(): void;
}

function answerOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Within the limit, or never: what opens later is closed. */
function open(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = factory.open(name, 2);
    const limit = setTimeout(() => {
      opening.onsuccess = () => opening.result.close();
      reject(new TypeError('the database does not open'));
    }, LIMIT_MS);
    opening.onupgradeneeded = () => {
      const { result } = opening;
      for (const old of result.objectStoreNames) result.deleteObjectStore(old);
      for (const of of [PAGES, LIST]) result.createObjectStore(of, { keyPath: 'path' });
      result.createObjectStore(STATE);
    };
    opening.onsuccess = () => {
      clearTimeout(limit);
      resolve(opening.result);
    };
    opening.onerror = () => {
      clearTimeout(limit);
      reject(opening.error);
    };
  });
}

/** Opens the database, and makes it where there is none. `onGone` is called when another tab has everything forgotten. */
export async function openDevice(
  { factory, name }: { readonly factory: IDBFactory; readonly name: string },
  now: () => Date,
  onGone: () => void,
): Promise<Device> {
  const database = await open(factory, name);
  database.onversionchange = () => {
    database.close();
    onGone();
  };
  const store = (of: string, mode?: IDBTransactionMode) => database.transaction(of, mode).objectStore(of);
  const state = async (): Promise<Remembered | null> => (await answerOf(store(STATE).get(STATE))) ?? null;
  let waiting: Remembered | null = null;
  const write = async (): Promise<void> => {
    const before = await state();
    const next = waiting;
    waiting = null;
    if (next === null) return;
    const joined = before === null ? next : await newestOf(before, next);
    await answerOf(store(STATE, 'readwrite').put(joined, STATE));
  };

  return {
    state,
    remember(next) {
      const isWaiting = waiting !== null;
      waiting = next;
      // A full disk, or a database that was closed meanwhile: the reader reads on.
      if (!isWaiting) setTimeout(() => write().catch(() => (waiting = null)), 0);
    },
    async read(path) {
      const [listed, page] = await Promise.all([
        answerOf<ListedPage | undefined>(store(LIST).get(path)),
        answerOf<Pick<StoredPage, 'bytes'> | undefined>(store(PAGES).get(path)),
      ]);
      return listed && page ? { bytes: page.bytes, keptAt: listed.keptAt } : null;
    },
    async keep({ path, bytes, judged: { content, report } }) {
      const headline = content.kind === 'article' ? content.body.headline : content.listing.title;
      const { language } = report.page.record;
      const listed: ListedPage = { path, headline, language, keptAt: now(), sizeBytes: bytes.length };
      const transaction = database.transaction([PAGES, LIST], 'readwrite');
      const [pages, list] = [transaction.objectStore(PAGES), transaction.objectStore(LIST)];
      const done = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = reject;
      });
      pages.put({ path, bytes });
      list.put(listed);
      list.getAll().onsuccess = ({ target }) => {
        for (const surplus of surplusOf((target as IDBRequest<ListedPage[]>).result)) {
          pages.delete(surplus.path);
          list.delete(surplus.path);
        }
      };
      await done;
    },
    list: async () => newestFirst(await answerOf(store(LIST).getAll())).map(({ sizeBytes: _, ...page }) => page),
    close: () => database.close(),
  };
}

async function newestOf(before: Remembered, next: Remembered): Promise<Remembered> {
  if (before.fingerprint !== next.fingerprint) return next;
  return {
    ...next,
    known: await newestKnown(before.known, next.known),
    seen: newestSeen(before.seen, next.seen),
    evidence: before.evidence ?? next.evidence,
    carriers: next.carriers.length > 0 ? next.carriers : before.carriers,
  };
}

const newestFirst = (pages: readonly ListedPage[]): ListedPage[] =>
  [...pages].sort((a, b) => b.keptAt.getTime() - a.keptAt.getTime());

/** The oldest beyond what may be kept. */
function surplusOf(pages: readonly ListedPage[]): ListedPage[] {
  let wholeBytes = 0;
  return newestFirst(pages).filter(({ sizeBytes }, at) => {
    wholeBytes += sizeBytes;
    return at >= MAX_PAGES || wholeBytes > MAX_BYTES;
  });
}

/**
 * Removes everything under this name, each by itself: one that fails must not leave the others. Fails with
 * `keeping-unavailable` when something may be left.
 */
export async function forgetDevice({ indexedDB, serviceWorker, caches }: Storage, name: string): Promise<void> {
  const removed = [
    await within(LIMIT_MS, async () => {
      await (await serviceWorker.getRegistration())?.unregister();
      return true;
    }),
    // Another tab that has it open closes it.
    await within(LIMIT_MS, async () => {
      await answerOf(indexedDB.deleteDatabase(name));
      return true;
    }),
    // Last: a worker that is still being installed fills its cache.
    await within(LIMIT_MS, async () => {
      const names = (await caches.keys()).filter((each) => each.startsWith(name));
      await Promise.all(names.map((each) => caches.delete(each)));
      return true;
    }),
  ];
  if (!removed.every(Boolean)) {
    throw new ReaderError('keeping-unavailable', 'this browser did not let the app remove everything', {
      hint: 'close the other windows of the app, or clear what the browser keeps for its address',
    });
  }
}
