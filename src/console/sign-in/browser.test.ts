import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { openChromium } from '../../../test/browser/chromium.ts';
import { assertFits, SIZES } from '../../../test/browser/fits.ts';
import { openConsole } from '../console.ts';
import { openAccountDesk, PASSWORD } from '../testing/account-console.ts';
import { memoryNewsroom, specimen } from '../testing/specimen.ts';

let browser: Browser;
const ending: (() => Promise<void>)[] = [];
before(async () => {
  browser = await openChromium();
});
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});
after(() => browser.close());

/** A console with accounts under the name `localhost`, and the path of the link for its first person. */
async function open() {
  const opened = await openAccountDesk();
  ending.push(opened.close);
  const { desk, now, accounts } = opened;
  const running = await openConsole({ newsroom: memoryNewsroom(specimen()), desk, now });
  ending.push(running.close);
  const first = (await accounts.links.first()) ?? assert.fail('there is somebody already');
  const base = running.address.replace('127.0.0.1', 'localhost').replace(/\/$/, '');
  return { ...opened, base, link: `${base}/sign-in/link?key=${first.secret}` };
}

async function browse(
  options: BrowserContextOptions = {},
): Promise<{ page: Page; context: BrowserContext; faults: string[] }> {
  const context = await browser.newContext({ viewport: SIZES.desktop, ...options });
  ending.push(() => context.close());
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    // A refusal that a page shows is answered with a status that browsers report too.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) faults.push(message.text());
  });
  return { page, context, faults };
}

/** An authenticator of the device that checks its owner, as a fingerprint reader does. */
async function addAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** From the first link to an account with a password. */
async function begin(page: Page, link: string, name = 'Anna Keller'): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await button(page, 'Make my account').click();
  await page.getByLabel('A new password').fill(PASSWORD);
  await button(page, 'Set a password').click();
  await page.getByText('Your password is set').waitFor();
}

for (const javaScriptEnabled of [true, false]) {
  test(`the first person comes in by the link, sets a password, leaves and comes back, ${javaScriptEnabled ? 'with' : 'without'} script`, async () => {
    const { base, link } = await open();
    const { page, faults } = await browse({ javaScriptEnabled });
    await begin(page, link);
    await button(page, 'Sign out').click();
    await page.goto(`${base}/people`);
    await page.getByLabel('Name').fill('anna keller');
    await page.getByLabel('Password').fill('not this one, no');
    await button(page, 'Sign in').click();
    await page.getByText('do not go together').waitFor();
    assert.equal(await page.getByLabel('Name').inputValue(), 'anna keller');
    await page.getByLabel('Password').fill(PASSWORD);
    await button(page, 'Sign in').click();
    await page.getByRole('heading', { name: 'People', level: 1 }).waitFor();
    assert.equal(page.url(), `${base}/people`);
    assert.deepEqual(faults, []);
  });
}

test('a passkey is added and signs in without a name; removed, it opens nothing', async () => {
  const { base, link, accounts, notes } = await open();
  const { page, faults } = await browse();
  await addAuthenticator(page);
  await begin(page, link);
  await page.getByLabel('What to call it').fill('My laptop');
  await button(page, 'Add a passkey').click();
  await page.getByRole('heading', { name: 'My laptop' }).waitFor();
  await button(page, 'Sign out').click();
  await button(page, 'Sign in with a passkey').click();
  await page.getByRole('heading', { name: 'The journey' }).waitFor();
  assert.ok(notes.some(({ what }) => what === 'signed-in'));
  const person = (await accounts.people.findByName('Anna Keller')) ?? assert.fail();
  const [passkey] = await accounts.passkeys.list(person.id);
  assert.deepEqual([passkey?.host, passkey?.usedOn], ['localhost', '2026-11-22']);

  await page.goto(`${base}/people/me`);
  await button(page, 'Remove').click();
  await page.getByText('The passkey is removed').waitFor();
  await button(page, 'Sign out').click();
  await button(page, 'Sign in with a passkey').click();
  await page.getByText('That passkey opens nothing here').waitFor();
  assert.deepEqual(faults, []);
});

test('somebody who was invited sees what their role may, and loses it at once', async () => {
  const { base, link } = await open();
  const { page: anna } = await browse();
  await begin(anna, link);
  await anna.goto(`${base}/people`);
  await anna.getByLabel('Name, which they may change').fill('Vera');
  await button(anna, 'Make an invitation').click();
  const invitation = await anna.getByLabel('The link').inputValue();

  const { page: vera } = await browse();
  await begin(vera, invitation, 'Vera');
  assert.equal(await vera.getByRole('link', { name: 'People', exact: true }).count(), 0);
  await vera.goto(`${base}/people`);
  await vera.getByText('Your role is “editor”').waitFor();

  await anna.goto(`${base}/people`);
  await anna.locator('li', { hasText: 'Vera' }).getByRole('button', { name: 'Close the account' }).click();
  await anna.getByText('The account is closed').waitFor();
  await vera.goto(`${base}/people/me`);
  await vera.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
});

test('whoever guesses has to wait, and the owner gets in by a link meanwhile', async () => {
  const { base, link, accounts } = await open();
  const { page } = await browse();
  await begin(page, link);
  const { page: other } = await browse();
  await other.goto(`${base}/sign-in`);
  for (let guess = 0; guess < 6; guess += 1) {
    await other.getByLabel('Name').fill('Anna Keller');
    await other.getByLabel('Password').fill(`guess number ${guess}`);
    await button(other, 'Sign in').click();
    await other.getByRole('alert').waitFor();
  }
  await other.getByText('Too many attempts').waitFor();
  const person = (await accounts.people.findByName('Anna Keller')) ?? assert.fail();
  const way = (await accounts.links.forPerson(person.id, 'Anna Keller')) ?? assert.fail();
  await other.goto(`${base}/sign-in/link?key=${way.secret}`);
  await button(other, 'Sign in').click();
  await other.getByRole('heading', { name: 'Anna Keller', level: 1 }).waitFor();
});

test('every page of accounts has no fault that axe knows and fits phone and desktop, dark and light', async () => {
  const { base, link, accounts } = await open();
  const { page, context } = await browse({ bypassCSP: true });
  const look = (name: string) => assertFits(page, name);
  await addAuthenticator(page);
  await page.goto(link);
  await look('welcome');
  await begin(page, link);
  await button(page, 'Add a passkey').click();
  await page.getByText('made 22 Nov').waitFor();
  await accounts.links.invite({ role: 'editor', name: 'Vera' }, 'Anna Keller');
  const invited = await accounts.links.invite({ role: 'chief', name: 'Bo' }, 'Anna Keller');
  if (invited !== 'name-unusable') await accounts.links.use(invited.secret, 'Bo Halvorsen-Lindqvist');
  const bo = (await accounts.people.findByName('Bo Halvorsen-Lindqvist')) ?? assert.fail();
  const gone = await accounts.links.invite({ role: 'viewer', name: 'Cy' }, 'Anna Keller');
  if (gone !== 'name-unusable') await accounts.links.use(gone.secret, 'Cy');
  await accounts.people.close((await accounts.people.findByName('Cy'))?.id ?? '', 'Anna Keller');
  await page.goto(`${base}/people`);
  await look('people');
  await page.getByLabel('Name, which they may change').fill('Dora');
  await button(page, 'Make an invitation').click();
  await look('invitation');
  await page.goto(`${base}/people/me`);
  await page.getByLabel('What it is for').fill('Our CMS');
  await page.getByLabel('push').check();
  await button(page, 'Make a token').click();
  await look('token');
  await page.goto(`${base}/people/me`);
  await look('own-account');
  await accounts.sessions.endAll(bo.id);
  await context.clearCookies();
  await page.goto(`${base}/people`);
  await page.getByLabel('Name').fill('x');
  await page.getByLabel('Password').fill('y');
  await button(page, 'Sign in').click();
  await look('sign-in');
});
