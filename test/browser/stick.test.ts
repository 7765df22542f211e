import assert from 'node:assert/strict';
import { cp, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { openSample } from '../../src/sample/index.ts';
import { openScratch } from '../journey/command.ts';
import { filesOf } from '../journey/folder.ts';
import { makeNewsroom, sampleSources } from '../journey/newsroom.ts';
import { openChromium } from './chromium.ts';

/** Elements whose address a person may follow, or a browser fetch. */
const ADDRESSED = 'a[href], link[href], img[src], source[src], video[src], script[src], iframe[src]';

let scratch: Awaited<ReturnType<typeof openScratch>>;
let browser: Browser;
let page: Page;
/** The folder as somebody copied it to a stick, in a place with a space in its name. */
let stick: string;
let files: ReadonlySet<string>;
/** What the browser asked for, and what went wrong in it. */
const asked: string[] = [];
const faults: string[] = [];

before(async () => {
  scratch = await openScratch();
  browser = await openChromium();
  const sample = await openSample();
  const room = await makeNewsroom(scratch.path('newsroom'), {
    languages: ['de', 'en', 'ru', 'fa'],
    sources: sampleSources(sample),
  });
  try {
    await room.round();
    const [taken] = sample.state().articles.filter(({ languages }) => languages.includes('ru'));
    sample.withdraw(taken?.slug);
    const { withdrawn } = await room.round();
    assert.ok(withdrawn > 0);
    await mkdir(scratch.path('a stick'));
    stick = join(scratch.path('a stick'), 'bote');
    await cp(room.carried, stick, { recursive: true });
  } finally {
    await room.close();
    await sample.close();
  }
  files = new Set(await filesOf(stick));
  page = await browser.newPage();
  page.on('request', (request) => void asked.push(request.url()));
  page.on('console', (message) => void faults.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => void faults.push(`error: ${error.message}`));
  page.on('requestfailed', (request) => void faults.push(`failed: ${request.url()}`));
});

after(async () => {
  await browser?.close();
  await scratch.remove();
});

/** Where the browser is, as a path of the edition. */
const place = (): string => fileURLToPath(page.url()).slice(stick.length + 1);
const pages = (): string[] => [...files].filter((path) => path.endsWith('.html')).sort();
const open = (path: string) => page.goto(pathToFileURL(join(stick, path)).href);
const textOf = (path: string): Promise<string> => readFile(join(stick, path), 'utf8');

/** Follows the first link of the page whose address matches, as a person does. */
async function follow(pattern: RegExp, within = 'body'): Promise<string> {
  const links = page.locator(`${within} a[href]`);
  const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  const at = addresses.findIndex((address) => pattern.test(address));
  assert.ok(at >= 0, `${place()} has no link like ${pattern}`);
  await links.nth(at).click();
  return place();
}

test('a person goes from the first page through languages, days and articles of a stick', async () => {
  await open('index.html');
  assert.equal(await follow(/^ru\//), 'ru/index.html');
  const article = await follow(/^\d{4}\/.*(?<!index)\.html$/, 'main');
  assert.match(article, /^ru\/\d{4}\/\d\d\/\d\d\/[a-z0-9]{10}\.html$/);
  assert.equal(await page.locator('html').getAttribute('lang'), 'ru');
  assert.equal(await follow(/\/de\//), article.replace('ru/', 'de/'));
  assert.equal(await page.locator('html').getAttribute('lang'), 'de');
  assert.equal(await follow(/(?:^|\/)index\.html$/, 'header'), 'de/index.html');
  const day = await follow(/^\d{4}\/\d\d\/\d\d\/index\.html$/);
  assert.match(day, /^de\/\d{4}\/\d\d\/\d\d\/index\.html$/);
  assert.match(await follow(/^(?!index)[a-z0-9]{10}\.html$/, 'main'), /^de\/\d{4}/);
});

test('a withdrawn article says so on the stick', async () => {
  const withdrawn: string[] = [];
  for (const path of pages()) if (/data-state="withdrawn"/.test(await textOf(path))) withdrawn.push(path);
  const articles = withdrawn.filter((path) => /\/[a-z0-9]{10}\.html$/.test(path));
  assert.ok(articles.length > 0, 'no page of the stick is a withdrawal');
  await open(articles[0] ?? '');
  assert.ok(await page.locator('main h1, article h1').first().isVisible());
});

test('a picture opens where it lies', async () => {
  const shown: string[] = [];
  for (const path of pages())
    if (/href="[^"]*\bm\/[0-9a-f]{2}\/[0-9a-f]{64}\.webp"/.test(await textOf(path))) shown.push(path);
  assert.ok(shown.length > 0, 'no page of the stick has a picture');
  await open(shown[0] ?? '');
  const link = page.locator('a[href$=".webp"]').first();
  const address = (await link.getAttribute('href')) ?? '';
  const opened = await page.goto(new URL(address, page.url()).href);
  assert.ok(opened !== null);
  assert.ok(await page.locator('img').evaluate((image) => (image as HTMLImageElement).naturalWidth > 0));
});

test('every address in every page leads to a file of the stick, or says that it leads away', async () => {
  const wrong: string[] = [];
  for (const path of pages()) {
    await open(path);
    const found = await page.locator(ADDRESSED).evaluateAll((all) =>
      all.map((element) => ({
        tag: element.tagName.toLowerCase(),
        rel: element.getAttribute('rel') ?? '',
        address: element.getAttribute('href') ?? element.getAttribute('src') ?? '',
      })),
    );
    assert.ok(found.length > 1, path);
    for (const { tag, rel, address } of found) {
      if (address === 'data:,' || address.startsWith('#')) continue;
      // Told to search engines, or marked as leading away: never fetched by itself.
      if (/^https?:/.test(address) && (rel.includes('external') || (tag === 'link' && rel === 'canonical'))) continue;
      const target = new URL(address, page.url());
      const at = target.protocol === 'file:' ? fileURLToPath(target).slice(stick.length + 1) : '';
      const isFile = files.has(at) && (await stat(join(stick, at))).isFile();
      // A folder would be shown as a list of names, or not at all.
      if (!isFile || /^[/]|^[a-z]+:/i.test(address)) wrong.push(`${path}: <${tag}> ${address}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(pages().length > 40);
});

test('nothing of all that asked a network for anything, and the browser found nothing wrong', () => {
  assert.ok(asked.length > 40);
  assert.deepEqual(
    asked.filter((address) => !address.startsWith(pathToFileURL(stick).href) && address !== 'data:,'),
    [],
  );
  assert.deepEqual(faults, []);
});
