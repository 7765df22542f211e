/** The one database of the app: what IndexedDB's events say, as promises. */
import type { KeptPage } from './session.ts';

const NAME = 'tamizdat';
const PAGES = 'pages';
const STATE = 'state';

/** A page as it is stored. */
export interface StoredPage extends KeptPage {
  readonly bytes: Uint8Array;
}

function answerOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Whether there is one, without making it; null where this browser does not tell. */
export async function hasDatabase(factory: IDBFactory): Promise<boolean | null> {
  if (!factory.databases) return null;
  return (await factory.databases()).some(({ name }) => name === NAME);
}

/** Deletes it; another tab that has it open closes it (see {@link openDatabase}). */
export async function deleteDatabase(factory: IDBFactory): Promise<void> {
  await answerOf(factory.deleteDatabase(NAME));
}

/** The database, open. */
export interface Database {
  page(path: string): Promise<StoredPage | undefined>;
  pages(): Promise<readonly StoredPage[]>;
  putPage(page: StoredPage): Promise<void>;
  deletePage(path: string): Promise<void>;
  state(): Promise<unknown>;
  putState(state: unknown): Promise<void>;
  close(): void;
}

/** Opens it, and makes it where there is none. `onGone` is called when another tab has everything forgotten. */
export async function openDatabase(factory: IDBFactory, onGone: () => void): Promise<Database> {
  const opening = factory.open(NAME, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(PAGES, { keyPath: 'path' });
    opening.result.createObjectStore(STATE);
  };
  const database = await answerOf(opening);
  database.onversionchange = () => {
    database.close();
    onGone();
  };
  const store = (name: string, mode?: IDBTransactionMode) => database.transaction(name, mode).objectStore(name);
  return {
    page: (path) => answerOf(store(PAGES).get(path)),
    pages: () => answerOf(store(PAGES).getAll()),
    async putPage(page) {
      await answerOf(store(PAGES, 'readwrite').put(page));
    },
    async deletePage(path) {
      await answerOf(store(PAGES, 'readwrite').delete(path));
    },
    state: () => answerOf(store(STATE).get(STATE)),
    async putState(state) {
      await answerOf(store(STATE, 'readwrite').put(state, STATE));
    },
    close: () => database.close(),
  };
}
