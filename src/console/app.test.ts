import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openAssets } from '../platform/assets/index.ts';
import { consoleApp } from './app.ts';
import type { CensorControls } from './censor-controls.ts';
import { openChanges } from './changes.ts';
import { openLiveView } from './live-view.ts';
import { memoryCensor } from './testing/memory-censor.ts';
import { CARRIER_NAMES, memoryNewsroom, NOW, specimen } from './testing/specimen.ts';

const HOST = '127.0.0.1:4100';
const ORIGIN = `http://${HOST}`;
const assets = await openAssets('console');
const views: { close(): Promise<void> }[] = [];
after(async () => {
  for (const view of views) await view.close();
});

/** A console without a socket, and how to ask it. */
function open(censor: CensorControls | null = memoryCensor(CARRIER_NAMES), newsroom = memoryNewsroom(specimen())) {
  const failures: unknown[] = [];
  const onFailure = (error: unknown) => void failures.push(error);
  const view = openLiveView({ newsroom, censor, links: {}, now: () => NOW, onFailure });
  const changes = openChanges();
  views.push(view, changes);
  const app = consoleApp({ view, changes, censor, desk: null, links: {}, assets, now: () => NOW, onFailure });
  const ask = async (path: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
    app.fetch(new Request(`${ORIGIN}${path}`, { ...init, headers: { host: HOST, ...init.headers } }));
  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    ask(path, { method: 'POST', body: new URLSearchParams(fields), headers });
  const at = (name: string) => censor?.places().find((place) => place.name === name)?.action.kind;
  return { ask, post, at, failures };
}

test('a form moves the censor and leads back to where it stood', async () => {
  const { post, at } = open();
  const answer = await post('/censor/lantern', { action: 'freeze' }, { origin: ORIGIN });
  assert.deepEqual(
    [answer.status, answer.headers.get('location'), at('lantern')],
    [303, '/#carrier-lantern', 'freeze'],
  );
  const site = await post('/censor/site', { action: 'blackhole' });
  assert.deepEqual([site.status, site.headers.get('location'), at('site')], [303, '/#own-site', 'blackhole']);
});

test('one form blocks all carriers but one, another opens all, and neither touches the site', async () => {
  const { post, at } = open();
  const all = () => ['site', ...CARRIER_NAMES].map(at).join(' ');
  assert.equal((await post('/censor', { action: 'blackhole', except: 'samovar' })).status, 303);
  assert.equal(all(), 'reset blackhole blackhole open blackhole blackhole blackhole');
  assert.equal((await post('/censor', { action: 'reset', except: '' })).status, 303);
  assert.equal(all(), 'reset reset reset reset reset reset reset');
  assert.equal((await post('/censor', { action: 'open' })).status, 303);
  assert.equal(all(), 'reset open open open open open open');
});

test('what cannot be done is refused on a page that says so, and nothing moves', async () => {
  const { ask, post, at } = open();
  const refused = async (answer: Response, status: number) => {
    const text = await answer.text();
    assert.equal(answer.status, status, text);
    assert.match(text, /<h1>.+<\/h1>.*Back to the console/s);
    assert.ok(!text.includes('<b>'));
  };
  await refused(await post('/censor/lantern', { action: '<b>burn' }), 400);
  await refused(await post('/censor/lantern', {}), 400);
  await refused(await post('/censor/site', { action: 'alter' }), 400);
  await refused(await post('/censor/%3Cb%3Enowhere', { action: 'reset' }), 404);
  await refused(await post('/censor/%E0%A4%A', { action: 'reset' }), 404);
  await refused(await post('/censor', { action: 'reset', except: 'nowhere' }), 404);
  await refused(await post('/censor', { action: 'reset', except: 'site' }), 404);
  await refused(await ask('/censor/lantern'), 404);
  await refused(await ask('/censor/lantern', { method: 'PUT' }), 404);
  await refused(await ask('/<b>elsewhere'), 404);
  await refused(await ask('/assets/live.js'), 404);
  await refused(await post('/censor/lantern', { action: 'reset', more: 'x'.repeat(4_096) }), 413);
  const body = '{"action":"reset"}';
  await refused(
    await ask('/censor/lantern', { method: 'POST', body, headers: { 'content-type': 'application/json' } }),
    400,
  );
  for (const name of CARRIER_NAMES) assert.equal(at(name), 'open');
});

test('without a censor no form is taken', async () => {
  const { post } = open(null);
  assert.equal((await post('/censor/lantern', { action: 'reset' })).status, 404);
  assert.equal((await post('/censor', { action: 'reset' })).status, 404);
});

test('nothing is answered under another name, nor to pages of other sites', async () => {
  const { ask } = open();
  const headers = [{ host: 'courier.example' }, { origin: 'https://elsewhere.example' }, { origin: 'null' }];
  for (const path of ['/', '/events', '/assets/console.css']) {
    for (const each of headers) {
      const answer = await ask(path, { headers: each });
      assert.equal(answer.status, 403, `${path} ${JSON.stringify(each)}`);
      assert.ok(!(await answer.text()).includes('Harbour'));
    }
  }
});

test('a page on another port of this machine, such as a carrier, can neither move the censor nor listen', async () => {
  const { ask, post, at } = open();
  for (const headers of [
    { origin: 'http://127.0.0.1:4101' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
  ]) {
    const which = JSON.stringify(headers);
    assert.equal((await post('/censor/lantern', { action: 'reset' }, { ...headers })).status, 403, which);
    assert.equal((await post('/censor', { action: 'reset' }, { ...headers })).status, 403, which);
    assert.equal((await ask('/events', { headers: { ...headers } })).status, 403, which);
  }
  assert.equal(at('lantern'), 'open');
});

test('every answer forbids what the console does not need', async () => {
  const { ask } = open();
  for (const path of ['/', '/nowhere', '/events', '/assets/nothing.css']) {
    const answer = await ask(path, { method: path === '/events' ? 'HEAD' : 'GET' });
    const policy = answer.headers.get('content-security-policy') ?? '';
    for (const rule of ["default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"]) {
      assert.ok(policy.split('; ').includes(rule), `${path}: ${rule}`);
    }
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(answer.headers.get('referrer-policy'), 'same-origin');
    assert.equal(answer.headers.get('cross-origin-opener-policy'), 'same-origin');
  }
});

test('what the page loads may be kept for ever, for its name changes with its content; the page may not', async () => {
  const { ask } = open();
  const answer = await ask('/');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  const html = await answer.text();
  const loaded = [...html.matchAll(/(?:src|href)="(\/[^"#]+)"/g)].map(([, path]) => path ?? '');
  assert.equal(loaded.length, 2);
  for (const path of loaded) {
    const file = await ask(path);
    assert.match(path, /-[A-Z0-9]{8}\.(?:js|css)$/);
    assert.equal(file.status, 200, path);
    assert.match(file.headers.get('cache-control') ?? '', /immutable/);
    assert.match(file.headers.get('content-type') ?? '', path.endsWith('.js') ? /^text\/javascript/ : /^text\/css/);
    assert.ok((await file.arrayBuffer()).byteLength > 1_000);
  }
});

test('a newsroom that cannot be asked is told on a page, and the next request asks again', async () => {
  const newsroom = memoryNewsroom(specimen());
  let isBroken = true;
  const overview = () => (isBroken ? Promise.reject(new Error('/srv/secret is locked')) : newsroom.overview());
  const { ask } = open(null, { ...newsroom, overview });
  const answer = await ask('/');
  assert.equal(answer.status, 503);
  assert.ok(!(await answer.text()).includes('secret'));
  isBroken = false;
  assert.equal((await ask('/')).status, 200);
});

test('what a page cannot be drawn for is told to whoever keeps the log', async () => {
  const failure = new Error('the database sleeps');
  const newsroom = { ...memoryNewsroom(specimen()), overview: () => Promise.reject(failure) };
  const { ask, failures } = open(null, newsroom);
  const answer = await ask('/');
  assert.equal(answer.status, 503);
  assert.doesNotMatch(await answer.text(), /database/);
  assert.deepEqual(failures, [failure]);
});
