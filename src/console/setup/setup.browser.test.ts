import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { openChromium } from '../../../test/browser/chromium.ts';
import { assertFits, SIZES } from '../../../test/browser/fits.ts';
import { readSettings } from '../../platform/config/index.ts';
import { formatFingerprint } from '../../proof/index.ts';
import { openSetup, type RunningSetup } from './open-setup.ts';

const NOW = new Date('2026-11-22T18:06:23Z');
const PASSPHRASE = 'four quiet harbour cranes';

let browser: Browser;
const contexts: BrowserContext[] = [];
const wizards: RunningSetup[] = [];
const folders: string[] = [];
before(async () => {
  browser = await openChromium();
});
afterEach(async () => {
  for (const each of contexts.splice(0)) await each.close();
  for (const each of wizards.splice(0)) await each.close();
  for (const each of folders.splice(0)) await rm(each, { recursive: true, force: true });
});
after(() => browser.close());

const item = (title: string, at: number) =>
  `<item><title>${title}</title><guid>${at}</guid><link>https://courier.example/${at}</link>
   <pubDate>Sun, 22 Nov 2026 1${at}:00:00 GMT</pubDate><description>${'Der Hafen bleibt offen. '.repeat(40)}</description></item>`;
const FEED = `<?xml version="1.0"?><rss version="2.0"><channel><title>Der Hafenkurier</title><language>de</language>
  <link>https://courier.example/</link><description>x</description>
  ${item('Klappbrücke bleibt oben', 1)}${item('Robbe in der Schleuse', 2)}</channel></rss>`;

/** A site with a feed, and nothing else. */
async function site(): Promise<{ address: string; close(): void }> {
  const server = createServer(({ url }, answer) => {
    if (url === '/feed.xml') answer.writeHead(200, { 'content-type': 'application/rss+xml' }).end(FEED);
    else answer.writeHead(404).end('nothing');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}

async function open(options: BrowserContextOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-setup-'));
  folders.push(folder);
  const failures: unknown[] = [];
  const wizard = await openSetup({ folder, now: () => NOW, onFailure: (error) => failures.push(error) });
  wizards.push(wizard);
  const context = await browser.newContext({ viewport: SIZES.desktop, javaScriptEnabled: false, ...options });
  contexts.push(context);
  const page = await context.newPage();
  await page.goto(wizard.link);
  return { folder, wizard, page, failures };
}

test('a newsroom is made step by step, without script, and what was wrong keeps what was typed', async (t) => {
  const feed = await site();
  t.after(() => feed.close());
  const { folder, wizard, page, failures } = await open();
  await page.getByLabel('Name for readers').fill('Der Hafenkurier');
  await page.getByLabel('Address of the site that is blocked').fill('https://courier.example');
  await page.getByLabel('Name in signatures').fill('Not A Name');
  await page.getByRole('button', { name: 'Next' }).click();
  await page
    .getByRole('alert')
    .getByText(/newsroom/)
    .waitFor();
  assert.equal(await page.getByLabel('Name for readers').inputValue(), 'Der Hafenkurier');
  await page.getByLabel('Name in signatures').fill('');
  await page.getByRole('button', { name: 'Next' }).click();

  await page.getByLabel('Languages, the original’s first').fill('ru');
  await page.getByRole('button', { name: 'Next' }).click();

  await page.getByLabel('Address of a feed').fill(`${feed.address}nothing.xml`);
  await page.getByRole('button', { name: 'Look what is there' }).click();
  await page.getByText('Cannot be read').waitFor();
  await page.getByLabel('Address of a feed').fill(`${feed.address}feed.xml`);
  await page.getByRole('button', { name: 'Look what is there' }).click();
  await page.getByText('Klappbrücke bleibt oben').waitFor();
  await page.getByText('German is not among your languages').waitFor();
  await page.getByRole('link', { name: 'Languages' }).click();
  await page.getByLabel('Languages, the original’s first').fill('de, ru');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Address of a feed').fill(`${feed.address}feed.xml`);
  await page.getByRole('button', { name: 'Add it' }).click();
  await page.getByRole('list', { name: 'Sources' }).locator('.address').waitFor();
  await page.getByRole('button', { name: 'Next' }).click();

  await page.getByText('Add one').click();
  await page.getByLabel('Folder').fill('/srv/www/courier');
  await page.getByLabel('What you call it').fill('paper shop');
  await page.getByRole('button', { name: 'Add it' }).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel('Folder').inputValue(), '/srv/www/courier');
  await page.getByLabel('What you call it').fill('paper-shop');
  await page.getByRole('button', { name: 'Add it' }).click();
  await page.getByRole('button', { name: 'Next' }).click();

  await page.getByLabel('Passphrase').fill(PASSPHRASE);
  await page.getByLabel('Once more').fill('something else');
  await page.getByRole('button', { name: 'Make the newsroom' }).click();
  await page.getByText('The two passphrases differ').waitFor();
  assert.doesNotMatch(await page.content(), /quiet harbour/);
  assert.deepEqual(await readdir(folder), []);
  await page.getByLabel('Passphrase').fill(PASSPHRASE);
  await page.getByLabel('Once more').fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Make the newsroom' }).click();

  const shown = await page.locator('.fingerprint-large').innerText();
  const settings = await readSettings(folder);
  assert.deepEqual(settings.languages, ['de', 'ru']);
  assert.deepEqual(
    settings.carriers.map(({ name }) => name),
    ['local', 'paper-shop'],
  );
  assert.match(await readFile(join(folder, 'keys', 'root-1.key'), 'utf8'), /sealed-key\/v1/);
  await page.getByRole('button', { name: 'I have written it down: start it' }).click();
  await page.getByText('It starts now.').waitFor();
  assert.equal(formatFingerprint((await wizard.made).fingerprint), shown);
  assert.deepEqual(failures, []);
});

test('the link works once, and nothing is shown without it', async () => {
  const { wizard, page } = await open();
  await page.getByRole('heading', { name: 'The newsroom' }).waitFor();
  const again = await fetch(wizard.link, { redirect: 'manual' });
  assert.equal(again.status, 403);
  for (const path of ['/', '/setup/newsroom', '/setup/keys', '/setup/made', '/setup/nothing'])
    assert.equal((await fetch(new URL(path, wizard.link), { redirect: 'manual' })).status, 403, path);
  const foreign = await fetch(new URL('/setup/newsroom', wizard.link), {
    method: 'POST',
    headers: { origin: 'https://elsewhere.example' },
    body: new URLSearchParams({ title: 'x' }),
  });
  assert.equal(foreign.status, 403);
  const made = await fetch(new URL('/setup/link/guessed', wizard.link));
  assert.equal(made.status, 403);
});

test('nobody gets ahead of a step that is not in order', async () => {
  const { page, wizard } = await open();
  await page.goto(new URL('/setup/keys', wizard.link).href);
  await page.getByRole('heading', { name: 'The newsroom' }).waitFor();
});

test('every step has no fault that axe knows and fits phone and desktop, dark and light', async (t) => {
  const feed = await site();
  t.after(() => feed.close());
  const { page } = await open({ javaScriptEnabled: true, bypassCSP: true });
  const look = (name: string) => assertFits(page, `setup-${name}`);
  await look('newsroom');
  await page.getByLabel('Name for readers').fill('Der Hafenkurier');
  await page.getByLabel('Address of the site that is blocked').fill('https://courier.example');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Languages, the original’s first').fill('german!');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Languages, the original’s first').fill('de, fa');
  await look('languages');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Address of a feed').fill(`${feed.address}feed.xml`);
  await page.getByRole('button', { name: 'Look what is there' }).click();
  await look('sources');
  await page.getByRole('button', { name: 'Add it' }).click();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('Add one').click();
  await look('carriers');
  await page.getByRole('button', { name: 'Next' }).click();
  await look('keys');
  await page.getByLabel('Leave them unsealed').check();
  await page.getByRole('button', { name: 'Make the newsroom' }).click();
  await page.locator('.fingerprint-large').waitFor();
  await look('made');
});
