import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { openChromium } from '../../../test/browser/chromium.ts';
import { ARTICLE, Scene } from '../../../test/reader/scene.ts';
import { buildAssets } from './build.ts';

const TYPES: Readonly<Record<string, string>> = { html: 'text/html', css: 'text/css', js: 'text/javascript' };

test('with keeping on, every part of the app as it is built works without any network', async (t) => {
  const scene = await Scene.open(t, 3);
  const card = {
    format: 'tamizdat.app/v1',
    ...scene.card(),
    trust: Buffer.from(scene.card().trust).toString('base64'),
  };
  const files = new Map((await buildAssets('reader')).map(({ path, bytes }) => [path, bytes]));
  const server = createServer((request, response) => {
    const path = (request.url ?? '').slice(1) || 'index.html';
    if (path === 'newsroom.json') return response.end(JSON.stringify(card));
    const type = TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? '';
    return response.writeHead(files.has(path) ? 200 : 404, { 'content-type': type }).end(files.get(path));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const app = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser = await openChromium();
  try {
    const context = await browser.newContext({ locale: 'en' });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(`${app}#/kept`);
    await page.getByRole('button', { name: /./ }).click();
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.goto(`${app}#/${ARTICLE}`);
    await page.locator('article h1').waitFor();
    const headline = (await page.locator('article h1').textContent()) ?? '';
    await page.waitForFunction(async () => (await indexedDB.databases()).length > 0);

    server.close().closeAllConnections();
    for (const carrier of scene.carriers) carrier.behaviour = 'reset';
    await context.setOffline(true);
    await page.goto(`${app}#/kept`);
    await page.reload();
    await page.locator('.kept a', { hasText: headline }).click();
    await page.locator('article h1').waitFor();
    await page.locator('summary').click();
    await page.locator('.checks li').first().waitFor();
    await page.goto(`${app}#/check`);
    const buffer = Buffer.from(scene.newsroom.file(ARTICLE));
    await page.setInputFiles('#file', { name: 'sent.html', mimeType: 'text/html', buffer });
    await page.locator('.label').getByText('sent.html').waitFor({ state: 'attached' });
    assert.equal(await page.locator('article h1').textContent(), headline);
    await page.goto(`${app}#/about`);
    await page.locator('.carriers li').first().waitFor();
  } finally {
    await browser.close();
    server.close();
  }
});
