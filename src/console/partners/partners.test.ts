import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { Hono } from 'hono';
import { type Permission, ROLES, roleMay } from '../../accounts/index.ts';
import { openChanges } from '../changes.ts';
import type { ConsoleEnv, PageParts } from '../parts.ts';
import { openAccountConsole } from '../testing/account-console.ts';
import { askConsole, readText } from '../testing/ask-console.ts';
import { deskSpecimen, VIEWER } from '../testing/desk-specimen.ts';
import { LINK_SECRET, memoryPartners, PICTURE_SHA } from '../testing/memory-partners.ts';
import { id, NOW, specimen } from '../testing/specimen.ts';
import { addPartnerPages } from './routes.tsx';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

function open() {
  const { partners, asked } = memoryPartners();
  const console = askConsole({ ...deskSpecimen().desk, partners });
  opened.push(console);
  return { ...console, asked };
}
const post = { article: id(1), language: 'ru' };

test('the list says what each partner carries, and what is stopped', async () => {
  const { page, failures } = open();
  const document = await page('/partners');
  assert.match(
    readText(document.querySelector('#partner-sister')),
    /The Sister Paper sister\.example\s?6 posts: 1 failed, 1 changed there, 1 waits, 1 stopped, 1 current, 1 withdrawn there/,
  );
  assert.match(readText(document.querySelector('#partner-harbour')), /stopped by Anna/);
  assert.deepEqual(failures, []);
});

test('a partner’s page says how each version stands, why, and what to do', async () => {
  const { page } = open();
  const document = await page('/partners/sister');
  const row = (at: number, language: string) => readText(document.querySelector(`#post-${id(at)}-${language}`));
  assert.match(row(0, 'ru'), /failed revision 1 of 2 sister\.example asks to be left alone .* tried again by itself/);
  assert.match(row(1, 'ru'), /changed there.*Write over it/);
  assert.match(row(2, 'ru'), /waits until .* never/);
  assert.match(row(3, 'fa'), /stopped by Anna.*Show again/);
  assert.doesNotMatch(row(5, 'ru'), /Stop\b/);
  assert.match(
    readText(document.querySelector('#agreement')),
    /Russian, Persian.*1h after publication.*Free of charge/,
  );
  assert.match(readText(document.querySelector('#test')), /missing the companion plug-in.*failed the user lacks/);
  assert.doesNotMatch(document.toString(), /env:|file:/);
});

test('every act is done as whoever pressed, and said', async () => {
  const { post: send, asked } = open();
  for (const [path, fields] of [
    ['test', {}],
    ['again', {}],
    ['again', post],
    ['overwrite', post],
    ['stop', post],
    ['show', post],
    ['stop', {}],
    ['show', {}],
  ] as const) {
    const answer = await send(`/partners/sister/${path}`, { ...fields });
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/partners/sister'], path);
  }
  assert.deepEqual(asked, [
    'test sister',
    'again sister everything',
    `again sister ${id(1)}`,
    `overwrite ${id(1)} ru ${VIEWER}`,
    `stop ${id(1)} ${VIEWER}`,
    `show ${id(1)} ${VIEWER}`,
    `stop sister ${VIEWER}`,
    `show sister ${VIEWER}`,
  ]);
  for (const path of ['test', 'again', 'stop']) assert.equal((await send(`/partners/nobody/${path}`, {})).status, 404);
  assert.equal((await send('/partners/sister/overwrite', {})).status, 404);
});

test('a dry run shows the post as it would be, in a frame in which nothing runs', async () => {
  const { ask, page } = open();
  const to = await ask(`/partners/sister/preview?article=${id(0)}&language=ru`);
  const path = to.headers.get('location') ?? '';
  assert.equal(path, `/partners/sister/preview/${id(0)}/ru`);
  const document = await page(path);
  assert.equal(document.querySelector('iframe')?.getAttribute('src'), `${path}/post/`);
  assert.match(
    readText(document.querySelector('main')),
    /would have on The Sister Paper.*mirror\.example\/de\/a\.html/,
  );
  const frame = await ask(`${path}/post/`);
  assert.match(frame.headers.get('content-security-policy') ?? '', /default-src 'none'.*sandbox/);
  assert.match(await frame.text(), /<h1>Порт &lt;закрыт&gt;<\/h1>/);
  const picture = await ask(`${path}/post/m/${PICTURE_SHA}`);
  assert.deepEqual([picture.status, picture.headers.get('content-type')], [200, 'image/webp']);
  assert.equal((await ask(`${path}/post/m/${'d'.repeat(64)}`)).status, 404);
  assert.equal((await ask(`/partners/sister/preview/${id(7)}/ru`)).status, 404);
});

test('a link for the partner is shown once', async () => {
  const { post: send } = open();
  const answer = await send(`/partners/sister/preview/${id(0)}/ru/link`, {});
  assert.match(await answer.text(), new RegExp(`value="http://127\\.0\\.0\\.1:4100/partners/preview/${LINK_SECRET}"`));
});

test('a partner opens the link without an account, and nothing else', async () => {
  const { partners } = memoryPartners();
  const console = await openAccountConsole({ partners });
  opened.push(console);
  const stranger = console.visitor();
  const seen = await stranger.get(`/partners/preview/${LINK_SECRET}`);
  assert.equal(seen.status, 200);
  const text = await seen.text();
  assert.match(text, /would have on The Sister Paper/);
  assert.doesNotMatch(text, /href="\/articles"|Sign out/);
  assert.equal(seen.headers.get('referrer-policy'), 'same-origin');
  assert.equal((await stranger.get(`/partners/preview/${LINK_SECRET}/post/`)).status, 200);
  assert.equal((await stranger.get(`/partners/preview/${LINK_SECRET}/post/m/${PICTURE_SHA}`)).status, 200);
  assert.equal((await stranger.get(`/partners/preview/${'b'.repeat(43)}`)).status, 404);
  assert.equal((await stranger.get(`/partners/preview/${'b'.repeat(43)}/post/`)).status, 404);
  for (const path of ['/partners', '/partners/sister', `/partners/sister/preview/${id(0)}/ru`])
    assert.equal((await stranger.get(path)).status, 303, path);
  assert.deepEqual(console.failures, []);
});

test('each role may do what is its own, and sees no other button', async () => {
  const acts: readonly (readonly [string, Permission])[] = [
    ['/partners/sister/test', 'manage-jobs'],
    ['/partners/sister/again', 'manage-jobs'],
    ['/partners/sister/overwrite', 'publish'],
    ['/partners/sister/stop', 'withdraw'],
    ['/partners/sister/show', 'publish'],
    [`/partners/sister/preview/${id(0)}/ru/link`, 'publish'],
  ];
  for (const role of ROLES) {
    const { partners, asked } = memoryPartners();
    const parts: PageParts = {
      ...deskSpecimen().desk,
      partners,
      overview: async () => specimen(),
      links: {},
      files: { style: '/assets/style.css', script: (name) => `/assets/${name}.js` },
      sections: new Set(['/', '/partners']),
      account: null,
      changes: openChanges(),
      now: () => NOW,
      onFailure: (error) => assert.fail(String(error)),
    };
    const app = new Hono<ConsoleEnv>();
    app.use(async (c, next) => {
      c.set('viewer', { name: 'Vera', role, may: (act) => roleMay(role, act) });
      await next();
    });
    addPartnerPages(app, parts);
    const shown = await (await app.request('/partners/sister')).text();
    for (const [path, permission] of acts) {
      const before = asked.length;
      const answer = await app.request(path, { method: 'POST', body: new URLSearchParams(post) });
      const may = roleMay(role, permission);
      assert.equal(answer.status === 403, !may, `${role} ${path}`);
      if (!may) assert.equal(asked.length, before);
      if (!path.endsWith('link')) assert.equal(shown.includes(`action="${path}"`), may, `${role} ${path}`);
    }
  }
});
