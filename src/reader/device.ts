/** What is kept, in the one database of the app: its events as promises, and the limits of what is kept. */
import { newestKnown, newestSeen } from '../proof/index.ts';
import type { Keepable, Remembered } from './keeping.ts';
import type { Storage } from './ports.ts';
import { quietly } from './quietly.ts';
import type { KeptPage } from './session.ts';

const PAGES = 'pages';
const STATE = 'state';
const MAX_PAGES = 200;
const MAX_BYTES = 10_000_000;

/** A page as it is stored. */
export interface StoredPage extends KeptPage {
  readonly bytes: Uint8Array;
}

/** The database, open. */
export interface Device {
  state(): Promise<Remembered | null>;
  /** Soon, and only the last of several; joined with what another tab may have learnt. */
  remember(state: Remembered): void;
  read(path: string): Promise<StoredPage | undefined>;
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

/** Opens the database, and makes it where there is none. `onGone` is called when another tab has everything forgotten. */
export async function openDevice(
  { factory, name }: { readonly factory: IDBFactory; readonly name: string },
  now: () => Date,
  onGone: () => void,
): Promise<Device> {
  const opening = factory.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(PAGES, { keyPath: 'path' });
    opening.result.createObjectStore(STATE);
  };
  const database = await answerOf(opening);
  database.onversionchange = () => {
    database.close();
    onGone();
  };
  const store = (of: string, mode?: IDBTransactionMode) => database.transaction(of, mode).objectStore(of);
  const pages = (): Promise<StoredPage[]> => answerOf(store(PAGES).getAll());
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
    read: (path) => answerOf(store(PAGES).get(path)),
    async keep({ path, bytes, judged: { content, report } }) {
      const headline = content.kind === 'article' ? content.body.headline : content.listing.title;
      const { language } = report.page.record;
      await answerOf(store(PAGES, 'readwrite').put({ path, headline, language, keptAt: now(), bytes }));
      for (const page of surplusOf(await pages())) await answerOf(store(PAGES, 'readwrite').delete(page.path));
    },
    list: async () => newestFirst(await pages()).map(({ bytes: _, ...page }) => page),
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

const newestFirst = (pages: readonly StoredPage[]): StoredPage[] =>
  [...pages].sort((a, b) => b.keptAt.getTime() - a.keptAt.getTime());

/** The oldest beyond what may be kept. */
function surplusOf(pages: readonly StoredPage[]): StoredPage[] {
  let sizeBytes = 0;
  return newestFirst(pages).filter(({ bytes }, at) => {
    sizeBytes += bytes.length;
    return at >= MAX_PAGES || sizeBytes > MAX_BYTES;
  });
}

/** Removes everything under this name, each by itself: one that fails must not leave the others. */
export async function forgetDevice({ indexedDB, serviceWorker, caches }: Storage, name: string): Promise<void> {
  await Promise.all([
    quietly(async () => (await serviceWorker.getRegistration())?.unregister()),
    // Another tab that has it open closes it.
    quietly(
      () =>
        new Promise((resolve, reject) => {
          const request = indexedDB.deleteDatabase(name);
          request.onsuccess = resolve;
          request.onerror = reject;
        }),
    ),
  ]);
  // Last: a worker that is still being installed fills its cache.
  await quietly(async () => {
    const names = (await caches.keys()).filter((each) => each.startsWith(name));
    await Promise.all(names.map((each) => caches.delete(each)));
  });
}
