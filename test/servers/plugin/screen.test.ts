import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openChromium } from '../../browser/chromium.ts';
import { SIZES } from '../../browser/fits.ts';
import { openWordPress } from '../wordpress/open.ts';
import { page as draft, openNewsroom, type TestNewsroom } from './newsroom.ts';
import { openSite, pushed, type Site } from './site.ts';

let site: Site;
let newsroom: TestNewsroom;
let browser: Browser;
const closing: (() => Promise<void>)[] = [];
const links = { ru: '', fa: '' };
const ids = { ru: 0, fa: 0 };

before(async () => {
  newsroom = await openNewsroom();
  closing.push(() => newsroom.close());
  const wordpress = await openWordPress();
  closing.push(() => wordpress.close());
  browser = await openChromium();
  closing.push(() => browser.close());
  site = await openSite(wordpress, 'author');
  await wordpress.php('account', 'sophie', 'editor');
  await wordpress.php('account', 'olaf', 'administrator');
  await newsroom.publish(draft('ru', 1), draft('fa', 1));
  await site.pin(newsroom.keys, [`${newsroom.address}head`]);
  for (const language of ['ru', 'fa'] as const) {
    const { body } = await site.rest('POST', 'wp/v2/posts', pushed(language, 1));
    links[language] = body.link;
    ids[language] = body.id;
  }
  await site.poll();
});

after(async () => {
  for (const close of closing.reverse()) await close();
});

/** Looks at a page of the site, as nobody or as somebody who has signed in. */
async function look<Result>(
  address: string,
  name: string | null,
  see: (page: Page, context: BrowserContext) => Promise<Result>,
): Promise<Result> {
  const context = await browser.newContext({ viewport: SIZES.desktop });
  try {
    if (name !== null) {
      const cookies = JSON.parse(await site.wordpress.php('companion', 'login', name)) as Record<string, string>;
      await context.addCookies(
        Object.entries(cookies).map(([key, value]) => ({ name: key, value, url: site.wordpress.address })),
      );
    }
    const page = await context.newPage();
    await page.goto(address);
    return await see(page, context);
  } finally {
    await context.close();
  }
}

/** Fails when a page scrolls sideways on a phone or a desktop; leaves pictures in the folder of `TAMIZDAT_SHOTS`. */
async function assertNotWider(page: Page, name: string): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    const shots = process.env.TAMIZDAT_SHOTS;
    if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}-${size}.png`), fullPage: true });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= viewport.width, `${name}: ${width} px in ${viewport.width}`);
  }
}

const admin = (path: string): string => `${site.wordpress.address}wp-admin/${path}`;
const SCREEN = 'edit.php?page=tamizdat';
const statusOf = async (address: string): Promise<number> => (await fetch(address)).status;

for (const language of ['ru', 'fa'] as const) {
  test(`a carried article in ${language} reads on a phone and a desktop, in its own direction`, async () => {
    await look(links[language], null, async (page) => {
      await assertNotWider(page, `plugin-article-${language}`);
      const notice = page.locator('.tamizdat-notice');
      assert.equal(await notice.count(), 1);
      assert.ok(await notice.isVisible());
      const direction = await notice.evaluate((element) => getComputedStyle(element).direction);
      assert.equal(direction, language === 'fa' ? 'rtl' : 'ltr');
      for (const each of [page.locator('h1.wp-block-post-title'), page.locator('.tamizdat-text p')]) {
        assert.equal(await each.evaluate((element) => getComputedStyle(element).direction), direction);
        assert.equal(await each.evaluate((element) => element.closest('[lang]')?.getAttribute('lang')), language);
      }
      const label = language === 'fa' ? 'این مطلب به آلمانی' : 'Эта статья на немецком';
      await page.getByRole('link', { name: label }).waitFor();
      await page.locator('.tamizdat-check summary').click();
      assert.ok(await page.locator('.tamizdat-check code').isVisible());
      await assertNotWider(page, `plugin-check-${language}`);
    });
  });
}

test('it adds no cookie and no request to a page', async () => {
  await look(`${site.wordpress.address}?s=nothing`, null, async (page, context) => {
    const asked = new Set<string>();
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    await page.goto(links.ru);
    assert.deepEqual([...asked], [new URL(site.wordpress.address).origin]);
    assert.deepEqual(await context.cookies(), []);
  });
});

test('an editor sees what is carried, how current it is, and in plain words what went wrong', async () => {
  await look(admin(SCREEN), 'sophie', async (page) => {
    const text = await page.locator('.wrap').innerText();
    assert.match(text, /Линдхафенский вестник\s+courier\.example/);
    assert.match(text, /Current as of .+ \(edition 1\)\. Last looked: /);
    assert.equal(await page.locator('tbody tr').count(), 2);
    assert.doesNotMatch(text, /WP-Cron|The last look found/);
    await assertNotWider(page, 'plugin-screen');
  });
  await site.wordpress.php('companion', 'stuck');
  const dead = 'http://127.0.0.1:9/head';
  await site.pin(newsroom.keys, [dead, `${newsroom.address}head`]);
  await look(admin(SCREEN), 'sophie', async (page) => {
    assert.match(await page.locator('.wrap').innerText(), /WP-Cron does not run on this site/);
    // Whichever comes first this time: within two looks the dead one does.
    for (const _ of [1, 2]) {
      await page.getByRole('button', { name: 'Look now' }).click();
      if ((await page.getByText('The last look found:').count()) > 0) break;
    }
    assert.match(await page.locator('.wrap').innerText(), /http:\/\/127\.0\.0\.1:9\/head It did not answer/);
    assert.match(await page.locator('.wrap').innerText(), /edition 1/);
    await assertNotWider(page, 'plugin-screen-errors');
  });
  await site.pin(newsroom.keys, [`${newsroom.address}head`]);
});

test('a post that the partner stops is gone, stays so whatever is pushed, and comes back as it was', async () => {
  await look(admin('edit.php'), 'sophie', async (page) => {
    const row = page.locator(`#post-${ids.ru}`);
    assert.match(await row.innerText(), /Carried/);
    await row.hover();
    await row.getByRole('link', { name: 'Stop showing' }).click();
    assert.match(await page.locator(`#post-${ids.ru}`).innerText(), /Carried, stopped here/);
  });
  assert.equal(await statusOf(links.ru), 404);
  const { status, body } = await site.rest('POST', `wp/v2/posts/${ids.ru}`, pushed('ru', 2));
  assert.deepEqual([status, body.status, body.meta.tamizdat_stopped], [200, 'draft', 'publish']);
  assert.equal(await statusOf(links.ru), 404);
  await look(admin('edit.php'), 'sophie', async (page) => {
    await page.locator(`#post-${ids.ru}`).hover();
    await page.locator(`#post-${ids.ru}`).getByRole('link', { name: 'Show again' }).click();
  });
  assert.match(await site.html(links.ru), /The whole text, revision 2\./);
});

test('everything of a newsroom is stopped at once, what comes later too', async () => {
  await look(admin(SCREEN), 'sophie', async (page) => {
    await page.getByRole('button', { name: 'Stop showing everything' }).click();
    await page.getByText('Everything of this newsroom is stopped here').waitFor();
  });
  assert.deepEqual([await statusOf(links.ru), await statusOf(links.fa)], [404, 404]);
  const later = await site.rest(
    'POST',
    'wp/v2/posts',
    pushed('ru', 1, { tamizdat_article: '7x00000000' }, { slug: 'later' }),
  );
  assert.equal(later.status, 201);
  const { body } = await site.rest('GET', `wp/v2/posts/${later.body.id}?context=edit`);
  assert.deepEqual([body.status, body.meta.tamizdat_stopped], ['draft', 'publish']);
  await look(admin(SCREEN), 'sophie', async (page) => {
    await page.getByRole('button', { name: 'Show everything again' }).click();
    await page.getByRole('button', { name: 'Stop showing everything' }).waitFor();
  });
  assert.deepEqual([await statusOf(links.ru), await statusOf(links.fa)], [200, 200]);
  const shown = await site.rest('GET', `wp/v2/posts/${later.body.id}?context=edit`);
  assert.equal(shown.body.status, 'publish');
});

test('other keys wait until an administrator accepts them, and nothing else does', async () => {
  const next = await openNewsroom();
  closing.push(() => next.close());
  await next.publish(draft('ru', 1));
  assert.equal(await site.pin(next.keys, [`${next.address}head`]), 'pending');
  const before = await site.poll();
  assert.deepEqual([before.pending, before.number, before.errors], [true, 1, {}]);
  await look(admin(SCREEN), 'sophie', async (page) => {
    assert.match(await page.locator('.wrap').innerText(), /An administrator of this site can accept them/);
    assert.equal(await page.getByRole('button', { name: 'Accept' }).count(), 0);
    // The same form as an editor's, with another act.
    const form = page.locator('form').filter({ has: page.getByRole('button', { name: 'Look now' }) });
    await form.locator('input[name=act]').evaluate((input) => input.setAttribute('value', 'accept'));
    await form.getByRole('button').click();
    assert.match(await page.locator('body').innerText(), /You may not do this/);
  });
  await look(admin(SCREEN), 'olaf', async (page) => {
    await assertNotWider(page, 'plugin-screen-pending');
    await page.getByRole('button', { name: 'Accept the new keys' }).click();
    await page.getByRole('button', { name: 'Look now' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Accept' }).count(), 0);
  });
  const told = await site.rest('GET', 'tamizdat/v1/status');
  assert.equal(told.body.newsrooms['courier.example'].log, next.keys.log);
  // The same log number, an edition seen before, another tree: with the old key it would be a fork.
  const after = await site.poll();
  assert.deepEqual([after.number, after.errors], [1, {}]);
});

test('nothing is switched without the right, or from another site', async () => {
  await look(admin(SCREEN), 'newsroom', async (page) => {
    assert.match(await page.locator('body').innerText(), /not allowed/);
  });
  await look(admin('index.php'), 'sophie', async (page) => {
    const switched = await page.request.post(admin('admin-post.php'), {
      form: { action: 'tamizdat_newsroom', act: 'stop', newsroom: 'courier.example' },
    });
    assert.equal(switched.status(), 403);
    const stopped = await page.request.get(admin(`admin-post.php?action=tamizdat_post&act=stop&post=${ids.fa}`));
    assert.equal(stopped.status(), 403);
  });
  assert.equal(await statusOf(links.fa), 200);
});
