/** How the app opens, as it is built: on a slow line, and inside a page of somebody else's. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { openChromium } from '../../../test/browser/chromium.ts';
import { Scene } from '../../../test/reader/scene.ts';
import { serveApp } from '../../../test/reader/serve-app.ts';

test('before style and scripts have come, a sentence stands on the screen; the page takes its place', async (t) => {
  const scene = await Scene.open(t, 1);
  const app = await serveApp(scene.card());
  t.after(() => app.close());
  const browser = await openChromium();
  t.after(() => browser.close());
  const page = await browser.newPage();
  app.hold(/\.(?:js|css)$/);
  await page.goto(`${app.address}#/about`, { waitUntil: 'commit' });
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
  assert.match((await page.locator('main').innerText()) ?? '', /^Loading … · Загружается … · در حال بارگیری …$/);
  assert.equal(await page.locator('[lang=fa]').first().getAttribute('dir'), 'rtl');
  app.hold(/^$/);
  await page.goto('about:blank');
  await page.goto(`${app.address}#/about`);
  await page.locator('main h1').waitFor();
  assert.equal(await page.locator('#loading').count(), 0);
  assert.equal(await page.evaluate(() => document.styleSheets.length), 1);
});

test('where nothing may run, it is not said that something loads', async (t) => {
  const scene = await Scene.open(t, 1);
  const app = await serveApp(scene.card());
  t.after(() => app.close());
  const browser = await openChromium();
  t.after(() => browser.close());
  const page = await browser.newPage({ javaScriptEnabled: false });
  await page.goto(app.address);
  assert.match(await page.locator('main').innerText(), /^This app finds .*\s+Diese App /);
});

test('inside a page of somebody else’s nothing is drawn but a way out of it', async (t) => {
  const scene = await Scene.open(t, 1);
  const app = await serveApp(scene.card());
  t.after(() => app.close());
  const frame = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<iframe src="${app.address}#/about"></iframe>`);
  });
  await new Promise<void>((listening) => frame.listen(0, '127.0.0.1', listening));
  t.after(() => frame.close());
  const browser = await openChromium();
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(frame.address() as AddressInfo).port}/`);
  const inner = page.frameLocator('iframe');
  await inner.getByText('stands inside another page').waitFor();
  assert.equal(await inner.locator('header, h1, footer').count(), 0);
  assert.ok(scene.carriers.every(({ asked }) => asked.length === 0));
  const [own] = await Promise.all([page.waitForEvent('popup'), inner.getByRole('link').click()]);
  await own.locator('main h1').waitFor();
  assert.equal(new URL(own.url()).origin, new URL(app.address).origin);
});
