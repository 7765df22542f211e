import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Listing, ListingEntry } from '../../src/article/index.ts';
import {
  type ComposedPage,
  composeArticle,
  composeDay,
  composeFront,
  composeLanguageChoice,
  composeWithdrawal,
  dayTitle,
  frontTitle,
} from '../../src/compose/index.ts';
import { prose } from '../../src/compose/testing/prose.ts';
import { FACE, PERSIAN, RUSSIAN, withParagraphs } from '../../src/compose/testing/specimen.ts';
import { faultsOf } from './axe.ts';
import { openChromium } from './chromium.ts';
import { SIZES } from './fits.ts';

const SHOTS = join(import.meta.dirname, 'shots');
const SCHEMES = ['light', 'dark'] as const;
const DAY = '2026-11-22';
const common = { face: FACE, salt: '00112233445566778899aabbccddeeff', proofBytes: 2_000 };

function listing(language: 'ru' | 'fa', kind: 'front' | 'day'): Listing {
  const version = language === 'ru' ? RUSSIAN : PERSIAN;
  const sections = language === 'ru' ? ['Гавань', 'Город', 'Спорт'] : ['بندر', 'شهر', 'ورزش'];
  const paragraphs = prose(language, 60 * 12);
  const entries = paragraphs.map((paragraph, at): ListingEntry => {
    const words = paragraph.replaceAll(/[.,،]/g, '').split(' ');
    return {
      path: `${language}/2026/11/22/3fk9m2tq7${at.toString(16)}.html`,
      headline: at === 0 ? version.body.headline : words.slice(0, 8).join(' '),
      teaser: words.slice(8, 28).join(' '),
      section: sections[at % sections.length] ?? '',
      byline: version.body.bylines[0] ?? '',
      publishedAt: `${DAY}T${String(22 - at).padStart(2, '0')}:15:00Z`,
      state: at === 1 ? 'corrected' : at === 2 ? 'withdrawn' : 'current',
      ...(at === 0 ? { kicker: version.body.kicker ?? '' } : {}),
    };
  });
  const days = ['2026-11-21', '2026-11-20', '2026-11-18'].map((day) => ({
    day,
    path: `${language}/${day.replaceAll('-', '/')}/index.html`,
  }));
  const shared = { language, direction: version.body.direction, entries, days };
  return kind === 'front'
    ? { kind, title: frontTitle(FACE, language), ...shared }
    : { kind, day: DAY, title: dayTitle(language, DAY), ...shared };
}

/** The pages to look at: a short name for each and the file a reader opens. */
function pages(): Map<string, ComposedPage> {
  const all = new Map<string, ComposedPage>([['choice', composeLanguageChoice(FACE)]]);
  for (const version of [RUSSIAN, PERSIAN]) {
    const { language } = version.body;
    if (language !== 'ru' && language !== 'fa') throw new TypeError(`no specimen in ${language}`);
    const others = ['de', 'en', language === 'ru' ? 'fa' : 'ru'];
    const article = { ...common, version, others: others.map((each) => ({ language: each })) };
    const long = { ...withParagraphs(version, prose(language, 1_600)), article: '4hk9m2tq7x' };
    const { translation: _, ...body } = { ...version.body, state: 'withdrawn' as const };
    const reason = { ...version, article: '5jk9m2tq7x', body: { ...body, blocks: version.body.blocks.slice(0, 1) } };
    const [whole] = composeArticle(article);
    const [, second] = composeArticle({ ...article, version: long });
    const [withdrawn] = composeWithdrawal({ ...article, version: reason });
    const [day] = composeDay({ ...common, listing: listing(language, 'day'), others });
    const front = composeFront({ ...common, listing: listing(language, 'front'), others });
    for (const [name, page] of Object.entries({ article: whole, part: second, withdrawn, day, front })) {
      assert.ok(page !== undefined, `${language} ${name}`);
      all.set(`${language}-${name}`, page);
    }
  }
  return all;
}

const PAGES = pages();
/** What stands where the proof will: a comment, as in a published page. */
const PROOF = `<!--tamizdat:proof\n${'c2lnbmF0dXJl'.repeat(160)}\n-->\n`;
const files = new Map(
  [...PAGES.values()].map(({ path, bytes }) => [`/${path}`, `${new TextDecoder().decode(bytes)}${PROOF}`]),
);
/** The same page as a careless maker would write it, without a policy and without an icon. */
const CARELESS = '/careless.html';
files.set(
  CARELESS,
  (files.get('/ru/index.html') ?? '').replaceAll(/<link rel="icon"[^>]*>|<meta http-equiv[^>]*>/g, ''),
);

let server: Server;
let browser: Browser;
let origin = '';
let requests: string[] = [];

before(async () => {
  mkdirSync(SHOTS, { recursive: true });
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    const html = files.get(request.url ?? '');
    response.writeHead(html === undefined ? 404 : 200, { 'content-type': 'text/html' });
    response.end(html ?? '');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await openChromium();
});

after(async () => {
  await browser.close();
  await new Promise((closed) => server.close(closed));
});

/** Opens a page in a context of its own, as a reader without JavaScript unless said otherwise. */
async function opened<Result>(
  path: string,
  options: Parameters<Browser['newContext']>[0],
  look: (page: Page, context: BrowserContext) => Promise<Result>,
): Promise<Result> {
  const context = await browser.newContext({ javaScriptEnabled: false, ...options });
  try {
    const page = await context.newPage();
    await page.goto(`${origin}${path}`);
    return await look(page, context);
  } finally {
    await context.close();
  }
}

test('one page view is exactly one request', async () => {
  for (const [name, { path }] of PAGES) {
    requests = [];
    await opened(`/${path}`, { viewport: SIZES.phone }, async (page) => await page.waitForLoadState('networkidle'));
    assert.deepEqual(requests, [`/${path}`], name);
  }
});

test('the count of requests would notice the icon that a browser asks for unasked', async () => {
  requests = [];
  await opened(CARELESS, {}, async (page) => await page.waitForLoadState('networkidle'));
  assert.deepEqual(requests, [CARELESS, '/favicon.ico']);
});

test('axe would find the faults of a careless page', async () => {
  const options = { javaScriptEnabled: true };
  const faults = await opened(CARELESS, options, async (page) => {
    await page.evaluate(() => {
      document.documentElement.lang = '';
      document.body.style.color = '#ccc';
    });
    return faultsOf(page);
  });
  assert.deepEqual(
    ['color-contrast', 'html-has-lang'].filter((id) => faults.some((fault) => fault.startsWith(`${id}: `))),
    ['color-contrast', 'html-has-lang'],
  );
});

for (const [name, { path }] of PAGES) {
  test(`${name} fits a phone and a desktop, dark and light, without sideways scrolling`, async () => {
    await opened(`/${path}`, {}, async (page) => {
      for (const [size, viewport] of Object.entries(SIZES)) {
        await page.setViewportSize(viewport);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= viewport.width, `${width} px wide on ${size}`);
        for (const colorScheme of SCHEMES) {
          await page.emulateMedia({ colorScheme });
          await page.screenshot({ path: join(SHOTS, `${name}-${size}-${colorScheme}.png`), fullPage: true });
        }
      }
    });
  });

  test(`${name} has no fault that axe knows`, async () => {
    const options = { viewport: SIZES.phone, javaScriptEnabled: true, bypassCSP: true };
    await opened(`/${path}`, options, async (page) => {
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await faultsOf(page), [], colorScheme);
      }
    });
  });

  test(`${name} has links that a thumb can hit, save those inside a sentence`, async () => {
    await opened(`/${path}`, { viewport: SIZES.phone }, async (page) => {
      const alone = page.locator('nav a, .name a, h2 a, h3 a, .days a, figure > a, summary, body > main > ul a');
      assert.ok((await alone.count()) > 0);
      for (const link of await alone.all()) {
        const box = await link.boundingBox();
        assert.ok(box !== null && box.height >= 24, `${await link.textContent()}: ${box?.height} px high`);
      }
    });
  });
}

test('a page runs nothing, even where scripts may run', async () => {
  await opened('/ru/2026/11/22/3fk9m2tq7x.html', { javaScriptEnabled: true }, async (page) => {
    const refused: string[] = [];
    page.on('console', (message) => refused.push(message.text()));
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "run"';
      document.body.append(script);
      const image = document.createElement('img');
      image.src = '/beacon';
      document.body.append(image);
    });
    requests = [];
    await page.waitForTimeout(200);
    assert.notEqual(await page.title(), 'run');
    assert.deepEqual(requests, []);
    assert.ok(refused.some((text) => text.includes('Content Security Policy')));
  });
});

test('keyboard focus is seen', async () => {
  await opened('/ru/2026/11/22/3fk9m2tq7x.html', { viewport: SIZES.phone }, async (page) => {
    await page.keyboard.press('Tab');
    const style = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body);
      return `${outlineWidth} ${outlineStyle}`;
    });
    assert.equal(style, '3px solid');
  });
});

test('Persian runs from right to left, Latin phrases in it from left to right', async () => {
  await opened('/fa/2026/11/22/3fk9m2tq7x.html', { viewport: SIZES.phone }, async (page) => {
    const found = await page.evaluate(() => {
      const quote = document.querySelector('.quote');
      return {
        page: getComputedStyle(document.body).direction,
        phrase: getComputedStyle(document.querySelector('span[lang=de]') ?? document.body).direction,
        quoteBar: quote === null ? '' : getComputedStyle(quote).borderRightWidth,
        notice: getComputedStyle(document.querySelector('.notice') ?? document.body).fontStyle,
      };
    });
    assert.deepEqual(found, { page: 'rtl', phrase: 'ltr', quoteBar: '3px', notice: 'normal' });
  });
});

test('pages print on paper: black on white, without navigation, whatever the screen', async () => {
  for (const language of ['ru', 'fa']) {
    await opened(`/${language}/2026/11/22/3fk9m2tq7x.html`, { colorScheme: 'dark' }, async (page) => {
      const pdf = await page.pdf({ format: 'A4', printBackground: true });
      writeFileSync(join(SHOTS, `${language}-print.pdf`), pdf);
      await page.setViewportSize({ width: 794, height: 1123 });
      await page.emulateMedia({ media: 'print' });
      const shown = await page.evaluate(() => ({
        ground: getComputedStyle(document.documentElement).backgroundColor,
        ink: getComputedStyle(document.body).color,
        nav: getComputedStyle(document.querySelector('nav') ?? document.body).display,
      }));
      assert.deepEqual(shown, { ground: 'rgb(255, 255, 255)', ink: 'rgb(0, 0, 0)', nav: 'none' });
      await page.screenshot({ path: join(SHOTS, `${language}-print.png`), fullPage: true });
    });
  }
});
