import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { faultsOf } from '../../test/browser/axe.ts';
import { openChromium } from '../../test/browser/chromium.ts';
import { assertFits, SIZES } from '../../test/browser/fits.ts';
import type { Overview } from '../newsroom/index.ts';
import { openConsole, type RunningConsole } from './console.ts';
import { memoryCensor } from './testing/memory-censor.ts';
import {
  CARRIER_NAMES,
  emptySpecimen,
  fullSpecimen,
  memoryNewsroom,
  NOW,
  specimen,
  version,
} from './testing/specimen.ts';

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

async function open(options: BrowserContextOptions = {}, { overview = specimen(), hasBench = true, port = 0 } = {}) {
  const newsroom = memoryNewsroom(overview);
  const censor = memoryCensor(CARRIER_NAMES);
  const running = await openConsole({ newsroom, censor: hasBench ? censor : undefined, now: () => NOW, port });
  consoles.push(running);
  const context = await browser.newContext({ viewport: SIZES.desktop, ...options });
  contexts.push(context);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(running.address);
  if (options.javaScriptEnabled !== false) await page.getByText('Live', { exact: true }).waitFor();
  const action = (name: string) => censor.places().find((place) => place.name === name)?.action.kind;
  return { newsroom, censor, running, page, faults, requests, action };
}

const SPECIMENS: Readonly<Record<string, { overview: Overview; hasBench: boolean }>> = {
  'a newsroom at work': { overview: specimen(), hasBench: true },
  'a newsroom without a censor': { overview: specimen(), hasBench: false },
  'an empty newsroom': { overview: emptySpecimen(), hasBench: false },
  'a newsroom with as much as is ever shown': { overview: fullSpecimen(), hasBench: true },
};

for (const [name, shown] of Object.entries(SPECIMENS)) {
  test(`${name} has no fault that axe knows and fits phone and desktop, dark and light`, async () => {
    const { page } = await open({ bypassCSP: true }, shown);
    await page.evaluate(() => {
      for (const each of document.querySelectorAll('details')) each.open = true;
    });
    await assertFits(page, name.replaceAll(' ', '-'));
  });
}

test('axe would find faults in this page if it had any', async () => {
  const { page } = await open({ bypassCSP: true });
  await page.evaluate(() => {
    document.documentElement.lang = '';
    for (const each of document.querySelectorAll<HTMLElement>('.lead')) each.style.color = '#ccc';
  });
  const ids = (await faultsOf(page)).map((fault) => fault.split(':')[0]);
  assert.ok(ids.includes('html-has-lang') && ids.includes('color-contrast'), ids.join(' '));
});

test('every button can be hit: 44 px high on a phone, 24 px at least elsewhere', async () => {
  const { page } = await open();
  for (const [size, least] of [
    ['phone', 44],
    ['desktop', 24],
  ] as const) {
    await page.setViewportSize(SIZES[size]);
    const targets = page.locator('button, select, summary, nav a, .leads a');
    assert.ok((await targets.count()) > 40);
    for (const target of await targets.all()) {
      const box = await target.boundingBox();
      assert.ok(box !== null && box.height >= least && box.width >= 24, `${await target.textContent()} on ${size}`);
    }
  }
});

test('what changes shows without a reload, and the newest event is said in one live sentence', async () => {
  const { page, newsroom, censor, faults, requests, running } = await open();
  const loaded = requests.filter((url) => url === running.address).length;
  censor.set('lantern', { kind: 'slow', bytesPerSecond: 2_048 });
  await page.locator('#carrier-lantern .top', { hasText: 'slow (2 KB/s)' }).waitFor();
  const [newest, ...rest] = specimen().editions;
  assert.ok(newest !== undefined);
  newsroom.show(specimen({ editions: [{ ...newest, number: 13 }, newest, ...rest] }));
  await page.locator('#edition-13').waitFor();
  assert.equal(await page.locator('[role=status]').textContent(), 'Edition 13 is out: 3 pages corrected');
  assert.equal(requests.filter((url) => url === running.address).length, loaded);
  assert.deepEqual(faults, []);
  for (const url of requests) assert.ok(url.startsWith(running.address), url);
});

test('an update keeps focus, what was opened, what was chosen and where on the screen one was', async () => {
  const { page, censor } = await open({ viewport: SIZES.phone, reducedMotion: 'reduce' });
  await page.locator('#journey-rest summary').click();
  await page.locator('#preset-except').selectOption('samovar');
  const button = page.locator('#censor-driftwood-reset');
  await button.focus();
  assert.ok((await page.evaluate(() => scrollY)) > 500);
  const top = async () => (await button.boundingBox())?.y ?? 0;
  const seenAt = await top();
  censor.set('lantern', { kind: 'old' });
  await page.locator('#carrier-lantern .top', { hasText: 'old copy' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'censor-driftwood-reset');
  assert.equal(await page.locator('#journey-rest').getAttribute('open'), '');
  assert.equal(await page.locator('#preset-except').inputValue(), 'samovar');
  assert.ok(Math.abs((await top()) - seenAt) < 2, `from ${seenAt} to ${await top()}`);
});

test('the keyboard alone moves the censor, and the focus is seen and stays', async () => {
  const { page, action } = await open();
  await page.keyboard.press('Tab');
  assert.match((await page.locator(':focus').textContent()) ?? '', /^Skip/);
  const presses = async (id: string) => {
    for (let each = 0; each < 200; each += 1) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate(() => document.activeElement?.id)) === id) return;
    }
    assert.fail(`${id} is not reached`);
  };
  await presses('censor-lantern-blackhole');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineWidth);
  assert.equal(outline, '3px');
  await page.keyboard.press('Enter');
  await page.locator('#censor-lantern-blackhole[aria-pressed=true]').waitFor();
  assert.equal(action('lantern'), 'blackhole');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.locator('#censor-lantern-reset[aria-pressed=true]').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'censor-lantern-reset');
});

test('one press blocks all but the chosen carrier', async () => {
  const { page, action } = await open();
  await page.locator('#preset-except').selectOption('orchard');
  await page.locator('#preset-blackhole').click();
  await page.getByText('1 open, 5 blocked').waitFor();
  assert.deepEqual(
    CARRIER_NAMES.filter((name) => action(name) === 'open'),
    ['orchard'],
  );
});

test('without script everything is there to read and every button works', async () => {
  const { page, action, running } = await open({ javaScriptEnabled: false });
  const text = (await page.locator('body').innerText()).replaceAll(/\s+/g, ' ');
  for (const part of [
    'The Harbour Courier',
    'waits for an edition',
    '3 editions (3 min) behind',
    'Renewed every 10 seconds',
  ]) {
    assert.ok(text.includes(part), part);
  }
  assert.equal(await page.locator('head meta[http-equiv=refresh]').getAttribute('content'), '10');
  await page.locator('#censor-lantern-alter').click();
  await page.waitForURL(`${running.address}#carrier-lantern`);
  assert.equal(action('lantern'), 'alter');
  assert.match(await page.locator('#carrier-lantern .top').innerText(), /lies: alters pages/);
});

test('a lost connection is said, and taken up again when the console is back', async () => {
  const { page, running } = await open();
  await running.close();
  await page.getByText('Connection lost, trying again').waitFor();
  const port = Number(new URL(running.address).port);
  const again = await openConsole({ newsroom: memoryNewsroom(specimen()), now: () => NOW, port });
  consoles.push(again);
  await page.getByText('Live', { exact: true }).waitFor();
});

test('a page that found no room tries again by itself', async () => {
  const { page, running } = await open();
  await page.goto('about:blank');
  const events = new URL('/events', running.address);
  const streams: Response[] = [];
  for (let answer = await fetch(events); answer.status === 200; answer = await fetch(events)) streams.push(answer);
  await page.goto(running.address);
  await page.getByText('Connection lost, trying again').waitFor();
  for (const stream of streams) await stream.body?.cancel();
  await page.getByText('Live', { exact: true }).waitFor();
});

test('ages go on by themselves, by the clock of the server', async () => {
  const { page, running } = await open();
  await page.clock.install();
  await page.goto(running.address);
  const age = page.locator('#edition-12 time[data-ago]');
  await page.getByText('Live', { exact: true }).waitFor();
  assert.match((await age.textContent()) ?? '', /^1[2-9] s ago$/);
  await page.clock.fastForward('02:00');
  await page.locator('#edition-12 time[data-ago]', { hasText: '2 min ago' }).waitFor();
});

test('a headline of markup stays text when it arrives live, and one in Persian runs from right to left', async () => {
  const { page, newsroom, faults } = await open();
  const evil = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
  const versions = [version('en', evil), version('fa', 'نهاد نظارتی اورسانیا')];
  newsroom.show(specimen({ articles: [{ article: '3fk9m2tqzz', day: '2026-11-22', changedAt: NOW, versions }] }));
  const headline = page.locator('#version-3fk9m2tqzz-en .headline');
  await headline.waitFor();
  assert.equal(await headline.textContent(), evil);
  assert.equal(await page.locator('main img, main script').count(), 0);
  assert.equal(await page.title(), 'The Harbour Courier: console');
  const persian = page.locator('#version-3fk9m2tqzz-fa .headline');
  assert.equal(await persian.evaluate((node) => getComputedStyle(node).direction), 'rtl');
  assert.deepEqual(faults, []);
});

test('a page out of sight listens to nothing, and shows the present when it is seen again', async () => {
  const { page, censor, requests, running } = await open();
  const turn = (visibility: string) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'visibilityState', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, visibility);
  const isLive = page.locator('#carrier-lantern .top', { hasText: 'old copy' });
  const ended = page.waitForEvent('requestfailed', (request) => request.url() === `${running.address}events`);
  await turn('hidden');
  await ended;
  censor.set('lantern', { kind: 'old' });
  const events = requests.filter((url) => url === `${running.address}events`).length;
  assert.equal(await isLive.count(), 0);
  await turn('visible');
  await isLive.waitFor();
  assert.equal(requests.filter((url) => url === `${running.address}events`).length, events + 1);
});

test('a button that comes to nothing says so', async () => {
  const { page, running, action } = await open();
  await page.route('**/censor/lantern', (route) => route.fulfill({ status: 403, body: 'no' }));
  await page.locator('#censor-lantern-reset').click();
  await page.getByText('That was refused (403)').waitFor();
  await running.close();
  await page.locator('#censor-driftwood-reset').click();
  await page.getByText('That did not reach the console').waitFor();
  assert.deepEqual([action('lantern'), action('driftwood')], ['open', 'open']);
});
