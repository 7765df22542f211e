/**
 * Serves the app itself, whatever its origin does. Registered only after the reader switched keeping on. Keeps exactly the
 * files of the app, and never looks at a request to anywhere else: what is read passes it by.
 */

/** Files of the app beside this one, relative to where it is served; put in by the build. */
declare const APP_FILES: readonly string[];
/** Changes with the files; put in by the build. */
declare const APP_VERSION: string;

/** What of its world this worker uses: the types of workers and of documents exclude each other. */
interface Worker {
  readonly location: { readonly href: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: Lasting) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
}
interface Lasting {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const worker = globalThis as unknown as Worker;
/** Names of caches are shared by all that an origin serves: this is where this app is, as `keeping.ts` has it too. */
const PREFIX = `tamizdat ${new URL('./', worker.location.href).pathname} `;
const CACHE = PREFIX + APP_VERSION;
const CARD = 'newsroom.json';

const addressOf = (path: string): string => new URL(path, worker.location.href).href;
const files = APP_FILES.map((path) => addressOf(path === 'index.html' ? './' : path));
const card = addressOf(CARD);
const kept = new Set([...files, card]);

worker.addEventListener('install', (event) => {
  event.waitUntil(install());
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(activate());
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = request.url.replace(/[?#].*$/, '').replace(/\/index\.html$/, '/');
  if (request.method === 'GET' && kept.has(address)) event.respondWith(answer(address, event));
});

async function install(): Promise<void> {
  const request = (address: string): Request => new Request(address, { cache: 'reload', credentials: 'omit' });
  const response = await fetch(request(card));
  // A page of the host's own in the place of the card: the files that are here stay in use.
  if (!response.ok || !(await mayFollow(response, await caches.match(card)))) throw new TypeError(CARD);
  const cache = await caches.open(CACHE);
  await cache.addAll(files.map(request));
  await cache.put(card, response);
  await worker.skipWaiting();
}

/** The newsroom that a card is of, by its fingerprint; null for what is no card. */
async function newsroomOf(response: Response): Promise<unknown> {
  try {
    const { format, fingerprint } = JSON.parse(await response.clone().text());
    return format === 'tamizdat.app/v1' ? fingerprint : null;
  } catch {
    return null;
  }
}

/** Whether one card may take the place of another: this app is one newsroom's, whatever its origin serves later. */
async function mayFollow(next: Response, before: Response | undefined): Promise<boolean> {
  const newsroom = await newsroomOf(next);
  return typeof newsroom === 'string' && (before === undefined || newsroom === (await newsroomOf(before)));
}

async function activate(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  await worker.clients.claim();
}

/**
 * What is kept, without waiting for a network that may swallow the question: newer files come with a newer worker, for
 * which the browser looks by itself. The card changes under one worker, so it is renewed for the next start.
 */
async function answer(address: string, event: Lasting): Promise<Response> {
  const here = await caches.match(address, { cacheName: CACHE });
  if (here === undefined) return fetch(address, { credentials: 'omit' });
  if (address === card) event.waitUntil(renewCard());
  return here;
}

async function renewCard(): Promise<void> {
  try {
    const response = await fetch(card, { cache: 'no-cache', credentials: 'omit', redirect: 'error' });
    const before = await caches.match(card, { cacheName: CACHE });
    if (!response.ok || before === undefined || !(await mayFollow(response, before))) return;
    // After everything was forgotten there is no cache, and a page that is still open must not make one.
    if (await caches.has(CACHE)) await (await caches.open(CACHE)).put(card, response);
  } catch {
    // Without a network the card stays what it is.
  }
}
