import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openChromium } from '../../../test/browser/chromium.ts';
import { STATES, type State } from './testing/specimen.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const ARTICLE = '2026/11/22/3fk9m2tq70.html';
const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 900 };

let browser: Browser;
let server: Server;
let origin = '';

before(async () => {
  const { outputFiles } = await build({
    entryPoints: [
      { in: here('testing/bench.ts'), out: 'bench' },
      { in: here('../style.css'), out: 'style' },
    ],
    outdir: '/',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  // The app's own page, policy and all, around the bench.
  const links = '<link rel="stylesheet" href="style.css"><script type="module" src="bench.js"></script>';
  const html = readFileSync(here('../index.html'), 'utf8').replace('<!--files-->', links);
  const files = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/') return response.writeHead(200, { 'content-type': 'text/html' }).end(html);
    const type = pathname.endsWith('.css') ? 'text/css' : 'text/javascript';
    return response.writeHead(files.has(pathname) ? 200 : 404, { 'content-type': type }).end(files.get(pathname));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await openChromium();
});

after(async () => {
  await browser?.close();
  server?.close();
});

/** Opens the bench in a fresh browser, runs the test, and fails on anything that the page complained about. */
async function open(address: string, run: (page: Page) => Promise<void>, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: PHONE, locale: 'en', ...options });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(origin + address);
    await page.locator('main h1').waitFor();
    await run(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

async function assertAccessible(page: Page, what: string): Promise<void> {
  // Through the tools of the browser, past the page's policy.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResult>('axe.run()');
  const told = violations.map(({ id, nodes }) => `${what}: ${id}: ${nodes[0]?.html}`);
  assert.deepEqual(told, []);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(overflow <= 0, `${what} is ${overflow} px wider than the window`);
}

const LOOKS = [
  { viewport: PHONE, colorScheme: 'light', language: 'ru' },
  { viewport: PHONE, colorScheme: 'dark', language: 'fa' },
  { viewport: DESKTOP, colorScheme: 'light', language: 'fa' },
  { viewport: DESKTOP, colorScheme: 'dark', language: 'en' },
] as const;

for (const { language, ...look } of LOOKS) {
  test(`every state of a page is accessible: ${language}, ${look.colorScheme}, ${look.viewport.width} px`, async () => {
    const show = async (page: Page) => {
      for (const state of Object.keys(STATES) as State[]) {
        await page.evaluate((name) => window.specimen.tell(name), state);
        await assertAccessible(page, state);
      }
      await page.evaluate(() => window.specimen.tell('unwitnessed'));
      await page.locator('summary').click();
      await assertAccessible(page, 'unfolded');
    };
    await open(`?state=current&aside&keeping#/${language}/${ARTICLE}`, show, look);
    await open(`?state=searching#/${language}/`, (page) => assertAccessible(page, 'searching'), look);
  });

  test(`every place of the app is accessible: ${language}, ${look.colorScheme}, ${look.viewport.width} px`, async () => {
    const show = async (page: Page) => {
      for (const place of [`${language}/2026/11/22/`, 'kept', 'check', 'about']) {
        await page.goto(`${origin}?aside&keeping#/${place}`);
        await page.locator('main h1').waitFor();
        await assertAccessible(page, place);
      }
    };
    await open(`?aside#/${language}/`, show, { ...look, locale: language });
  });
}

test('the chrome and the text each say their language and direction', async () => {
  await open(`#/fa/${ARTICLE}`, async (page) => {
    assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), [
      'fa',
      'rtl',
    ]);
    assert.equal(await page.locator('article').getAttribute('dir'), 'rtl');
    const [box, verdict] = await Promise.all([
      page.locator('.label').boundingBox(),
      page.locator('summary').boundingBox(),
    ]);
    assert.ok(
      box && verdict && box.x + box.width - (verdict.x + verdict.width) < 20,
      'the summary begins at the right',
    );
  });
});

test('text of a model is never markup, and an address that is not of the web is no link', async () => {
  await open(`?state=hostile#/en/${ARTICLE}`, async (page) => {
    await page.locator('article h1').waitFor();
    assert.match((await page.locator('article h1').textContent()) ?? '', /<script>/);
    assert.equal(await page.locator('article a, article script, article img').count(), 0);
    assert.equal(await page.evaluate(() => window.attacked), undefined);
  });
});

test('what is not genuine is named and never shown', async () => {
  await open(`?state=not-genuine&aside#/en/${ARTICLE}`, async (page) => {
    const text = (await page.locator('main').textContent()) ?? '';
    assert.match(text, /Not genuine\. Lindhafen Courier did not publish this/);
    assert.match(text, /It was changed after it was signed\. hash-mismatch/);
    assert.match(text, /mirror-3\.example\/bote: gave an altered page and was set aside hash-mismatch/);
    assert.match(text, /mirror-4\.example\/bote: holds an old copy \(edition 5\)/);
    assert.doesNotMatch(text, /lighthouse/);
  });
});

test('a correction comes into the open page with a notice, and the eye stays where it was', async () => {
  await open(`#/en/${ARTICLE}`, async (page) => {
    const heading = page.locator('[data-block=b8]');
    await heading.scrollIntoViewIfNeeded();
    await page.evaluate(() => document.querySelector('[data-block=b8]')?.scrollIntoView());
    const before = await heading.boundingBox();
    await page.evaluate(() => window.specimen.tell('corrected'));
    assert.match((await page.locator('.notice').textContent()) ?? '', /has just been corrected/);
    assert.equal(await page.locator('.correction').count(), 1);
    const now = await heading.boundingBox();
    assert.ok(before && now && Math.abs(before.y - now.y) < 2, `${before?.y} → ${now?.y}`);
    await page.evaluate(() => window.specimen.tell('just-withdrawn'));
    assert.match((await page.locator('main').textContent()) ?? '', /was not authorised/);
    assert.doesNotMatch((await page.locator('main').textContent()) ?? '', /sandstone/);
    await page.getByRole('button', { name: 'Close' }).click();
    assert.equal(await page.locator('.notice').textContent(), '');
  });
});

test('the app works by keyboard alone', async () => {
  await open('#/en/', async (page) => {
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to the text');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
    assert.equal(await page.evaluate(() => location.hash), '#/en/');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('details[open]').count(), 1);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('article h1').waitFor();
    assert.match((await page.evaluate(() => document.activeElement?.textContent)) ?? '', /^The old lighthouse/);
    await page.locator('figure button').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('article img').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'IMG');
    await page.goBack();
    await page.locator('.listing h1').waitFor();
  });
});

test('nothing is loaded unasked, and what cannot be had is said', async () => {
  await open(`#/en/${ARTICLE}`, async (page) => {
    assert.deepEqual(await page.evaluate(() => window.specimen.asked), [`en/${ARTICLE}`]);
    await page.getByRole('button', { name: 'Load video (1.8 MB)' }).click();
    await page.getByText('It could not be loaded from any copy.').waitFor();
    await page.getByRole('button', { name: 'Load picture (12 kB)' }).click();
    await page.locator('article img').waitFor();
    assert.deepEqual(await page.evaluate(() => window.specimen.asked.slice(1)), ['bbbb', 'aaaa']);
    // A corrected text brings the picture along that was loaded.
    await page.evaluate(() => window.specimen.tell('corrected'));
    assert.equal(await page.locator('article img').count(), 1);
  });
});

test('files are checked, one dropped anywhere too, and only a genuine one is shown', async () => {
  await open('#/en/', async (page) => {
    const drop = async (text: string) => {
      await page.evaluate((content) => {
        const data = new DataTransfer();
        data.items.add(new File([content], 'page.html'));
        window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
      }, text);
    };
    await drop('genuine');
    await page.locator('article').waitFor();
    assert.match((await page.locator('.label').textContent()) ?? '', /From the file page\.html/);
    await drop('forged');
    await page.getByText('Not genuine.').waitFor();
    assert.equal(await page.locator('article').count(), 0);
    await drop('foreign');
    await page.getByText('This file says it is from other.example.').waitFor();
    await page.setInputFiles('#file', { name: 'x.html', mimeType: 'text/html', buffer: Buffer.alloc(400_000, 'a') });
    await page.locator('article').waitFor();
    const asked = await page.evaluate(() => window.specimen.asked.at(-1));
    assert.ok((asked?.length ?? 0) < 263_000, 'no more is read than shows that it is too large');
  });
});

test('keeping is switched on and everything forgotten by one button each; nothing is stored before', async () => {
  await open('#/kept', async (page) => {
    const stored = () =>
      page.evaluate(async () => [
        localStorage.length,
        sessionStorage.length,
        document.cookie,
        (await indexedDB.databases()).length,
      ]);
    assert.deepEqual(await stored(), [0, 0, '', 0]);
    await page.getByRole('button', { name: 'Keep pages from now on' }).click();
    await page.getByRole('link', { name: 'Старый маяк' }).waitFor();
    await page.getByRole('button', { name: 'Forget everything' }).click();
    await page.getByText('Everything has been removed from this device.').waitFor();
    assert.equal(await page.getByRole('link', { name: 'Старый маяк' }).count(), 0);
    assert.deepEqual(await stored(), [0, 0, '', 0]);
  });
});

test('the first visit opens the language of the browser, or asks', async () => {
  await open('', async (page) => assert.equal(await page.evaluate(() => location.hash), '#/fa/'), { locale: 'fa-IR' });
  await open(
    '',
    async (page) => {
      assert.deepEqual(await page.locator('.choice a').allTextContents(), ['Deutsch', 'English', 'Русский', 'فارسی']);
    },
    { locale: 'it' },
  );
});

test('a page that is missing in a language offers that language’s front page', async () => {
  await open(`#/en/${ARTICLE}`, async (page) => {
    await page.evaluate(() => {
      window.specimen.state = 'missing';
    });
    await page.getByRole('link', { name: 'Русский' }).click();
    await page.getByRole('heading', { name: 'Такой страницы нет' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Главная: Русский' }).getAttribute('href'), '#/ru/');
    assert.equal(await page.evaluate(() => document.title), 'Линдхафенский вестник');
  });
});

test('where the words of a language cannot be had, its pages are still read', async () => {
  await open(`#/en/${ARTICLE}`, async (page) => {
    await page.route(/\/ru-/, (route) => route.fulfill({ contentType: 'text/javascript', body: 'throw new Error();' }));
    await page.getByRole('link', { name: 'Русский' }).click();
    await page.getByRole('heading', { name: 'Старый маяк' }).waitFor();
    assert.match((await page.locator('.label').textContent()) ?? '', /Genuine\. Current as of/);
    assert.equal(await page.locator('article').getAttribute('lang'), 'ru');
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  });
});

/** Lets nothing through of what is fetched after the first page, until told otherwise. */
async function withoutPlaces(address: string, run: (page: Page, allow: () => Promise<void>) => Promise<void>) {
  const context = await browser.newContext({ viewport: PHONE, locale: 'en' });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.route(/\/places-/, (route) => route.abort());
    await page.goto(origin + address);
    await run(page, () => page.unroute(/\/places-/));
  } finally {
    await context.close();
  }
}

test('what no page needs is fetched once a page is on the screen, and is there when the app’s origin is gone', async () => {
  await open(`#/en/${ARTICLE}`, async (page) => {
    await page.waitForFunction(() =>
      performance.getEntriesByType('resource').some(({ name }) => /en-places-/.test(name)),
    );
    await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => /device-/.test(name)));
    await page.route('**/*', (route) => route.abort());
    await page.locator('summary').click();
    await page.getByText('Not a letter was changed').waitFor();
    for (const [place, text] of [
      ['Kept pages', 'Nothing is kept on this device.'],
      ['Check a file', 'Was a page sent to you?'],
      ['About this app', 'There are no accounts'],
    ] as const) {
      await page.getByRole('link', { name: place }).click();
      await page.getByText(text).waitFor();
      assert.equal(await page.getByRole('heading', { name: place }).count(), 1);
    }
  });
});

test('where a part of the app cannot be had that is said, reading goes on, and trying again helps', async () => {
  await withoutPlaces(`#/en/${ARTICLE}`, async (page, allow) => {
    await page.locator('article h1').waitFor();
    assert.match((await page.locator('.verdict').textContent()) ?? '', /Genuine\. Current as of/);
    await page.locator('summary').click();
    const label = page.locator('.label');
    await label.getByText('The network may be blocked, slow or off.').waitFor();
    await page.getByRole('link', { name: 'About this app' }).click();
    await page.getByRole('heading', { name: 'About this app' }).waitFor();
    const again = page.getByRole('button', { name: 'Try again' });
    await again.click();
    await page.getByText('The network may be blocked, slow or off.').waitFor();
    await page.goBack();
    await page.locator('article h1').waitFor();
    await page.locator('summary').click();
    await label.getByRole('button', { name: 'Try again' }).waitFor();
    await allow();
    await label.getByRole('button', { name: 'Try again' }).click();
    await label.getByText('Not a letter was changed').waitFor();
    assert.equal(await again.count(), 0);
  });
});

test('a file that is dropped before its part of the app is there is checked when it is', async () => {
  await withoutPlaces('#/check', async (page, allow) => {
    const again = page.getByRole('button', { name: 'Try again' });
    await again.waitFor();
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File(['genuine'], 'page.html'));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
    });
    await allow();
    await again.click();
    await page.locator('article').waitFor();
    assert.match((await page.locator('.label').textContent()) ?? '', /From the file page\.html/);
  });
});
