import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Newsroom, runNewsroom } from '../../src/newsroom/index.ts';
import { openLog } from '../../src/platform/telemetry/index.ts';
import { command, openScratch } from './command.ts';
import { type FeedSite, openFeedSite, rssOf, textAbout } from './feed-site.ts';
import { articlesWith, readCarried } from './folder.ts';
import { makeNewsroom } from './newsroom.ts';

let site: FeedSite;
let scratch: Awaited<ReturnType<typeof openScratch>>;
/** Takes requests and answers none until `release` is called for them. */
let slow: Server;
const release: (() => void)[] = [];

const START = new Date('2026-11-22T10:00:00Z').getTime();
const HOUR_MS = 3_600_000;

before(async () => {
  scratch = await openScratch();
  site = await openFeedSite({
    '/feed.xml': rssOf([{ id: 'bridge', headline: 'Bridge closed', text: textAbout('the bridge') }]),
  });
  slow = createServer((_request, response) => {
    const body = rssOf([{ id: 'ferry', headline: 'Ferry late', text: textAbout('the ferry') }]);
    release.push(() => response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(body));
  });
  await new Promise<void>((listening) => slow.listen(0, '127.0.0.1', listening));
});

after(async () => {
  slow.closeAllConnections();
  slow.close();
  await site.close();
  await scratch.remove();
});

/** A log whose lines are kept. */
function openTestLog() {
  const lines: string[] = [];
  const log = openLog({ level: 'info', pretty: false, destination: { write: (line) => lines.push(line) } });
  return { log, lines };
}

/** Runs a newsroom until `isDone` says so, which is asked whenever something was logged or every tenth of a second. */
async function runUntil(
  folder: string,
  isDone: (lines: readonly string[]) => boolean | Promise<boolean>,
  options: { readonly now?: () => Date; readonly patienceMs?: number } = {},
): Promise<{ readonly lines: readonly string[]; readonly reminders: readonly string[] }> {
  const { log, lines } = openTestLog();
  const reminders: string[] = [];
  const stop = new AbortController();
  const newsroom = await Newsroom.open(folder, { now: options.now ?? (() => new Date()), ask: async () => null, log });
  let watch: NodeJS.Timeout | undefined;
  try {
    const running = runNewsroom(newsroom, {
      log,
      signal: stop.signal,
      onReminder: (reminder) => reminders.push(reminder),
      patienceMs: options.patienceMs ?? 10_000,
      onReady: () => {
        const look = async (): Promise<void> => {
          if (await isDone(lines)) stop.abort();
          else watch = setTimeout(look, 100);
        };
        return look();
      },
    });
    await running;
  } finally {
    clearTimeout(watch);
    await newsroom.close();
  }
  return { lines, reminders };
}

/** Makes a newsroom of one feed, lets it publish and carry once, and leaves it closed. */
async function published(name: string, feeds: readonly string[], now?: () => Date): Promise<string> {
  const folder = scratch.path(name);
  const sources = feeds.map((feed) => ({ feed, text: 'feed' as const, language: 'en' }));
  const made = await makeNewsroom(
    folder,
    { newsroom: 'light.example', title: 'The Harbour Light', languages: ['en'], sources },
    now,
  );
  await made.round();
  await made.close();
  return folder;
}

const checkpointOf = (folder: string): Promise<string> => readFile(join(folder, 'public', 'log', 'checkpoint'), 'utf8');

test('after a night without power and without news, the copy is proven current again', async () => {
  const folder = await published('night', [`${site.address}/feed.xml`], () => new Date(START));
  const person = { home: scratch.path('home-night'), now: () => new Date(START + 26 * HOUR_MS) };
  assert.equal((await command(['trust', 'add', join(folder, 'public')], person)).exitCode, 0);
  const { lines } = await runUntil(folder, () => true, person);
  assert.ok(!lines.some((line) => line.includes('published an edition')), 'there was no news');
  const { out } = await command(['verify', join(folder, 'public')], person);
  assert.match(out, /genuine, current as of 2026-11-23 12:00/i);
});

test('a source that keeps us waiting holds up no other, and what it brings at last is taken', async () => {
  const address = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/feed.xml`;
  const folder = scratch.path('slow');
  const feeds = [address, `${site.address}/feed.xml`].map((feed) => ({ feed, text: 'feed' as const, every: '1s' }));
  const values = { newsroom: 'light.example', title: 'The Harbour Light', languages: ['en'], sources: feeds };
  await (await makeNewsroom(folder, values)).close();
  const has = async (headline: string): Promise<boolean> =>
    articlesWith(await readCarried(join(folder, 'public')), headline).length > 0;
  let wasFirst = false;
  await runUntil(
    folder,
    async () => {
      if (!wasFirst) {
        wasFirst = await has('Bridge closed');
        if (wasFirst) for (const answer of release.splice(0)) answer();
        return false;
      }
      return has('Ferry late');
    },
    { patienceMs: 300 },
  );
  assert.ok(wasFirst);
});

test('a publication that fails keeps neither the heartbeat nor the carriers from their turn', async () => {
  site.answers.set('/log.xml', rssOf([{ id: 'one', headline: 'One', text: textAbout('one') }]));
  const folder = await published('log', [`${site.address}/log.xml`], () => new Date(START));
  const before = await checkpointOf(folder);
  const tiles = join(folder, 'data', 'edition', 'files', 'log', 'tile');
  await rename(tiles, `${folder}-tiles`);
  const two = { id: 'two', headline: 'Two', text: textAbout('two') };
  site.answers.set('/log.xml', rssOf([{ id: 'one', headline: 'One', text: textAbout('one') }, two]));
  const now = () => new Date(START + 26 * HOUR_MS);
  const { lines, reminders } = await runUntil(folder, () => true, { now });
  assert.ok(
    lines.some((line) => line.includes('publishing failed; the next round tries again')),
    lines.join(''),
  );
  assert.notEqual(await checkpointOf(folder), before, 'the carrier did not get the renewed proof');
  assert.ok(reminders.some((reminder) => reminder.includes('root-1.key is not sealed')));

  await rename(`${folder}-tiles`, tiles);
  await runUntil(folder, async () => articlesWith(await readCarried(join(folder, 'public')), 'Two').length > 0, {
    now,
  });
});

test('reminders come at the start and then once a day', async () => {
  const folder = await published('reminders', [`${site.address}/feed.xml`], () => new Date(START));
  const { log } = openTestLog();
  let hours = 0;
  const now = () => new Date(START + hours * HOUR_MS);
  const newsroom = await Newsroom.open(folder, { now, ask: async () => null, log });
  try {
    const told: [number, boolean][] = [];
    for (hours of [0, 1, 23, 24, 25, 24 * 152, 24 * 400]) {
      const reminders = await newsroom.remind();
      told.push([reminders.length, reminders.some((each) => /expire/.test(each))]);
    }
    assert.deepEqual(told, [
      [3, false],
      [0, false],
      [0, false],
      [3, false],
      [0, false],
      [4, true],
      [5, true],
    ]);
  } finally {
    await newsroom.close();
  }
});

test('an article that cannot be a page is told once, and nothing links to it', async () => {
  // Names that no compression makes smaller: the page would not fit with them, whatever is left out of the text.
  const name = (at: number) =>
    Array.from({ length: 200 }, (_, i) => String.fromCodePoint(0x4e00 + ((at * 7919 + i * 104_729) % 20_000))).join('');
  const creators = Array.from({ length: 40 }, (_, at) => `<dc:creator>${name(at)}</dc:creator>`).join('');
  const good = { id: 'bridge', headline: 'Bridge closed', text: textAbout('the bridge') };
  const bad = { id: 'names', headline: 'Everybody came', text: textAbout('everybody') };
  const [first = '', ...rest] = rssOf([bad, good]).split('</item>');
  site.answers.set('/names.xml', [first + creators, ...rest].join('</item>'));
  const sources = [{ feed: `${site.address}/names.xml`, text: 'feed' as const, language: 'en' }];
  const values = { newsroom: 'light.example', title: 'The Harbour Light', languages: ['en'], sources };
  const room = await makeNewsroom(scratch.path('names'), values);
  try {
    const round = await room.round();
    assert.equal(round.refused.length, 1);
    assert.match(round.refused[0]?.message ?? '', /^cannot publish "Everybody came": .*bytes on the wire/);
    const carried = await readCarried(room.carried);
    assert.equal(carried.calendar.length, 1);
    const listed = [...carried.pages.values()].filter(({ text }) => text.includes('Everybody came'));
    assert.equal(listed.length, 0);
    assert.deepEqual([(await room.round()).refused, (await room.round()).warnings], [[], []], 'it was told already');
  } finally {
    await room.close();
  }
  const person = { home: scratch.path('home-names') };
  const carry = ['carry', `${site.address}/names.xml`, '--to', scratch.path('names-carried'), '--json'];
  for (const [added, changed] of [
    [1, true],
    [0, false],
  ]) {
    const { exitCode, out, err } = await command(carry, person);
    assert.equal(exitCode, 0, err);
    const told = JSON.parse(out);
    assert.deepEqual([told.added, told.changed], [added, changed]);
    assert.equal(told.warnings.filter((each: string) => each.startsWith('cannot publish "Everybody came"')).length, 1);
  }
});

test('a day page of several parts gets a new salt when only the last part changes', async () => {
  const items = Array.from({ length: 120 }, (_, at) => ({
    id: `item-${at}`,
    headline: `Number ${at}: ${createHash('sha512').update(`${at}`).digest('base64')}`,
    text: textAbout(`matter ${(at * 7919).toString(36)}`),
    publishedAt: new Date(START - at * 60_000),
  }));
  site.answers.set('/many.xml', rssOf(items));
  const sources = [{ feed: `${site.address}/many.xml`, text: 'feed' as const, language: 'en', maxItems: 200 }];
  const values = { newsroom: 'light.example', title: 'The Harbour Light', languages: ['en'], sources };
  const room = await makeNewsroom(scratch.path('many'), values, () => new Date(START + HOUR_MS));
  const parts = async (): Promise<readonly { readonly text: string; readonly salt: string }[]> => {
    const { pages } = await readCarried(room.carried);
    const days = [...pages].filter(([path, { record }]) => record.kind === 'day' && path.includes('/22/'));
    return days.map(([, { text }]) => ({ text, salt: /data-salt="([0-9a-f]{32})"/.exec(text)?.[1] ?? '' }));
  };
  try {
    await room.round();
    const before = await parts();
    assert.ok(before.length > 1, 'the day has one page');
    const last = items.at(-1) ?? assert.fail();
    site.answers.set('/many.xml', rssOf([...items.slice(0, -1), { ...last, headline: 'Something else' }]));
    assert.equal((await room.round()).corrected, 1);
    const after = await parts();
    assert.equal(after.filter(({ text }) => text.includes('Something else')).length, 1);
    const old = new Set(before.map(({ salt }) => salt));
    assert.ok(
      after.every(({ salt }) => salt !== '' && !old.has(salt)),
      'one salt serves two contents',
    );
  } finally {
    await room.close();
  }
});
