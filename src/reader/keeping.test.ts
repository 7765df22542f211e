import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { openChromium } from '../../test/browser/chromium.ts';
import { ARTICLE, articleOf, FRONT, Scene } from '../../test/reader/scene.ts';
import { Newsroom } from '../../test/vectors/newsroom.ts';
import type * as Device from './device.ts';
import type * as Reader from './index.ts';
import type { Keepable } from './keeping.ts';

/** What the page has to play with: the room's door, and the session it opened. */
declare global {
  var reader: typeof Reader;
  var session: Reader.Session;
  var device: typeof Device;
}

const format = 'tamizdat.app/v1';
const APP = ['index.html', 'app.js'];

async function bundle(entry: string, define: Readonly<Record<string, string>> = {}): Promise<string> {
  const stdin = { contents: entry, resolveDir: import.meta.dirname, loader: 'ts' } as const;
  const { outputFiles } = await build({ stdin, define: { ...define }, bundle: true, write: false, format: 'esm' });
  return outputFiles[0]?.text ?? '';
}

/** Serves an app of one page whose session is open, with the worker of this room. */
async function openApp(scene: Scene) {
  const card = { ...scene.card(), trust: [...scene.card().trust] };
  const served = () => JSON.stringify({ format, fingerprint: card.fingerprint, card, now: scene.now().getTime() });
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

for (const how of ['throws', 'fails', 'hangs'] as const) {
  test(`where the database ${how}, the page is read without it, and everything can be forgotten`, async (t) => {
    const scene = await Scene.open(t, 3);
    const app = await openApp(scene);
    const browser = await openChromium();
    try {
      const context = await browser.newContext();
      const one = await context.newPage();
      await opened(one, app.address);
      await one.evaluate(() => session.keeping.turnOn());
      await one.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
      await one.close();
      const page = await context.newPage();
      await page.addInitScript((way) => {
        IDBFactory.prototype.open = () => {
          if (way === 'throws') throw new DOMException('no', 'UnknownError');
          const request = new EventTarget() as IDBOpenDBRequest;
          if (way === 'fails') setTimeout(() => request.onerror?.(new Event('error')), 10);
          return request;
        };
      }, how);
      await opened(page, app.address);
      assert.equal(await page.evaluate(() => session.keeping.state), 'unreachable');
      assert.equal((await read(page, ARTICLE)).label, 'current');
      assert.equal(await page.evaluate(() => session.keeping.turnOn().catch(() => 'refused')), 'refused');
      assert.equal(await page.evaluate(() => session.keeping.state), 'unreachable', 'what was kept is still there');
      await page.evaluate(() => session.keeping.forget());
      assert.equal(await page.evaluate(() => session.keeping.state), 'off');
      assert.deepEqual(await stored(page), NOTHING);
    } finally {
      await browser.close();
      app.close();
    }
  });
}

test('what could not be removed is told', async (t) => {
  const scene = await Scene.open(t, 3);
  const app = await openApp(scene);
  const browser = await openChromium();
  try {
    const page = await (await browser.newContext()).newPage();
    await opened(page, app.address);
    await page.evaluate(() => session.keeping.turnOn());
    const outcome = await page.evaluate(async () => {
      IDBFactory.prototype.deleteDatabase = () => new EventTarget() as IDBOpenDBRequest;
      return session.keeping.forget().catch((error: unknown) => String(error));
    });
    assert.match(String(outcome), /did not let the app remove everything/);
    assert.equal(await page.evaluate(() => session.keeping.state), 'unreachable');
    const { databases, caches } = await stored(page);
    assert.deepEqual([databases.length, caches], [1, []], 'and the rest is gone');
  } finally {
    await browser.close();
    app.close();
  }
});

test('at most 200 pages and 10 MB are kept, the newest', async (t) => {
  const scene = await Scene.open(t, 3);
  const app = await openApp(scene);
  const browser = await openChromium();
  try {
    const page = await (await browser.newContext()).newPage();
    await opened(page, app.address);
    /** Keeps so many pages of a size, a minute apart; the first and the last that are left, how many, and a text's length. */
    const fill = (count: number, sizeBytes: number) =>
      page.evaluate(
        async ([pages, size]) => {
          let at = 0;
          const clock = () => new Date(60_000 * at);
          const storage = { factory: indexedDB, name: `${pages}` };
          const open = await device.openDevice(storage, clock, () => {});
          const judged = {
            content: { kind: 'article', body: { headline: 'Мост' } },
            report: { page: { record: { language: 'ru' } } },
          } as Keepable['judged'];
          for (at = 1; at <= pages; at += 1) await open.keep({ path: `${at}`, bytes: new Uint8Array(size), judged });
          const list = await open.list();
          const first = await open.read('1');
          const last = await open.read(`${pages}`);
          open.close();
          return [list[0]?.path, list.at(-1)?.path, list.length, first?.bytes.length ?? null, last?.bytes.length];
        },
        [count, sizeBytes] as const,
      );
    assert.deepEqual(await fill(203, 10), ['203', '4', 200, null, 10]);
    assert.deepEqual(await fill(42, 250_000), ['42', '3', 40, null, 250_000]);
  } finally {
    await browser.close();
    app.close();
  }
});

test('only a card of the same newsroom takes the place of the one that is kept', async (t) => {
  const scene = await Scene.open(t, 3);
  const app = await openApp(scene);
  const browser = await openChromium();
  const title = (page: Page) =>
    page.evaluate(async () => (await (await caches.match('newsroom.json'))?.text()) ?? 'nothing');
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    await opened(page, app.address);
    await page.evaluate(() => session.keeping.turnOn());
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const before = await title(page);
    /** Opens the app while something stands in the card's place, and waits until the worker has looked at it. */
    const look = async (text: string): Promise<string> => {
      app.serve(text);
      const before = app.shown.times;
      await opened(page, app.address);
      while (app.shown.times === before) await page.waitForTimeout(20);
      // Time to keep it, were it to.
      await page.waitForTimeout(300);
      return title(page);
    };
    for (const text of [
      '<!doctype html><title>502</title>',
      JSON.stringify({ format, fingerprint: 'ab'.repeat(32), card: app.card, now: 0 }),
      JSON.stringify({ format: 'tamizdat.app/v2', fingerprint: app.card.fingerprint, card: app.card, now: 0 }),
      'null',
    ]) {
      assert.equal(await look(text), before, text.slice(0, 40));
    }
    const next = JSON.stringify({ ...JSON.parse(before), newer: true });
    app.serve(next);
    await opened(page, app.address);
    await page.waitForFunction(
      async () => (await (await caches.match('newsroom.json'))?.text())?.includes('"newer":true') ?? false,
    );
  } finally {
    await browser.close();
    app.close();
  }
});

test('who keeps an old list of carriers finds those that the card has by now', async (t) => {
  const scene = await Scene.open(t, 4);
  const app = await openApp(scene);
  const browser = await openChromium();
  try {
    const page = await (await browser.newContext()).newPage();
    const all = app.card.carriers;
    app.card.carriers = all.slice(0, 2);
    await opened(page, app.address);
    await page.evaluate(() => session.keeping.turnOn());
    await read(page, FRONT);
    // Both of the first visit are dead; the app's card names two others.
    for (const carrier of scene.carriers.slice(0, 2)) carrier.behaviour = 'reset';
    app.card.carriers = all.slice(2);
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.unregister());
    await opened(page, app.address);
    assert.deepEqual(await read(page, ARTICLE), { kind: 'page', label: 'current', origin: 'carrier' });
  } finally {
    await browser.close();
    app.close();
  }
});

test('the two checkpoints of a fork are kept with the rest, and told at the next visit', async (t) => {
  const scene = await Scene.open(t, 3);
  const other = await Newsroom.open();
  await other.publish([
    { language: 'ru', parts: [articleOf('Моста нет.')] },
    { kind: 'front', language: 'ru', parts: [articleOf('Другое.')] },
  ]);
  const forked = scene.carriers[1];
  const honest = new Map(forked?.files);
  for (const [path, bytes] of other.files) forked?.files.set(path, bytes);
  const app = await openApp(scene);
  const browser = await openChromium();
  try {
    const page = await (await browser.newContext()).newPage();
    await opened(page, app.address);
    await page.evaluate(() => session.keeping.turnOn());
    await read(page, ARTICLE);
    await page.waitForFunction(() => session.evidence() !== null);
    const evidence = await page.evaluate(() => session.evidence());
    await page.waitForFunction(async (name) => {
      const open = await device.openDevice(
        { factory: indexedDB, name },
        () => new Date(),
        () => {},
      );
      const state = await open.state();
      open.close();
      return state?.evidence != null;
    }, 'tamizdat / ');
    for (const [path, bytes] of honest) forked?.files.set(path, bytes);
    await opened(page, app.address);
    assert.deepEqual(await page.evaluate(() => session.evidence()), evidence);
    assert.equal((await read(page, ARTICLE)).label, 'conflict');
  } finally {
    await browser.close();
    app.close();
  }
});
