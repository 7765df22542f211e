import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openChromium } from '../../test/browser/chromium.ts';
import { until } from '../../test/journey/until.ts';
import { CARD_FORMAT, NOTHING, openApp, opened, read, stored } from '../../test/reader/app.ts';
import { ARTICLE, articleOf, FRONT, Scene } from '../../test/reader/scene.ts';
import { Newsroom } from '../../test/vectors/newsroom.ts';
import type { Keepable } from './keeping.ts';

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
      JSON.stringify({ format: CARD_FORMAT, fingerprint: 'ab'.repeat(32), card: app.card, now: 0 }),
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
    await until(() =>
      page.evaluate(async () => {
        const open = await device.openDevice(
          { factory: indexedDB, name: 'tamizdat / ' },
          () => new Date(),
          () => {},
        );
        const state = await open.state();
        open.close();
        return state?.evidence != null;
      }),
    );
    for (const [path, bytes] of honest) forked?.files.set(path, bytes);
    await opened(page, app.address);
    assert.deepEqual(await page.evaluate(() => session.evidence()), evidence);
    assert.equal((await read(page, ARTICLE)).label, 'conflict');
  } finally {
    await browser.close();
    app.close();
  }
});
