import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { openChromium } from '../../test/browser/chromium.ts';
import { ARTICLE, FRONT, Scene } from '../../test/reader/scene.ts';
import type * as Reader from './index.ts';

/** What the page has to play with: the room's door, and the session it opened. */
declare global {
  var reader: typeof Reader;
  var session: Reader.Session;
}

const APP = ['index.html', 'app.js'];

async function bundle(entry: string, define: Readonly<Record<string, string>> = {}): Promise<string> {
  const stdin = { contents: entry, resolveDir: import.meta.dirname, loader: 'ts' } as const;
  const { outputFiles } = await build({ stdin, define: { ...define }, bundle: true, write: false, format: 'esm' });
  return outputFiles[0]?.text ?? '';
}

/** Serves an app of one page whose session is open, with the worker of this room. */
async function openApp(scene: Scene) {
  const card = { ...scene.card(), trust: [...scene.card().trust] };
  const start = `
    import * as reader from './index.ts';
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
  files.set('/newsroom.json', ['application/json', () => JSON.stringify({ card, now: scene.now().getTime() })]);
  const server = createServer((request, response) => {
    const [type, text] = files.get(request.url ?? '') ?? [];
    if (type === undefined || text === undefined) response.writeHead(404).end();
    else response.setHeader('content-type', type).end(text());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => server.close().closeAllConnections(),
  };
}

/** What there is on the device, each by its name. */
const stored = (page: Page) =>
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
const NOTHING = { databases: [], caches: [], workers: 0, local: 0 };

const opened = async (page: Page, address: string): Promise<void> => {
  await page.goto(address);
  await page.waitForFunction(() => globalThis.session !== undefined);
};

/** Follows a page until everything about it is found out; it stays open. */
const read = (page: Page, path: string) =>
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

const keptPaths = (page: Page) => page.evaluate(async () => (await session.keeping.list()).map(({ path }) => path));

test('nothing is stored before the reader asks; then the app and what is read; and nothing after it is forgotten', async (t) => {
  const scene = await Scene.open(t, 4);
  const app = await openApp(scene);
  const browser = await openChromium();
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    await opened(page, app.address);
    assert.deepEqual(await read(page, ARTICLE), { kind: 'page', label: 'current', origin: 'carrier' });
    assert.deepEqual(await stored(page), NOTHING);
    assert.equal(await page.evaluate(() => session.keeping.isOn), false);
    assert.deepEqual(await context.cookies(), []);

    await page.evaluate(() => session.keeping.turnOn());
    assert.deepEqual(await keptPaths(page), [ARTICLE], 'the page that is open is kept');
    await read(page, FRONT);
    await page.waitForFunction(async () => (await session.keeping.list()).length === 2);
    assert.deepEqual(await keptPaths(page), [FRONT, ARTICLE]);
    await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);

    const kept = await stored(page);
    assert.deepEqual(kept.databases, ['tamizdat / ']);
    const expected = ['', 'app.js', 'newsroom.json'].map((path) => app.address + path);
    assert.deepEqual([...kept.caches].sort(), expected.sort(), 'the app and nothing else');

    // Neither the app's origin nor any carrier answers.
    await context.setOffline(true);
    for (const carrier of scene.carriers) carrier.behaviour = 'reset';
    await opened(page, app.address);
    assert.equal(await page.evaluate(() => session.keeping.isOn), true);
    assert.deepEqual(await read(page, ARTICLE), { kind: 'page', label: 'older', origin: 'kept' });
    assert.equal((await read(page, 'ru/2026/11/22/aaaaaaaaaa.html')).kind, 'unreached');
    await context.setOffline(false);

    await page.evaluate(() => session.keeping.forget());
    assert.deepEqual(await stored(page), NOTHING);
    assert.deepEqual(await keptPaths(page), []);
    for (const carrier of scene.carriers) carrier.behaviour = 'open';
    await read(page, FRONT);
    assert.deepEqual(await stored(page), NOTHING, 'and nothing is kept from then on');
    await opened(page, app.address);
    assert.equal(await page.evaluate(() => session.keeping.isOn), false);
    assert.deepEqual(await stored(page), NOTHING);
  } finally {
    await browser.close();
    app.close();
  }
});

test('with keeping on, an old copy is noticed at the next visit too', async (t) => {
  const scene = await Scene.open(t, 4);
  const old = new Map(scene.newsroom.files);
  await scene.publishNext();
  scene.carry();
  const app = await openApp(scene);
  const browser = await openChromium();
  try {
    const page = await (await browser.newContext()).newPage();
    await opened(page, app.address);
    await page.evaluate(() => session.keeping.turnOn());
    await read(page, FRONT);
    await page.waitForFunction(async () => (await session.keeping.list()).length === 1);
    for (const carrier of scene.carriers) for (const [path, bytes] of old) carrier.files.set(path, bytes);

    await opened(page, app.address);
    assert.equal((await read(page, FRONT)).origin, 'kept', 'an older front does not take its place');
    assert.equal((await read(page, ARTICLE)).label, 'older', 'a page not kept is shown, and called old');
    const standings = await page.evaluate(() => session.carriers().map(({ why }) => why));
    assert.deepEqual(standings, ['old', 'old', 'old', 'old']);
  } finally {
    await browser.close();
    app.close();
  }
});

test('two tabs agree that everything is forgotten', async (t) => {
  const scene = await Scene.open(t, 3);
  const app = await openApp(scene);
  const browser = await openChromium();
  try {
    const context = await browser.newContext();
    const [one, other] = [await context.newPage(), await context.newPage()];
    await opened(one, app.address);
    await one.evaluate(() => session.keeping.turnOn());
    await opened(other, app.address);
    assert.equal(await other.evaluate(() => session.keeping.isOn), true);
    await one.evaluate(() => session.keeping.forget());
    assert.equal(await other.evaluate(() => session.keeping.isOn), false);
    await read(other, FRONT);
    assert.deepEqual(await stored(one), NOTHING);
  } finally {
    await browser.close();
    app.close();
  }
});
