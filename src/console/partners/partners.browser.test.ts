import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openChromium } from '../../../test/browser/chromium.ts';
import { assertFits } from '../../../test/browser/fits.ts';
import { openConsole, type RunningConsole } from '../console.ts';
import { deskSpecimen } from '../testing/desk-specimen.ts';
import { LINK_SECRET, memoryPartners } from '../testing/memory-partners.ts';
import { id, memoryNewsroom, NOW, specimen } from '../testing/specimen.ts';

let browser: Browser;
let running: RunningConsole;
const { partners, asked } = memoryPartners();
before(async () => {
  browser = await openChromium();
  const desk = { ...deskSpecimen().desk, partners };
  running = await openConsole({ newsroom: memoryNewsroom(specimen()), desk, now: () => NOW });
});
after(async () => {
  await browser?.close();
  await running?.close();
});

for (const [name, path] of [
  ['partners', '/partners'],
  ['partner', '/partners/sister'],
  ['partner-stopped', '/partners/harbour'],
  ['partner-preview', `/partners/sister/preview/${id(0)}/fa`],
  ['partner-preview-link', `/partners/preview/${LINK_SECRET}`],
] as const) {
  test(`${path} has no fault that axe knows and fits phone and desktop, dark and light`, async () => {
    const context = await browser.newContext({ bypassCSP: true });
    try {
      const page = await context.newPage();
      await page.goto(new URL(path, running.address).href);
      await page.evaluate(() => {
        for (const each of document.querySelectorAll('details')) each.open = true;
      });
      await assertFits(page, name);
    } finally {
      await context.close();
    }
  });
}

test('without script a post is stopped, and a dry run chosen and read', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  try {
    const page = await context.newPage();
    await page.goto(new URL('/partners/sister', running.address).href);
    await page
      .locator(`#post-${id(1)}-ru`)
      .getByRole('button', { name: /^Stop/ })
      .click();
    await page.getByText('It is taken out of sight there.').waitFor();
    assert.equal(asked.at(-1)?.startsWith(`stop ${id(1)}`), true);
    await page.locator('#preview-article').selectOption(id(0));
    await page.getByRole('button', { name: 'See what would appear' }).click();
    await page.getByText('would have on The Sister Paper').waitFor();
    const frame = page.frameLocator('iframe');
    assert.match((await frame.locator('.tamizdat-notice').textContent()) ?? '', /Почему/);
  } finally {
    await context.close();
  }
});
