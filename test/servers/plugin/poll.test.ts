import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { article } from '../../../src/edition/testing/scratch-newsroom.ts';
import { openWordPress } from '../wordpress/open.ts';
import { type Host, openHost, openNewsroom, page, type TestNewsroom, withdrawal } from './newsroom.ts';
import { openSite, pushed, type Site, type Told } from './site.ts';

let site: Site;
let newsroom: TestNewsroom;
let host: Host;
const closing: (() => Promise<void>)[] = [];
let link = '';
let id = 0;
/** The head of the first edition, which the site has seen. */
let first: Uint8Array;

before(async () => {
  newsroom = await openNewsroom();
  closing.push(() => newsroom.close());
  host = await openHost();
  closing.push(() => host.close());
  const wordpress = await openWordPress();
  closing.push(() => wordpress.close());
  site = await openSite(wordpress);
  await newsroom.publish(page('ru', 1));
  first = await newsroom.file('head');
  await site.pin(newsroom.keys, [`${newsroom.address}head`]);
  const { body } = await site.rest('POST', 'wp/v2/posts', pushed('ru', 1));
  ({ id, link } = body as { id: number; link: string });
  const told = await site.poll();
  assert.deepEqual([told.number, told.errors], [1, {}]);
});

after(async () => {
  for (const close of closing.reverse()) await close();
});

/** Polls with this host, or these, in the place of the carriers; what the status tells then. */
async function pollFrom(answer: RequestListener, heads = [`${host.address}head`]): Promise<Told> {
  host.answer = answer;
  await site.pin(newsroom.keys, heads);
  return site.poll();
}

const bytes =
  (body: Uint8Array | string, status = 200, headers = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);

/** Nothing changed, and the status says why, under the address. */
async function assertNothingChanged(told: Told, number: number, why: RegExp, name: string): Promise<void> {
  assert.match(Object.values(told.errors).join('\n'), why, name);
  assert.equal(told.number, number, name);
  assert.match(await site.html(link), /The whole text, revision 1\./, name);
  const { body } = await site.rest('GET', `wp/v2/posts/${id}?context=edit`);
  assert.deepEqual([body.meta.tamizdat_withdrawn, body.meta.tamizdat_newer], ['', ''], name);
}

test('a head that lies changes nothing, and the status says why', async () => {
  // What is withheld: the article was withdrawn.
  await newsroom.publish(withdrawal('ru', 2, 'Отозвано', 'Источник ошибся.'));
  const withdrawn = await newsroom.file('head');
  const text = new TextDecoder().decode(withdrawn);
  const thief = await openNewsroom();
  try {
    await thief.publish(page('ru', 1));
    await thief.publish(withdrawal('ru', 2, 'Отозвано', 'Ложь.'));
    const forged = await thief.file('head');
    const lies: readonly [string, RequestListener, RegExp][] = [
      ['other keys', bytes(forged), /not signed by the key that this site has pinned/],
      ['altered', bytes(text.replace('number 2', 'number 3')), /not signed by the key/],
      ['cut', bytes(withdrawn.slice(0, -200)), /not what a newsroom publishes/],
      [
        'a page',
        bytes('<!doctype html><title>Welcome to nginx!</title>'),
        /not what a newsroom publishes \(head-format\)/,
      ],
      ['empty', bytes(''), /empty or larger/],
      ['too large', bytes(text + '—'.repeat(22_000)), /empty or larger than 64 KB/],
      [
        'a bomb',
        bytes(gzipSync(Buffer.alloc(50_000_000)), 200, { 'content-encoding': 'gzip' }),
        /empty or larger than 64 KB/,
      ],
      ['missing', bytes('', 404), /answered with status 404/],
      ['broken', bytes('', 500), /answered with status 500/],
      ['elsewhere', bytes('', 302, { location: `${newsroom.address}head` }), /answered with status 302/],
      ['cut off', (_, response) => void response.socket?.destroy(), /did not answer/],
    ];
    for (const [name, answer, why] of lies) await assertNothingChanged(await pollFrom(answer), 1, why, name);
  } finally {
    await thief.close();
  }
});

test('a body without an end is read to the limit, and a host that never answers not for long', async () => {
  let isOpen = false;
  const endless: RequestListener = (_, response) => {
    isOpen = true;
    response.on('close', () => {
      isOpen = false;
    });
    const write = (): void => void (isOpen && response.write('a'.repeat(16_384), () => setImmediate(write)));
    write();
  };
  await assertNothingChanged(await pollFrom(endless), 1, /empty or larger than 64 KB/, 'endless');
  assert.equal(isOpen, false, 'it hung up');
  await assertNothingChanged(await pollFrom(() => {}), 1, /did not answer: .*timed out/i, 'silent');
});

test('an address in a private network, or of no scheme that is safe, is not asked', async () => {
  const told = await pollFrom(bytes(first), ['https://localhost/head', 'https://nowhere.invalid/head']);
  const errors = Object.values(told.errors).join('\n');
  assert.match(errors, /localhost is in a private network; it is not asked/);
  assert.match(errors, /There is no host nowhere\.invalid/);
  const meta = {
    tamizdat_heads: JSON.stringify(['file:///etc/passwd', 'gopher://x.example/head', 'https://[::1]/head']),
  };
  await site.rest('POST', `wp/v2/posts/${id}`, { meta });
  assert.match(Object.values((await pollFrom(bytes(first), [])).errors).join(), /named no address to ask/);
});

test('a head whose notices cannot be had, or were altered, withdraws nothing until they can', async () => {
  const withdrawn = await newsroom.file('head');
  const only =
    (answer: RequestListener): RequestListener =>
    (request, response) =>
      request.url === '/head' ? bytes(withdrawn)(request, response) : answer(request, response);
  const missing = await pollFrom(only(bytes('', 404)));
  assert.equal(missing.number, 2, 'it was seen');
  await assertNothingChanged(missing, 2, /No address gave a file/, 'missing');
  const altered = await pollFrom(only(bytes('tamizdat.notices/v1\n')));
  await assertNothingChanged(altered, 2, /not the one that the head names/, 'altered');
});

test('a head older than the one seen is refused: the number never goes back', async () => {
  await assertNothingChanged(await pollFrom(bytes(first)), 2, /older than what this site has seen/, 'older');
});

test('one honest address among lying ones is enough, and no copy is left in the trash', async () => {
  const { body } = await site.rest('POST', 'wp/v2/posts', pushed('ru', 1, {}, { slug: 'twice' }));
  await site.rest('DELETE', `wp/v2/posts/${body.id}`);
  const told = await pollFrom(bytes(first), [
    `${host.address}head`,
    `${newsroom.address}head`,
    `${host.address}b/head`,
  ]);
  assert.equal(told.number, 2);
  const html = await site.html(link);
  assert.match(html, /Эта статья отозвана\./);
  assert.doesNotMatch(html, /The whole text/);
  const trashed = await site.rest('GET', `wp/v2/posts/${body.id}?context=edit`);
  assert.equal(trashed.body.status, 'trash');
  assert.match(trashed.body.content.raw, /Эта статья отозвана/);
});

test('a withdrawal that more than a hundred later notices have pushed out is found in the calendar', async () => {
  await site.rest('POST', `wp/v2/posts/${id}`, pushed('ru', 3, { tamizdat_withdrawn: '' }));
  await newsroom.publish(page('ru', 3));
  assert.deepEqual((await pollFrom(bytes(''), [`${newsroom.address}head`])).errors, {});
  assert.match(await site.html(link), /The whole text, revision 3\./);

  await newsroom.publish(withdrawal('ru', 4, 'Отозвано', 'Источник ошибся снова.'));
  const others = Array.from({ length: 101 }, (_, at) => `${String(at).padStart(3, '0')}k9m2tq7`);
  for (const revision of [1, 2])
    await newsroom.publish(...others.map((each) => article(each, 'fa', revision, `${revision}`)));
  const notices = new TextDecoder().decode(await newsroom.file('head'));
  assert.match(notices, /^number 6$/m);
  assert.deepEqual((await site.poll()).errors, {});
  const html = await site.html(link);
  assert.match(html, /Источник ошибся снова\./);
  assert.doesNotMatch(html, /The whole text/);
});
