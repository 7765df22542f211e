import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../test/browser/chromium.ts';
import { until } from '../../test/journey/until.ts';
import { keptPaths, NOTHING, openApp, opened, read, stored } from '../../test/reader/app.ts';
import { ARTICLE, FRONT, Scene } from '../../test/reader/scene.ts';

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
    await until(async () => (await keptPaths(page)).length === 2);
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
    await until(async () => (await keptPaths(page)).length === 1);
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
