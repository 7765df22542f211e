import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChromium } from '../../../test/browser/chromium.ts';
import { until } from '../../../test/journey/until.ts';
import { ARTICLE, Scene } from '../../../test/reader/scene.ts';
import { serveApp } from '../../../test/reader/serve-app.ts';

test('with keeping on, every part of the app as it is built works without any network', async (t) => {
  const scene = await Scene.open(t, 3);
  const server = await serveApp(scene.card());
  const app = server.address;
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
    // A page is kept once it was compared with others, a moment after it is shown.
    await until(() =>
      page.evaluate(async () => {
        const answerOf = <Result>(request: IDBRequest<Result>) =>
          new Promise<Result>((resolve) => {
            request.onsuccess = () => resolve(request.result);
          });
        const [{ name = '' } = {}] = await indexedDB.databases();
        const database = await answerOf(indexedDB.open(name));
        const count = await answerOf(database.transaction('list').objectStore('list').count());
        database.close();
        return count > 0;
      }),
    );

    server.close();
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
