import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { accountsOf, pushSource } from '../../src/newsroom/index.ts';
import { articlePath } from '../../src/proof/index.ts';
import { makeNewsroom, type TestNewsroom } from './newsroom.ts';
import { until } from './until.ts';

const SOURCE = 'push:cms';
const PUBLISHED = new Date('2026-11-22T10:15:00Z');

const SECRET = 'a secret of the desk';

interface Message {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let folder: string;
let room: TestNewsroom;
let desk: Server;
const messages: Message[] = [];
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tamizdat-pushed-'));
  desk = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      messages.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(desk.address() as AddressInfo).port}/hook`;
  await writeFile(join(folder, 'hook-secret'), `${SECRET}\n`);
  room = await makeNewsroom(folder, {
    languages: ['de', 'ru'],
    sources: [],
    title: { de: 'Bote', ru: 'Вестник' },
    webhooks: [{ address, secret: 'file:hook-secret' }],
  });
});
after(async () => {
  await room.close();
  desk.close();
  await rm(folder, { recursive: true, force: true });
});

const pushes = () => room.newsroom.workplace.desk.pushes;
const push = (language: string, headline: string, html: string) => ({
  language,
  headline,
  html,
  publishedAt: PUBLISHED,
});

/** What `run` does when it is woken by a push. */
async function round() {
  const { newsroom } = room;
  const pushed = await newsroom.fetchPushed();
  const kept = await newsroom.keep(pushed.fetched);
  await newsroom.settlePushed(pushed, kept.warnings);
  await newsroom.publish();
  await newsroom.carry();
  return kept;
}

/** The page of an item as a carrier has it. */
async function page(item: string): Promise<string> {
  const { article, language } = (await pushes().find(SOURCE, item)) ?? assert.fail(item);
  return readFile(join(room.carried, articlePath(language ?? '', '2026-11-22', article ?? '')), 'utf8');
}

test('an article that a CMS pushes in is published, corrected and withdrawn as if it had been polled', async () => {
  const text = push('de', 'Die Brücke ist offen', '<p>Seit gestern.</p>');
  assert.deepEqual(await pushes().save(SOURCE, 'bridge-de', 'bridge', text), { outcome: 'taken' });
  assert.equal((await round()).added, 1);
  const first = (await pushes().find(SOURCE, 'bridge-de')) ?? assert.fail();
  assert.deepEqual([first.state, first.language, first.publishedRevision], ['kept', 'de', 1]);
  assert.match(await page('bridge-de'), /Seit gestern/);

  await pushes().save(SOURCE, 'bridge-de', 'bridge', text);
  const same = await round();
  assert.deepEqual([same.added, same.corrected], [0, 0]);

  await pushes().save(SOURCE, 'bridge-ru', 'bridge', push('ru', 'Мост открыт', '<p>Со вчерашнего дня.</p>'));
  assert.equal((await round()).added, 1);
  const russian = (await pushes().find(SOURCE, 'bridge-ru')) ?? assert.fail();
  assert.equal(russian.article, first.article, 'the two are languages of one article');
  assert.match(await page('bridge-de'), /ru\/2026\/11\/22/);

  await pushes().save(SOURCE, 'bridge-de', 'bridge', push('de', 'Die Brücke ist offen', '<p>Seit vorgestern.</p>'));
  assert.equal((await round()).corrected, 1);
  assert.match(await page('bridge-de'), /Seit vorgestern/);
  assert.equal((await pushes().find(SOURCE, 'bridge-de'))?.publishedRevision, 2);

  await pushes().withdraw(SOURCE, 'bridge-de', 'Es war nicht so.');
  assert.equal((await round()).withdrawn, 1);
  const withdrawn = await page('bridge-de');
  assert.match(withdrawn, /Es war nicht so/);
  assert.ok(!withdrawn.includes('vorgestern'));
  assert.match(await page('bridge-ru'), /Со вчерашнего дня/);
});

test('a webhook is told what each edition brought out, signed, without a text', async () => {
  const { newsroom } = room;
  await newsroom.workplace.work();
  await until(async () => messages.length >= 4);
  const told = messages
    .map(({ body }) => JSON.parse(body) as { data: { edition: number; changes: { what: string; language: string }[] } })
    .sort((a, b) => a.data.edition - b.data.edition)
    .map(({ data }) => data.changes.map(({ what, language }) => `${what} ${language}`).join());
  assert.deepEqual(told, ['published de', 'published ru', 'corrected de', 'withdrawn de']);
  for (const { headers, body } of messages) {
    const id = String(headers['webhook-id']);
    const timestamp = String(headers['webhook-timestamp']);
    const signature = createHmac('sha256', SECRET).update(`${id}.${timestamp}.${body}`).digest('base64');
    assert.equal(headers['webhook-signature'], `v1,${signature}`);
    assert.ok(!body.includes('Brücke'));
  }
});

test('a text that waits is the newest that was pushed, and one that is pushed while it is kept waits on', async () => {
  await pushes().save(SOURCE, 'tide', 'tide', push('de', 'Flut', '<p>Eins.</p>'));
  await pushes().save(SOURCE, 'tide', 'tide', push('de', 'Flut', '<p>Zwei.</p>'));
  const { newsroom } = room;
  const pushed = await newsroom.fetchPushed();
  await pushes().save(SOURCE, 'tide', 'tide', push('de', 'Flut', '<p>Drei.</p>'));
  const kept = await newsroom.keep(pushed.fetched);
  await newsroom.settlePushed(pushed, kept.warnings);
  assert.equal((await pushes().find(SOURCE, 'tide'))?.state, 'waiting');
  await round();
  assert.match(await page('tide'), /Drei/);
  assert.equal((await pushes().find(SOURCE, 'tide'))?.state, 'kept');
});

test('nobody goes on with what a program pushed, as long as that may push itself', async () => {
  const { workplace } = room.newsroom;
  const accounts = accountsOf(workplace, { now: () => PUBLISHED });
  const first = (await accounts.links.first()) ?? assert.fail();
  const used = await accounts.links.use(first.secret, 'Anna');
  const anna = used.outcome === 'signed-in' ? used.person : assert.fail(used.outcome);
  const made = await accounts.tokens.make(anna, { name: 'desk', scopes: ['push'], expiresAt: null });
  const token = made.outcome === 'done' ? made.token : assert.fail(made.outcome);
  const ferry = { ...push('de', 'Die Fähre', '<p>Sie fährt.</p>'), address: 'https://courier.example/ferry' };
  const forged = { ...ferry, html: '<p>Sie sank.</p>' };
  await pushes().save(pushSource('desk'), 'ferry', 'ferry', ferry);
  await round();
  // By the address of its page, and by its id and the moment of its publication.
  await pushes().save(pushSource('other'), 'mine', 'mine', forged);
  await round();
  const standing = (await pushes().find(pushSource('other'), 'mine')) ?? assert.fail();
  assert.deepEqual([standing.state, standing.article], ['refused', null]);
  await pushes().save(pushSource('other'), 'ferry', 'ferry', forged);
  await round();
  const kept = (await pushes().find(pushSource('desk'), 'ferry')) ?? assert.fail();
  assert.equal(kept.publishedRevision, 1);
  const path = articlePath('de', '2026-11-22', kept.article ?? '');
  assert.match(await readFile(join(room.carried, path), 'utf8'), /Sie fährt/);

  await accounts.tokens.revoke(token.id, anna.id, 'Anna');
  await pushes().save(pushSource('next'), 'ferry', 'ferry', { ...ferry, html: '<p>Sie fährt wieder.</p>' });
  await round();
  assert.equal((await pushes().find(pushSource('next'), 'ferry'))?.article, kept.article, 'a new CMS goes on with it');
});

test('an item keeps its language, and what was never pushed cannot be taken back', async () => {
  const other = await pushes().save(SOURCE, 'bridge-ru', 'bridge', push('de', 'Die Brücke', '<p>Ja.</p>'));
  assert.equal(other.outcome, 'refused');
  assert.equal((await pushes().withdraw(SOURCE, 'nothing', null)).outcome, 'refused');
});
