/** The reader app's session in a browser, without its pages: what the tests of keeping play with. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import type * as Device from '../../src/reader/device.ts';
import type * as Reader from '../../src/reader/index.ts';
import type { Scene } from './scene.ts';

/** What the page has to play with: the room's door, and the session it opened. */
declare global {
  var reader: typeof Reader;
  var session: Reader.Session;
  var device: typeof Device;
}

const READER = join(import.meta.dirname, '..', '..', 'src', 'reader');
/** Format of the card. */
export const CARD_FORMAT = 'tamizdat.app/v1';
const APP = ['index.html', 'app.js'];

async function bundle(entry: string, define: Readonly<Record<string, string>> = {}): Promise<string> {
  const stdin = { contents: entry, resolveDir: READER, loader: 'ts' } as const;
  const { outputFiles } = await build({ stdin, define: { ...define }, bundle: true, write: false, format: 'esm' });
  return outputFiles[0]?.text ?? '';
}

/** Serves an app of one page whose session is open, with the worker of this room. */
export async function openApp(scene: Scene) {
  const card = { ...scene.card(), trust: [...scene.card().trust] };
  const served = () =>
    JSON.stringify({ format: CARD_FORMAT, fingerprint: card.fingerprint, card, now: scene.now().getTime() });
  const shown = { text: served, times: 0 };
  const start = `
    import * as device from './device.ts';
    import * as reader from './index.ts';
    globalThis.device = device;
    const { card, now } = await (await fetch('newsroom.json')).json();
    const startedAt = performance.now();
    globalThis.reader = reader;
    globalThis.session = await reader.openSession(
      { ...card, trust: Uint8Array.from(card.trust) },
      { ...reader.browserPorts(), now: () => new Date(now + performance.now() - startedAt) },
      { stepMs: 50, limitMs: 4_000, stallMs: 900 },
    );`;
  const define = { APP_FILES: JSON.stringify(APP), APP_VERSION: '"1"' };
  const files = new Map<string, readonly [type: string, text: () => string]>();
  const app = await bundle(start);
  const worker = await bundle(`import './service-worker.ts';`, define);
  files.set('/', ['text/html', () => '<!doctype html><script type="module" src="app.js"></script>']);
  files.set('/app.js', ['text/javascript', () => app]);
  files.set('/service-worker.js', ['text/javascript', () => worker]);
  files.set('/newsroom.json', ['application/json', () => shown.text()]);
  const server = createServer((request, response) => {
    if (request.url === '/newsroom.json') shown.times += 1;
    const [type, text] = files.get(request.url ?? '') ?? [];
    if (type === undefined || text === undefined) response.writeHead(404).end();
    else response.setHeader('content-type', type).end(text());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => server.close().closeAllConnections(),
    card,
    shown,
    /** What stands at the card's address from now on; null for the card. */
    serve(text: string | null) {
      shown.text = text === null ? served : () => text;
    },
  };
}

/** What there is on the device, each by its name. */
export const stored = (page: Page) =>
  page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: (
      await Promise.all(
        (await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)),
      )
    ).flat(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    local: localStorage.length + sessionStorage.length + document.cookie.length,
  }));
/** Of a device on which nothing was kept. */
export const NOTHING = { databases: [], caches: [], workers: 0, local: 0 };

/** Opens the app and waits for its session. */
export const opened = async (page: Page, address: string): Promise<void> => {
  await page.goto(address);
  await page.waitForFunction(() => globalThis.session !== undefined);
};

/** Follows a page until everything about it is found out; it stays open. */
export const read = (page: Page, path: string) =>
  page.evaluate(
    (at) =>
      new Promise<{ kind: string; label: string | null; origin: string | null }>((resolve) => {
        session.follow(
          at,
          (view) => {
            if (view.kind === 'searching' || (view.kind === 'page' && view.isSettling)) return;
            const isPage = view.kind === 'page';
            resolve({
              kind: view.kind,
              label: isPage ? view.report.label.kind : null,
              origin: isPage ? view.origin.kind : null,
            });
          },
          new AbortController().signal,
        );
      }),
    path,
  );

/** Paths of the kept pages, the newest first. */
export const keptPaths = (page: Page) =>
  page.evaluate(async () => (await session.keeping.list()).map(({ path }) => path));
