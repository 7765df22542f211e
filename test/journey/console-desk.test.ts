/** What editors and operators do on the console's pages, seen through to the carrier: let go, time, correct, withdraw. */
import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openConsole } from '../../src/console/index.ts';
import type { SettingsValues } from '../../src/platform/config/index.ts';
import { faultsOf } from '../browser/axe.ts';
import { openChromium } from '../browser/chromium.ts';
import { openScratch } from './command.ts';
import { openFeedSite, rssOf } from './feed-site.ts';
import { readCarried } from './folder.ts';
import { makeNewsroom } from './newsroom.ts';
import { until } from './until.ts';

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

const BRIDGE = {
  id: 'bridge',
  headline: 'Die Klappbrücke bleibt oben',
  text: '<p>Rund 2400 Menschen gehen täglich darüber.</p><p>Am Mittwoch kommt das Ersatzteil.</p>',
};
const SEAL = { id: 'seal', headline: 'Robbe in der Schleuse', text: '<p>Sie schläft seit Sonntag im Vorhafen.</p>' };

/** A newsroom whose first round is through, its console, and a page of it. */
async function openBench(t: TestContext, name: string, values: Partial<SettingsValues> = {}) {
  const clock = { now: new Date('2026-11-22T10:00:00Z') };
  const site = await openFeedSite({});
  const send = (...items: (typeof BRIDGE)[]) => site.answers.set('/feed.xml', rssOf(items, 'Lanmünder Bote', 'de'));
  send(BRIDGE, SEAL);
  const room = await makeNewsroom(
    scratch.path(name),
    {
      languages: ['de', 'ru'],
      title: { de: 'Lanmünder Bote', ru: 'Ланмюндский вестник' },
      sources: [{ feed: `${site.address}/feed.xml`, text: 'feed' }],
      ...values,
    },
    () => clock.now,
  );
  const { newsroom } = room;
  await room.round();
  const console = await openConsole({
    newsroom,
    desk: {
      editing: newsroom.editing,
      lexicon: newsroom.lexicon,
      settings: () => newsroom.settings,
      access: { kind: 'everyone', name: 'Ada Brook' },
      places: newsroom.places,
      jobs: newsroom.jobs,
      steps: () => newsroom.steps(),
      wake: () => newsroom.workplace.wake(),
    },
    now: () => clock.now,
    onFailure: (error) => assert.fail(String(error)),
  });
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  t.after(async () => {
    await context.close();
    await console.close();
    await room.close();
    await site.close();
  });
  const { rows } = await newsroom.editing.articles({});
  return {
    ...room,
    send,
    page,
    /** Where the article of a headline has its page. */
    addressOf: (headline: string) =>
      `/articles/${rows.find((row) => row.headline === headline)?.article ?? assert.fail(headline)}`,
    goto: async (path: string) => {
      await page.goto(new URL(path, console.address).href);
      await page.getByText('Live', { exact: true }).waitFor();
    },
    /** Whether a word stands on any page that the carrier has. */
    isOut: async (word: string) =>
      [...(await readCarried(room.carried)).pages.values()].some(({ text }) => text.includes(word)),
    later: (minutes: number) => {
      clock.now = new Date(clock.now.getTime() + minutes * 60_000);
    },
  };
}

test('what is held for review is let go from the table, and the table shows by itself when it is out', async (t) => {
  const { page, goto, round, isOut, addressOf } = await openBench(t, 'review', { review: ['de'] });
  assert.equal(await isOut('Klappbrücke'), false);
  await goto('/articles?state=arrived');
  const boxes = page.locator('input[name=article]');
  assert.equal(await boxes.count(), 2);
  for (const box of await boxes.all()) await box.check();
  await page.locator('#bulk-publish').click();
  await page.getByText('2 versions published.').waitFor();
  await goto('/articles');
  const row = page.locator('#articles tbody tr', { hasText: BRIDGE.headline });
  await row.getByText('ready').waitFor();
  await round();
  await row.getByText('published').waitFor();
  assert.equal(await isOut('Klappbrücke'), true);
  await goto(addressOf(BRIDGE.headline));
  await page.locator('#where', { hasText: 'has it' }).waitFor();
  assert.match(await page.locator('#trail').innerText(), /Ada Brook/);
});

test('an article is held back, corrected and withdrawn from its own page, wherever copies are', async (t) => {
  const { page, goto, send, round, isOut, addressOf, later } = await openBench(t, 'acts');
  const bridge = addressOf(BRIDGE.headline);
  assert.equal(await isOut('2400'), true);

  await goto(bridge);
  await page.locator('#embargo summary').click();
  await page.locator('#hold-until').fill('2026-11-22T12:00');
  await page.getByRole('button', { name: 'Hold back' }).click();
  await page.getByText('It is held back until then.').waitFor();
  send({ ...BRIDGE, text: BRIDGE.text.replace('2400', '1400') }, SEAL);
  later(10);
  await round();
  assert.equal(await isOut('1400'), false, 'under embargo nothing new of it is out');
  assert.equal(await isOut('2400'), true);
  await page.getByText('A change came in and waits').waitFor();
  await page.locator('#embargo').getByRole('button', { name: 'Let it go' }).click();
  await page.getByText('It is held back no longer.').waitFor();
  await round();
  assert.equal(await isOut('1400'), true);

  later(10);
  await goto(bridge);
  await page.locator('#correct-de-form summary').click();
  await page.locator('#correct-de').fill('In der ersten Fassung stand eine zu hohe Zahl.');
  await page.getByRole('button', { name: 'Publish with this note' }).click();
  await page.getByText('The correction in German goes out').waitFor();
  await round();
  assert.equal(await isOut('eine zu hohe Zahl'), true);

  later(10);
  await page.locator('#version-de').getByRole('link', { name: 'Withdraw…' }).click();
  await page.getByText('What will happen').waitFor();
  assert.match(await page.locator('main').innerText(), /1 carrier: local/);
  await page.locator('#reason').fill('Ein Zeuge bat darum.');
  await page.getByRole('button', { name: 'Withdraw in German' }).click();
  await page.getByText('Withdrawn. The next edition').waitFor();
  await round();
  for (const word of ['Klappbrücke', '1400', '2400', 'zu hohe Zahl']) assert.equal(await isOut(word), false, word);
  assert.equal(await isOut('Ein Zeuge bat darum.'), true);
  await goto('/log?what=withdrawn');
  assert.match(await page.locator('.trail').innerText(), /Ada Brook.*withdrew.*German/s);
});

test('what changed in the original is marked in the table, and word by word on the article’s page', async (t) => {
  const { page, goto, send, round, newsroom, addressOf } = await openBench(t, 'touched', {
    translations: [{ from: 'de', to: 'ru' }],
  });
  const bridge = addressOf(BRIDGE.headline);
  const name = { article: bridge.split('/')[2] ?? '', language: 'ru' };
  const draft = (await newsroom.editing.draft(name)) ?? assert.fail('no draft');
  for (const { key, edit, source } of draft.segments) {
    const text = source.includes('2400') ? 'Около 2400 человек.' : `Текст части ${key} по-русски.`;
    await newsroom.editing.saveSegment({ ...name, key, edit }, text, { name: 'Ada Brook' });
  }
  send({ ...BRIDGE, text: BRIDGE.text.replace('2400', '1400') }, SEAL);
  await goto('/articles?touched=yes');
  await page.getByText('No article is like that.').waitFor();
  await round();
  await page.locator('#articles .touched-mark').waitFor();
  await goto(bridge);
  await page.locator('.side-by-side del', { hasText: '2400' }).waitFor();
  assert.equal(await page.locator('.side-by-side .row.changed').count(), 1);
});

test('every page of a real newsroom is drawn, and has no fault that axe knows', async (t) => {
  const { page, goto, addressOf } = await openBench(t, 'pages', { translations: [{ from: 'de', to: 'ru' }] });
  for (const path of ['/articles', addressOf(SEAL.headline), '/carriers', '/editions', '/keys', '/jobs', '/log']) {
    await goto(path);
    assert.deepEqual(await faultsOf(page), [], path);
  }
});

test('a button has everything carried again, in whichever process publishes', async (t) => {
  const { page, goto, newsroom } = await openBench(t, 'again');
  let isWoken = false;
  await newsroom.jobs.work('publish-due', async () => {
    isWoken = true;
  });
  await goto('/carriers');
  await page.getByRole('button', { name: 'Carry again now' }).click();
  await page.getByText('The next round begins now.').waitFor();
  await until(async () => isWoken);
});
