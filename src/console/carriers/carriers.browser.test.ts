import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openChromium } from '../../../test/browser/chromium.ts';
import { assertFits, SIZES } from '../../../test/browser/fits.ts';
import { openConsole, type RunningConsole } from '../console.ts';
import { deskSpecimen } from '../testing/desk-specimen.ts';
import { memoryCarriers } from '../testing/memory-carriers.ts';
import { memoryNewsroom, NOW, specimen } from '../testing/specimen.ts';

let browser: Browser;
const contexts: BrowserContext[] = [];
const consoles: RunningConsole[] = [];
before(async () => {
  browser = await openChromium();
});
afterEach(async () => {
  for (const each of contexts.splice(0)) await each.close();
  for (const each of consoles.splice(0)) await each.close();
});
after(() => browser.close());

async function open(path: string, javaScriptEnabled = true): Promise<{ page: Page; asked: string[] }> {
  const asked: string[] = [];
  const { desk } = deskSpecimen();
  const newsroom = memoryNewsroom(specimen());
  const running = await openConsole({
    newsroom,
    desk: { ...desk, carriers: memoryCarriers(asked) },
    now: () => NOW,
  });
  consoles.push(running);
  const context = await browser.newContext({
    viewport: SIZES.desktop,
    bypassCSP: javaScriptEnabled,
    javaScriptEnabled,
  });
  contexts.push(context);
  const page = await context.newPage();
  await page.goto(new URL(path, running.address).href);
  return { page, asked };
}

for (const [path, name] of [
  ['/carriers', 'carriers'],
  ['/carriers/add?kind=sftp', 'carriers-add'],
] as const) {
  test(`${path} has no fault that axe knows and fits phone and desktop, dark and light`, async () => {
    const { page } = await open(path);
    await page.evaluate(() => {
      for (const each of document.querySelectorAll('details')) each.open = true;
    });
    await assertFits(page, name);
  });
}

test('what a test found has no fault that axe knows and fits phone and desktop, dark and light', async () => {
  const { page } = await open('/carriers');
  await page.locator('#test-orchard').click();
  await page.getByText('orchard cannot be used like this').waitFor();
  await assertFits(page, 'carriers-findings');
});

test('without script a carrier is held back, and removed by its name typed', async () => {
  const { page, asked } = await open('/carriers', false);
  await page.locator('#pause-orchard').click();
  await page.getByText('orchard is left alone until you resume it.').waitFor();
  await page.locator('#removal-orchard summary').click();
  await page.locator('#removal-orchard input').fill('orchard');
  await page.getByRole('button', { name: 'Remove it' }).first().click();
  await page.getByText('orchard is a carrier no more').waitFor();
  assert.deepEqual(asked, ['pause orchard', 'remove orchard']);
});
