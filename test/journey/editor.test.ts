/** An article from the newsroom's feed to readers in a second language, by the keyboard of its translator. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openConsole } from '../../src/console/index.ts';
import { articlePath } from '../../src/proof/index.ts';
import { openChromium } from '../browser/chromium.ts';
import { openScratch } from './command.ts';
import { openFeedSite, rssOf } from './feed-site.ts';
import { makeNewsroom } from './newsroom.ts';

let browser: Browser;
let scratch: Awaited<ReturnType<typeof openScratch>>;
before(async () => {
  browser = await openChromium();
  scratch = await openScratch();
});
after(async () => {
  await browser.close();
  await scratch.remove();
});

const TEXT = '<p>Rund 1400 Menschen gehen täglich über die <b>Klappbrücke</b>.</p><p>Sie bleibt bis Mittwoch oben.</p>';
const TRANSLATED: Readonly<Record<string, string>> = {
  headline: 'Мост поднят до среды',
  b1: 'Ежедневно по {1}разводному мосту{/1} проходят около 1400 человек.',
  b2: 'Он останется поднятым до среды.',
};

test('an article arrives, is translated by keyboard, published and carried; a correction touches one segment', async (t) => {
  const item = { id: '1', headline: 'Die Brücke bleibt bis Mittwoch oben', text: TEXT };
  const site = await openFeedSite({ '/feed.xml': rssOf([item], 'Der Bote', 'de') });
  t.after(() => site.close());
  const made = await makeNewsroom(scratch.path('bote'), {
    title: 'Der Bote',
    languages: ['de', 'ru'],
    sources: [{ feed: `${site.address}/feed.xml` }],
    translations: [{ from: 'de', to: 'ru' }],
  });
  t.after(() => made.close());
  const { newsroom } = made;
  await made.round();
  const [row] = (await newsroom.editing.articles({})).rows;
  assert.ok(row !== undefined);
  const console = await openConsole({
    newsroom,
    desk: {
      editing: newsroom.editing,
      lexicon: newsroom.lexicon,
      settings: () => newsroom.settings,
      access: { kind: 'everyone', name: 'Ada Brook' },
    },
  });
  t.after(() => console.close());
  const page = await browser.newPage();
  await page.goto(`${console.address}articles/${row.article}/ru`);
  await page.getByText('Live', { exact: true }).waitFor();
  const translate = async (texts: Readonly<Record<string, string>>) => {
    for (const [key, text] of Object.entries(texts)) {
      const field = page.locator(`[id="t-${key}"]`);
      await field.fill(text);
      await field.press('Control+Enter');
      await page.locator(`[id="s-${key}"][data-state=confirmed]`).waitFor();
    }
  };
  await translate(TRANSLATED);
  await page.getByText('All segments are confirmed').waitFor();
  await page.getByRole('button', { name: 'Publish now' }).click();
  await page.getByText('It goes out with the next edition.').waitFor();
  await made.round();
  const path = join(made.carried, articlePath('ru', row.day, row.article, 1));
  assert.match(await readFile(path, 'utf8'), /Он останется поднятым до среды\./);

  // The newsroom corrects its own text: what is still right stays confirmed.
  const corrected = { ...item, text: TEXT.replace('Mittwoch', 'Donnerstag') };
  site.answers.set('/feed.xml', rssOf([corrected], 'Der Bote', 'de'));
  await made.round();
  await page.goto(`${console.address}articles/${row.article}/ru`);
  const reopen = page.getByRole('button', { name: 'Open it again, for a further revision' });
  if (await reopen.isVisible()) await reopen.click();
  await page.locator('[id="s-b2"][data-state=touched] .was del', { hasText: 'Mittwoch' }).waitFor();
  assert.equal(await page.locator('.segment[data-state=touched]').count(), 1);
  await page.getByText('Live', { exact: true }).waitFor();
  await translate({ b2: 'Он останется поднятым до четверга.' });
  await page.getByRole('button', { name: 'Publish now' }).click();
  await page.getByText('It goes out with the next edition.').waitFor();
  await made.round();
  assert.match(await readFile(path, 'utf8'), /до четверга\./);
  await page.goto(`${console.address}articles/${row.article}/ru/revisions`);
  await page.locator('.compared del', { hasText: 'среды' }).waitFor();
});
