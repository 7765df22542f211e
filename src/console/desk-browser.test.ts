import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { openChromium } from '../../test/browser/chromium.ts';
import { assertFits, SIZES } from '../../test/browser/fits.ts';
import { openConsole, type RunningConsole } from './console.ts';
import { deskSpecimen } from './testing/desk-specimen.ts';
import { id, memoryNewsroom, NOW, specimen } from './testing/specimen.ts';

const PAGES = [
  '/articles',
  '/articles?state=review&q=x',
  `/articles/${id(1)}`,
  `/articles/${id(0)}?show=de&show=ru`,
  `/articles/${id(1)}/withdraw?language=ru`,
  '/carriers',
  '/editions',
  '/keys',
  '/jobs',
  '/log',
];

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

/** A console over articles in memory; whatever editing changes it tells, as a newsroom does. */
async function open(options: BrowserContextOptions = {}) {
  const { desk, editing, onChange } = deskSpecimen();
  const newsroom = memoryNewsroom(specimen());
  onChange(() => newsroom.show(specimen()));
  const running = await openConsole({ newsroom, desk, now: () => NOW });
  consoles.push(running);
  const context = await browser.newContext({ viewport: SIZES.desktop, ...options });
  contexts.push(context);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  const goto = async (path: string): Promise<void> => {
    await page.goto(new URL(path, running.address).href);
    if (options.javaScriptEnabled !== false) await page.getByText('Live', { exact: true }).waitFor();
  };
  const cellOf = async (at: number, language: string) =>
    (await editing.article(id(at)))?.cells.find((cell) => cell.language === language);
  return { page, goto, editing, running, faults, cellOf };
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.id ?? '');

for (const path of PAGES) {
  test(`${path} has no fault that axe knows and fits phone and desktop, dark and light`, async () => {
    const { page, running } = await open({ bypassCSP: true });
    await page.goto(new URL(path, running.address).href);
    await page.evaluate(() => {
      for (const each of document.querySelectorAll('details')) each.open = true;
    });
    await assertFits(page, `desk${path.replace(/\W/g, '-')}`);
  });
}

test('the table is worked without a mouse: move, mark, search, open', async () => {
  const { page, goto, faults } = await open();
  await goto('/articles');
  for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key);
  assert.equal(await focused(page), `headline-${id(1)}`);
  await page.keyboard.press('x');
  assert.ok(await page.locator(`#choose-${id(1)}`).isChecked());
  assert.equal(await focused(page), `headline-${id(1)}`);
  await page.keyboard.press('?');
  assert.ok(await page.locator('#keys').evaluate((keys: HTMLDetailsElement) => keys.open));
  await page.keyboard.press('/');
  assert.equal(await focused(page), 'search');
  await page.keyboard.type('jxk/');
  assert.equal(await page.locator('#search').inputValue(), 'jxk/');
  await page.keyboard.press('Escape');
  await page.locator(`#headline-${id(1)}`).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/articles/${id(1)}`);
  assert.deepEqual(faults, []);
});

test('the article that has the focus is never behind the bar of what can be done', async () => {
  const { page, goto } = await open({ viewport: { width: 1280, height: 500 } });
  await goto('/articles');
  for (let at = 0; at < 8; at += 1) {
    await page.keyboard.press('j');
    const [row, bar] = [page.locator(`#headline-${id(at)}`), page.locator('.bulk')];
    const isFree = async () => {
      const [one, other] = [await row.boundingBox(), await bar.boundingBox()];
      return one !== null && other !== null && one.y + one.height <= other.y;
    };
    while (!(await isFree())) await page.waitForTimeout(50);
  }
});

test('what others do shows by itself, and marks, focus and what is being typed stay', async () => {
  const { page, goto, editing } = await open();
  await goto('/articles');
  await page.locator(`#choose-${id(4)}`).check();
  await page.locator('#bulk-assignee').fill('Milan');
  await page.locator(`#headline-${id(2)}`).focus();
  await editing.publish({ article: id(0), language: 'fa' }, {}, { name: 'Milan Orlow' });
  const cell = page.locator(`#article-${id(0)} td`).last();
  await cell.getByText('published').waitFor();
  assert.match(await cell.innerText(), /Milan Orlow/);
  assert.ok(await page.locator(`#choose-${id(4)}`).isChecked());
  assert.equal(await page.locator('#bulk-assignee').inputValue(), 'Milan');
  assert.equal(await focused(page), `headline-${id(2)}`);
});

test('what came of a form is said once, and stays said while the page goes on', async () => {
  const { page, goto, editing } = await open();
  await goto(`/articles/${id(0)}`);
  await page.locator('#version-fa').getByRole('button', { name: 'Publish now' }).click();
  await page.getByText('Persian goes out with the next edition.').waitFor();
  await editing.assign({ article: id(0), language: 'ru' }, 'Otto Fenn', { name: 'Otto Fenn' });
  await page.locator('#version-ru').getByText('given to Otto Fenn').waitFor();
  assert.ok(await page.getByText('Persian goes out with the next edition.').isVisible());
  await page.reload();
  assert.equal(await page.getByText('Persian goes out with the next edition.').count(), 0);
});

test('a note that is being typed is not lost when the article changes', async () => {
  const { page, goto, editing } = await open();
  await goto(`/articles/${id(1)}`);
  await page.locator('#correct-en-form summary').click();
  await page.locator('#correct-en').fill('It was 1,400 people');
  await editing.assign({ article: id(1), language: 'ru' }, 'Otto Fenn', { name: 'Otto Fenn' });
  await page.locator('#version-ru').getByText('given to Otto Fenn').waitFor();
  assert.equal(await page.locator('#correct-en').inputValue(), 'It was 1,400 people');
  assert.ok(await page.locator('#correct-en').isVisible());
});

test('without script articles are found, marked, changed and withdrawn', async () => {
  const { page, goto, cellOf } = await open({ javaScriptEnabled: false });
  await goto('/articles');
  await page.locator('#search').fill('Robbe');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.locator(`#choose-${id(6)}`).check();
  await page.locator('#bulk-language').selectOption('ru');
  await page.locator('#bulk-begin').click();
  await page.getByText('1 version begun.').waitFor();
  assert.equal((await cellOf(6, 'ru'))?.state, 'in-translation');
  await goto(`/articles/${id(1)}`);
  await page.locator('#version-ru').getByRole('link', { name: 'Withdraw…' }).click();
  await page.locator('#reason').fill('It endangers a source.');
  await page.getByRole('button', { name: 'Withdraw in Russian' }).click();
  await page.getByText('Withdrawn. The next edition').waitFor();
  assert.equal((await cellOf(1, 'ru'))?.state, 'withdrawn');
});

test('every control can be hit: 44 px high on a phone, 24 px at least elsewhere', async () => {
  const { page, goto } = await open();
  for (const path of ['/articles', `/articles/${id(1)}`, '/jobs']) {
    await goto(path);
    for (const [size, least] of [
      ['phone', 44],
      ['desktop', 24],
    ] as const) {
      await page.setViewportSize(SIZES[size]);
      for (const target of await page
        .locator('button:visible, select:visible, .filter:visible, .button:visible')
        .all()) {
        const box = await target.boundingBox();
        assert.ok(box !== null && box.height >= least, `${await target.textContent()} on ${size}: ${box?.height}`);
      }
    }
  }
});

test('the journey keeps its place in front, with the way to everything else', async () => {
  const { page, goto, faults } = await open();
  await goto('/');
  await page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name: 'Articles' }).click();
  await page.waitForURL('**/articles');
  await page.getByRole('link', { name: 'The Harbour Courier' }).click();
  await page.locator('#journey').waitFor();
  assert.deepEqual(faults, []);
});

test('a page that cannot be had for a while says so, and is true again by itself', async () => {
  const { page, goto, editing } = await open();
  await goto('/articles');
  let isBroken = true;
  await page.route('**/articles', (route) =>
    isBroken
      ? route.fulfill({ status: 503, contentType: 'text/html', body: '<main id="main">no</main>' })
      : route.fallback(),
  );
  await editing.publish({ article: id(0), language: 'fa' }, {}, { name: 'Milan Orlow' });
  await page.getByText('What changed cannot be shown at the moment').waitFor();
  assert.ok(await page.locator(`#headline-${id(0)}`).isVisible());
  isBroken = false;
  await page
    .locator(`#article-${id(0)} td`)
    .last()
    .getByText('published')
    .waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
});

test('whoever was signed out meanwhile is told, and keeps what is on the page', async () => {
  const { page, goto, editing } = await open();
  await goto('/articles');
  await page.route('**/articles', (route) => route.fulfill({ status: 303, headers: { location: '/log' } }));
  await editing.publish({ article: id(0), language: 'fa' }, {}, { name: 'Milan Orlow' });
  await page.getByText('Signed out: reload the page').waitFor();
  assert.ok(await page.locator(`#headline-${id(0)}`).isVisible());
});
