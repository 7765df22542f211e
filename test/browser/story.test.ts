import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openScratch } from '../journey/command.ts';
import { editionAt, type RunningDemo, startDemo } from '../journey/demo.ts';
import { until } from '../journey/until.ts';
import { faultsOf } from './axe.ts';
import { openChromium } from './chromium.ts';
import { openReader, type Reader } from './reader.ts';

const LIMIT = { timeout: 240_000 };
const FOREIGN = join(import.meta.dirname, '..', 'vectors', 'genuine-page', 'page.html');
const scratch = await openScratch();
let demo: RunningDemo;
let browser: Browser;
let readers: Reader[] = [];

before(async () => {
  demo = await startDemo(scratch.path('home'), '--port', '14600');
  browser = await openChromium();
  // What carriers with an old copy hold is an edition older than this one.
  await demo.edit('publish', 'robbe');
  await until(async () => (await editionAt(carrier('ferry'))) > 1);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  await scratch.remove();
});

beforeEach(() => censorAll('open'));

afterEach(async () => {
  for (const reader of readers) {
    const allowed = new Set([demo.app, ...demo.carriers.values()].map((address) => new URL(address).origin));
    const elsewhere = reader.asked.filter(({ origin, protocol }) => protocol !== 'blob:' && !allowed.has(origin));
    assert.deepEqual(elsewhere.map(String), [], 'asked somebody who is neither the app origin nor a carrier');
    await reader.close();
  }
  readers = [];
});

const carrier = (name: string): string => demo.carriers.get(name) ?? '';

async function censorAll(action: string, ...except: string[]): Promise<void> {
  for (const name of demo.carriers.keys()) await demo.censor(name, except.includes(name) ? 'open' : action);
}

async function reader(options: Parameters<typeof openReader>[2] = {}): Promise<Reader> {
  const opened = await openReader(browser, demo, options);
  readers.push(opened);
  return opened;
}

const headline = (page: Page) => page.locator('main h1');

/** Path of an article in a language, by its headline on the front page. */
async function pathOf(page: Page, text: string): Promise<string> {
  const link = page.locator('main a', { hasText: text }).first();
  await link.waitFor({ timeout: 60_000 });
  return ((await link.getAttribute('href')) ?? '').replace(/^#\//, '');
}

test('somebody opens the app and reads, in their language, what the newsroom says today', LIMIT, async () => {
  const { page, verdict, stored, asked } = await reader({ locale: 'ru-RU' });
  await page.goto(demo.app);
  assert.match(await verdict(), /^✓ Подлинная/);
  assert.equal(await page.locator('html').getAttribute('lang'), 'ru');
  await page.locator('main a', { hasText: 'Орсания' }).first().click();
  await headline(page).filter({ hasText: 'Орсания заблокировала' }).waitFor();
  assert.match(await verdict(), /^✓ Подлинная/);
  await page.locator('header nav a[hreflang=de]').click();
  await headline(page).filter({ hasText: 'Orsanien sperrt den Boten' }).waitFor();
  assert.match(await verdict(), /^✓ Echt/);
  assert.deepEqual(await stored(), [], 'nothing is stored unasked');
  for (const { pathname, origin } of asked) {
    if (origin === new URL(demo.app).origin)
      assert.doesNotMatch(pathname, /\d{4}\/\d{2}/, 'the app origin learns what is read');
  }
});

for (const action of ['blackhole', 'reset', 'freeze', 'slow', 'alter', 'old'] as const) {
  test(`with every carrier but one under "${action}", the newest text is read all the same`, LIMIT, async () => {
    const open = [...demo.carriers.keys()][action.length % demo.carriers.size] ?? '';
    await censorAll(action, open);
    const { page, verdict, open: go } = await reader();
    await go('en/index.html');
    assert.match(await verdict(), /^✓ Genuine\. Current as of/);
    // Old copies are honest about their time; where five of six are old, the newest may take a few looks to be met.
    await page.locator('main a', { hasText: /seal/i }).first().waitFor({ timeout: 180_000 });
    // What is so small passes under these; it only takes longer, or is light enough to be through before.
    if (action === 'slow' || action === 'freeze') return;
    await page.getByText('How do I know?').click();
    await page.locator('.label details', { hasText: `Copy from ${new URL(carrier(open)).host}` }).waitFor();
  });
}

test('a carrier that lies is named, and another one is used', LIMIT, async () => {
  await censorAll('alter');
  // Slow, so that the liars are there first: who has lost is not looked at.
  await demo.censor('cutter', 'slow');
  const { page, verdict, open } = await reader();
  await open('en/index.html');
  assert.match(await verdict(), /^✓ Genuine/);
  // More than two are counted above the text, and named behind it.
  await page.locator('.label ul.aside li').first().waitFor();
  await page.getByText('How do I know?').click();
  const aside = page.locator('.label .carriers li', { hasText: 'set aside' });
  await aside.first().waitFor();
  const named = (await aside.allTextContents()).join('\n');
  assert.match(named, /127\.0\.0\.1:\d+.*gave an altered page and was set aside/);
  assert.doesNotMatch(named, new RegExp(new URL(carrier('cutter')).host));
});

test('when every carrier lies, nothing is shown but that', LIMIT, async () => {
  await censorAll('alter');
  const { page, open } = await reader();
  await open('en/index.html');
  await headline(page).filter({ hasText: 'Every copy that answered was altered.' }).waitFor();
  await page.getByText('It was changed after it was signed.').first().waitFor();
  assert.equal(await page.locator('main article').count(), 0);
});

test('when none can be reached that is said within seconds, and trying again helps once one can', LIMIT, async () => {
  await censorAll('blackhole');
  const { page, verdict, open } = await reader();
  await open('en/index.html');
  await headline(page).filter({ hasText: 'No copy could be reached' }).waitFor({ timeout: 15_000 });
  await demo.censor('ebb', 'open');
  await page.getByRole('button', { name: 'Try again' }).click();
  assert.match(await verdict(), /^✓ Genuine/);
});

test(
  'to who has seen something newer an old copy is shown as old, and only when there is nothing else',
  LIMIT,
  async () => {
    const { page, verdict, open } = await reader();
    await open('en/index.html');
    assert.match(await verdict(), /Current as of/);
    const path = await pathOf(page, 'quay wall');
    await censorAll('old');
    await open(path);
    await headline(page).filter({ hasText: 'quay wall' }).waitFor();
    assert.match(await verdict(), /This copy is from/);
    await page.getByText('How do I know?').click();
    assert.match(
      (await page.locator('.label .carriers').textContent()) ?? '',
      /holds an old copy \(edition \d+\) and was set aside/,
    );
  },
);

test('a correction and a withdrawal arrive in the open app', LIMIT, async () => {
  const { slug } = await demo.edit('publish');
  const { page, verdict, open } = await reader();
  const path = await newestPath(slug);
  await open(path);
  await headline(page).first().waitFor();
  assert.match(await verdict(), /^✓ Genuine\. Current/);
  await demo.edit('correct', slug);
  await page.getByText('This article has just been corrected.').waitFor({ timeout: 60_000 });
  await page.locator('main').getByText('Correction').first().waitFor();
  await demo.edit('withdraw', slug);
  await page.getByText('The newsroom has just withdrawn this article.').waitFor({ timeout: 60_000 });
  assert.match(await verdict(), /withdrawn/);
});

/** Path of the English version of an article that just came out: carriers say where it lies. */
async function newestPath(slug: string): Promise<string> {
  const site = await fetch(`${demo.site}/en/feed.xml`);
  const item = itemsOf(await site.text()).find((each) => each.includes(`:${slug}:en<`)) ?? '';
  const [, title = ''] = /<title>(.*?)<\/title>/.exec(item) ?? [];
  assert.notEqual(title, '', `the newsroom's own feed has no ${slug}`);
  return until(async () => {
    const feed = await (await fetch(`${carrier('buoy')}en/feed.xml`)).text();
    const carried = itemsOf(feed).find((each) => each.includes(`<title>${title}<`));
    return /en\/\d{4}\/\d{2}\/\d{2}\/\w{10}\.html/.exec(carried ?? '')?.[0];
  });
}

/** The items of a feed, each as it stands there. */
const itemsOf = (feed: string): string[] => feed.match(/<item[ >].*?<\/item>/gs) ?? [];

test('kept pages are read without a network, and one button forgets everything', LIMIT, async () => {
  const { page, context, verdict, open, stored } = await reader();
  await open('en/index.html');
  const path = await pathOf(page, 'quay wall');
  await open('kept');
  await page.getByText('Nothing is kept on this device.').waitFor();
  await page.getByRole('button', { name: 'Keep pages from now on' }).click();
  await page.getByText('Pages you open are kept on this device.').waitFor();
  await open(path);
  await headline(page).filter({ hasText: 'quay wall' }).waitFor();
  await verdict();
  await until(async () => (await stored()).some((each) => each.startsWith('service worker')));
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

  await censorAll('blackhole');
  await context.setOffline(true);
  await page.reload();
  await headline(page).filter({ hasText: 'quay wall' }).waitFor();
  assert.match(await verdict(), /This copy is from/);
  await open('kept');
  await page.locator('main a', { hasText: 'quay wall' }).waitFor();
  await page.getByRole('button', { name: 'Forget everything' }).click();
  await page.getByText('Everything has been removed from this device.').waitFor();
  assert.deepEqual(await stored(), []);
});

test('files that somebody passed on are told apart: genuine, forged, foreign, and no page at all', LIMIT, async () => {
  const { page, open } = await reader();
  await open('en/index.html');
  const path = await pathOf(page, 'quay wall');
  const genuine = Buffer.from(await (await fetch(carrier('dinghy') + path)).arrayBuffer());
  const forged = Buffer.from(genuine.toString('utf8').replace('quay wall', 'prison wall'));
  assert.ok(!forged.equals(genuine));
  const verdictOn = async (name: string, buffer: Buffer): Promise<string> => {
    // Dropped on whatever page is open, as a person does it.
    await page.evaluate(
      ([fileName, base64]) => {
        const bytes = Uint8Array.from(atob(base64 ?? ''), (each) => each.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], fileName ?? '', { type: 'text/html' }));
        window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
      },
      [name, buffer.toString('base64')],
    );
    return until(async () => {
      const text = (await page.locator('.label').allTextContents()).join('');
      const isOf = text.includes(name) || name === 'foreign.html';
      return isOf && (await page.locator('.label .verdict').textContent());
    });
  };
  assert.match(await verdictOn('genuine.html', genuine), /^✓ Genuine\. Current/);
  await headline(page).filter({ hasText: 'quay wall' }).last().waitFor();
  assert.match(await verdictOn('forged.html', forged), /^✕ Not genuine.*hash-mismatch/);
  assert.equal(await page.getByText('prison wall').count(), 0, 'a forged text is not shown');
  assert.match(await verdictOn('foreign.html', readFileSync(FOREIGN)), /knows .* only, so it cannot tell/);
  assert.match(
    await verdictOn('letter.html', Buffer.from('<!doctype html><p>Hello</p>')),
    /It cannot be told whether this is genuine\. The file carries no signature\./,
  );
  const chosen = page.locator('input[type=file]');
  await chosen.setInputFiles({ name: 'chosen.html', mimeType: 'text/html', buffer: genuine });
  await until(async () => /chosen\.html/.test((await page.locator('.label').allTextContents()).join('')));
});

test('everything can be done with the keyboard alone', LIMIT, async () => {
  const { page, verdict, open } = await reader();
  await open('en/index.html');
  await verdict();
  await page.keyboard.press('Tab');
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  const tabTo = async (text: RegExp): Promise<void> => {
    for (let presses = 0; presses < 120; presses += 1) {
      if (text.test(await focused())) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`the keyboard does not reach ${text}`);
  };
  await tabTo(/How do I know\?/);
  await page.keyboard.press('Enter');
  await page.getByText('Not a letter was changed').waitFor();
  await tabTo(/quay wall/);
  await page.keyboard.press('Enter');
  await headline(page).filter({ hasText: 'quay wall' }).waitFor();
  await tabTo(/Kept pages/);
  await page.keyboard.press('Enter');
  await headline(page).filter({ hasText: 'Kept pages' }).waitFor();
  await tabTo(/Keep pages from now on/);
  await page.keyboard.press('Space');
  await tabTo(/Forget everything/);
  await page.keyboard.press('Enter');
  await page.getByText('Everything has been removed').waitFor();
});

for (const [language, locale, direction] of [
  ['ru', 'ru-RU', 'ltr'],
  ['fa', 'fa-IR', 'rtl'],
] as const) {
  test(
    `in ${locale} the app speaks the language, runs ${direction} and has no barrier that axe knows`,
    LIMIT,
    async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page, open, verdict } = await reader({ locale, colorScheme });
        for (const place of [`${language}/index.html`, 'about', 'kept', 'check']) {
          await open(place);
          if (place.endsWith('html')) await verdict();
          await headline(page).first().waitFor();
          assert.equal(await page.locator('html').getAttribute('dir'), direction);
          assert.equal(await page.locator('html').getAttribute('lang'), language);
          assert.deepEqual(await faultsOf(page), [], `${locale} ${colorScheme} ${place}`);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          assert.ok(overflow <= 0, `${place} is ${overflow} px too wide for a phone`);
        }
      }
    },
  );
}
