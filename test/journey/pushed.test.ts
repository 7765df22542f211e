import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { articlePath } from '../../src/proof/index.ts';
import { makeNewsroom, type TestNewsroom } from './newsroom.ts';

const SOURCE = 'push:cms';
const PUBLISHED = new Date('2026-11-22T10:15:00Z');

let folder: string;
let room: TestNewsroom;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tamizdat-pushed-'));
  room = await makeNewsroom(folder, { languages: ['de', 'ru'], sources: [], title: { de: 'Bote', ru: 'Вестник' } });
});
after(async () => {
  await room.close();
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

test('an item keeps its language, and what was never pushed cannot be taken back', async () => {
  const other = await pushes().save(SOURCE, 'bridge-ru', 'bridge', push('de', 'Die Brücke', '<p>Ja.</p>'));
  assert.equal(other.outcome, 'refused');
  assert.equal((await pushes().withdraw(SOURCE, 'nothing', null)).outcome, 'refused');
});
