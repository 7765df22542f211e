import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openAppServer } from './app-server.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
let carriers = 1;
const server = await openAppServer({
  files: [
    { path: 'index.html', bytes: bytes(`<!doctype html><title>app</title>${'<p>text</p>'.repeat(100)}`) },
    { path: 'app-ABCD2345.js', bytes: bytes('export const answer = 42;') },
    { path: 'service-worker.js', bytes: bytes('self;') },
  ],
  card: async () => bytes(JSON.stringify({ carriers })),
});
after(() => server.close());
const ask = (path: string, init?: RequestInit) => fetch(server.address + path, init);

test('serves its files with their types, the page at the root', async () => {
  const page = await ask('', { headers: { 'Accept-Encoding': 'gzip, br' } });
  assert.equal(page.headers.get('content-type'), 'text/html;charset=utf-8');
  assert.equal(page.headers.get('content-encoding'), 'br');
  assert.match(await page.text(), /<title>app<\/title>/);
  const script = await ask('app-ABCD2345.js');
  assert.equal(script.headers.get('content-type'), 'text/javascript;charset=utf-8');
  assert.equal(await script.text(), 'export const answer = 42;');
});

test('nothing of it stays in a browser unless the app itself is told to keep it', async () => {
  for (const path of ['', 'app-ABCD2345.js', 'service-worker.js', 'newsroom.json', 'nothing']) {
    const { headers } = await ask(path);
    assert.equal(headers.get('cache-control'), 'no-store', path);
    assert.equal(headers.get('etag'), null);
    assert.equal(headers.get('last-modified'), null);
  }
});

test('the card is the newsroom as it is now', async () => {
  assert.deepEqual(await (await ask('newsroom.json')).json(), { carriers: 1 });
  carriers = 2;
  assert.deepEqual(await (await ask('newsroom.json')).json(), { carriers: 2 });
});

test('no other site may frame it, sniff it or read from it', async () => {
  for (const path of ['', 'app-ABCD2345.js', 'newsroom.json', 'nothing']) {
    const { headers } = await ask(path);
    assert.equal(headers.get('content-security-policy'), "frame-ancestors 'none'");
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
    assert.equal(headers.get('access-control-allow-origin'), null);
    assert.equal(headers.get('set-cookie'), null);
  }
});

test('anything else is refused in words', async () => {
  for (const path of ['nothing', '../package.json', '%2e%2e/x', 'constructor', '__proto__']) {
    assert.equal((await ask(path)).status, 404, path);
  }
  const posted = await ask('', { method: 'POST', body: 'x' });
  assert.equal(posted.status, 405);
  assert.match(await posted.text(), /only GET and HEAD/);
});

test('a card that cannot be read is an error of that answer alone', async () => {
  const broken = await openAppServer({
    files: [{ path: 'index.html', bytes: bytes('app') }],
    card: () => Promise.reject(new Error('/a/path that nobody is to see')),
  });
  try {
    const answer = await fetch(`${broken.address}newsroom.json`);
    assert.equal(answer.status, 500);
    assert.doesNotMatch(await answer.text(), /path/);
    assert.equal((await fetch(broken.address)).status, 200);
  } finally {
    await broken.close();
  }
});

test('a query is no part of the name', async () => {
  assert.equal((await ask('?utm=1')).status, 200);
});
