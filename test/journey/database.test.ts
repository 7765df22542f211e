import assert from 'node:assert/strict';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openStore } from '../../src/platform/store/index.ts';
import { migrations, type Tables } from '../../src/tables/index.ts';
import { command, openScratch } from './command.ts';
import { type FeedItem, type FeedSite, openFeedSite, rssOf, textAbout } from './feed-site.ts';
import { articlesWith, hashesOf, readCarried } from './folder.ts';
import { makeNewsroom, openNewsroom, type TestNewsroom } from './newsroom.ts';

let site: FeedSite;
let scratch: Awaited<ReturnType<typeof openScratch>>;

before(async () => {
  scratch = await openScratch();
  site = await openFeedSite();
});

after(async () => {
  await site.close();
  await scratch.remove();
});

const at = (name: string) => `https://light.example/news/${name}?a=1&b="2"`;
const item = (id: string, headline: string, text = textAbout(headline)): FeedItem => ({
  id,
  headline,
  text,
  link: at(id),
});
/** Takes several pages, and has words of its own on the last one. */
const LONG = Array.from(
  { length: 400 },
  (_, line) => `<p>${line} ${Array.from({ length: 12 }, (_, word) => (line * 7919 + word * 104_729).toString(36))}</p>`,
).join('');
const deleted = (id: string): string =>
  `<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="${id}" when="2026-11-21T09:00:00Z"/>`;

interface Town {
  readonly folder: string;
  readonly room: TestNewsroom;
  /** What the feed says from now on. */
  say(items: readonly FeedItem[], rest?: string): void;
}

async function openTown(name: string, items: readonly FeedItem[]): Promise<Town> {
  const folder = scratch.path(name);
  const say = (now: readonly FeedItem[], rest = '') =>
    void site.answers.set(`/${name}.xml`, rssOf(now).replace('</channel>', `${rest}</channel>`));
  say(items);
  const sources = [{ feed: `${site.address}/${name}.xml`, text: 'feed' as const, language: 'en' }];
  const values = { newsroom: 'light.example', title: 'The Harbour Light', languages: ['en'], sources };
  const room = await makeNewsroom(folder, values);
  await room.round();
  return { folder, room, say };
}

const database = (folder: string): string => join(folder, 'data', 'database');

/** The only article with a phrase: its path and revision. */
async function articleWith(folder: string, phrase: string): Promise<{ path: string; revision: number; text: string }> {
  const carried = await readCarried(join(folder, 'public'));
  const [path = '', ...more] = articlesWith(carried, phrase);
  assert.deepEqual([path === '', more], [false, []], phrase);
  const page = carried.pages.get(path) ?? assert.fail();
  return { path, revision: page.record.revision, text: page.text };
}

test('a database that is lost is read back from the pages: nothing is published twice, no number given twice', async () => {
  const bridge = item('bridge', 'Bridge closed');
  const quay = item('quay', 'Quay flooded');
  const long = item('long', 'All of it', LONG);
  const { folder, room, say } = await openTown('lost', [bridge, quay, long, item('ferry', 'Ferry late')]);
  say([item('bridge', 'Bridge half closed'), quay, long], deleted('ferry'));
  await room.round();
  await room.close();
  const before = await hashesOf(room.carried);
  const { path } = await articleWith(folder, 'Bridge half closed');
  assert.ok(
    [...before.keys()].some((file) => file.endsWith('.2.html')),
    'the long read has one page',
  );
  await rm(database(folder), { recursive: true });

  const again = await openNewsroom(folder);
  try {
    const round = await again.round();
    assert.deepEqual([round.added, round.corrected, round.withdrawn, round.changed], [0, 0, 0, false]);
    assert.deepEqual(round.warnings, []);
    assert.deepEqual(await hashesOf(again.carried), before);
    say([item('bridge', 'Bridge open again'), quay, item('long', 'All of it', `${LONG}<p>And more.</p>`)]);
    const next = await again.round();
    assert.deepEqual([next.added, next.corrected], [0, 2]);
    const corrected = await articleWith(folder, 'Bridge open again');
    assert.deepEqual([corrected.path, corrected.revision], [path, 3]);
    // And it goes on belonging to its source.
    say([quay], deleted('bridge'));
    assert.equal((await again.round()).withdrawn, 1);
  } finally {
    await again.close();
  }
  const person = { home: scratch.path('home-lost') };
  assert.equal((await command(['trust', 'add', again.carried], person)).exitCode, 0);
  const verified = await command(['verify', again.carried], person);
  assert.equal(verified.exitCode, 0, verified.out);
});

test('an older database takes up what was published since, under the numbers it has', async () => {
  const { folder, room, say } = await openTown('older', [item('bridge', 'Bridge closed')]);
  await room.close();
  await cp(database(folder), `${folder}-database`, { recursive: true });
  const second = await openNewsroom(folder);
  say([item('bridge', 'Bridge half closed'), item('ferry', 'Ferry late')]);
  assert.deepEqual((({ added, corrected }) => [added, corrected])(await second.round()), [1, 1]);
  await second.close();
  const before = await hashesOf(second.carried);
  await rm(database(folder), { recursive: true });
  await cp(`${folder}-database`, database(folder), { recursive: true });

  const third = await openNewsroom(folder);
  try {
    const round = await third.round();
    assert.deepEqual([round.added, round.corrected, round.changed], [0, 0, false]);
    assert.deepEqual(await hashesOf(third.carried), before);
    say([item('bridge', 'Bridge open again'), item('ferry', 'Ferry later')]);
    assert.deepEqual((({ added, corrected }) => [added, corrected])(await third.round()), [0, 2]);
    assert.equal((await articleWith(folder, 'Bridge open again')).revision, 3);
    assert.equal((await articleWith(folder, 'Ferry later')).revision, 2);
  } finally {
    await third.close();
  }
});

test('a change that waits under a number that is published with another text gets the next number', async () => {
  const { folder, room, say } = await openTown('same-number', [item('bridge', 'Bridge closed')]);
  say([item('bridge', 'Bridge half closed')]);
  await room.round();
  await room.close();
  const store = await openStore<Tables>(database(folder), { migrations });
  const { body } = await store.db.selectFrom('versions').select('body').executeTakeFirstOrThrow();
  const other = body.replaceAll('Bridge half closed', 'Bridge nearly closed');
  const values = { body: other, salt: '0'.repeat(32), wanted: 9, published: 8, published_revision: 1 };
  await store.db.updateTable('versions').set(values).execute();
  await store.db.updateTable('seen_edition').set({ number: 1 }).execute();
  await store.close();
  const again = await openNewsroom(folder);
  try {
    const { edition, changed } = await again.newsroom.publish();
    assert.deepEqual([edition, changed], [3, true]);
    await again.newsroom.carry();
    assert.equal((await articleWith(folder, 'Bridge nearly closed')).revision, 3);
  } finally {
    await again.close();
  }
});

test('what a newer database believes published is published again under its number', async () => {
  const { folder, room, say } = await openTown('newer', [item('bridge', 'Bridge closed')]);
  await room.close();
  const files = join(folder, 'data', 'edition');
  await cp(files, `${folder}-edition`, { recursive: true });
  const second = await openNewsroom(folder);
  say([item('bridge', 'Bridge half closed'), item('ferry', 'Ferry late')]);
  await second.round();
  await second.close();
  const was = await articleWith(folder, 'Ferry late');
  // The carrier knows better and would stop this; here it is lost as well.
  for (const [lost, found] of [
    [files, `${folder}-edition`],
    [second.carried, null],
  ] as const) {
    await rm(lost, { recursive: true });
    if (found !== null) await cp(found, lost, { recursive: true });
  }
  const store = await openStore<Tables>(database(folder), { migrations });
  await store.db.deleteFrom('carried').execute();
  await store.close();

  const third = await openNewsroom(folder);
  try {
    await third.newsroom.publish();
    await third.newsroom.carry();
    assert.equal((await articleWith(folder, 'Bridge half closed')).revision, 2);
    const ferry = await articleWith(folder, 'Ferry late');
    assert.deepEqual([ferry.path, ferry.revision], [was.path, 1]);
  } finally {
    await third.close();
  }
});

test('a correction note that is read back does not get in the way of the next block, nor of the next note', async () => {
  const anna = { name: 'Anna Brandt' };
  const { folder, room, say } = await openTown('notes', [item('bridge', 'Bridge closed')]);
  const [row] = (await room.newsroom.editing.articles({})).rows;
  const name = { article: row?.article ?? assert.fail('nothing arrived'), language: 'en' };
  assert.deepEqual(await room.newsroom.editing.correct(name, 'The day was wrong.', anna), { outcome: 'done' });
  await room.round();
  await room.close();
  await rm(database(folder), { recursive: true });
  const again = await openNewsroom(folder);
  try {
    say([item('bridge', 'Bridge closed', `${textAbout('Bridge closed')}<p>Until Monday, as the council says.</p>`)]);
    await again.round();
    assert.deepEqual(await again.newsroom.editing.correct(name, 'The place was wrong.', anna), { outcome: 'done' });
    await again.round();
    const { text } = await articleWith(folder, 'The place was wrong.');
    assert.match(text, /The day was wrong\./);
    assert.match(text, /Until Monday/);
  } finally {
    await again.close();
  }
});
