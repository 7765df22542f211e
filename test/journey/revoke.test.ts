import assert from 'node:assert/strict';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeTwins } from '../../src/compose/index.ts';
import {
  editionFolder,
  fileReader,
  firstRootFingerprint,
  type OnlineKeys,
  openOnlineKeys,
  publishEdition,
  readPublishedHead,
  readPublishedPage,
  readTrust,
} from '../../src/edition/index.ts';
import { closeDeskKey, retireLog } from '../../src/newsroom/index.ts';
import { openStore } from '../../src/platform/store/index.ts';
import { openLog } from '../../src/platform/telemetry/index.ts';
import { calendarPath, objectReader, readCalendar, type SeenHead, verifyCarrier } from '../../src/proof/index.ts';
import { migrations, type Tables } from '../../src/tables/index.ts';
import { command, openScratch } from './command.ts';
import { type FeedItem, type FeedSite, openFeedSite, rssOf, textAbout } from './feed-site.ts';
import { changesBetween, hashesOf } from './folder.ts';
import { makeNewsroom, openNewsroom } from './newsroom.ts';

const NEWSROOM = 'bote.example';
const NOW = new Date('2026-11-22T12:00:00Z');
const now = () => NOW;

let site: FeedSite;
let scratch: Awaited<ReturnType<typeof openScratch>>;

before(async () => {
  scratch = await openScratch();
  site = await openFeedSite({ '/feed.xml': rssOf(items(60)) });
});

after(async () => {
  await site.close();
  await scratch.remove();
});

function items(count: number): FeedItem[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `item-${at}`,
    headline: `Report ${at}`,
    text: textAbout(`matter ${at}`),
    publishedAt: new Date(Date.UTC(2026, 10, 1 + (at % 20), 8)),
  }));
}

/** A newsroom with an edition for each count of articles, carried to its `public` folder. */
async function published(name: string, counts: readonly number[]): Promise<string> {
  const folder = scratch.path(name);
  const sources = [{ feed: `${site.address}/feed.xml` }];
  const made = await makeNewsroom(folder, { languages: ['en'], title: { en: 'The Bote' }, sources }, now);
  for (const count of counts) {
    site.answers.set('/feed.xml', rssOf(items(count)));
    await made.round();
  }
  await made.close();
  return folder;
}

const sixty = (name: string) => published(name, [20, 40, 60]);

const filesIn = (folder: string) => join(folder, 'data/edition/files');

async function keysOf(folder: string): Promise<OnlineKeys> {
  const trust = await readTrust(fileReader(filesIn(folder)));
  assert.ok(trust);
  return openOnlineKeys(join(folder, 'keys'), NEWSROOM, trust, now);
}

async function articlePaths(folder: string): Promise<string[]> {
  const read = fileReader(filesIn(folder));
  const head = await readPublishedHead(read);
  assert.ok(head);
  const paths: string[] = [];
  for await (const line of readCalendar(objectReader(read), head.edition.calendar)) {
    if (line.article !== null) paths.push(calendarPath(line));
  }
  return paths;
}

/** The article of the log's first entry: its proof is of the first edition's tree. */
async function firstPublished(folder: string): Promise<string> {
  for (const path of await articlePaths(folder)) {
    const page = await readPublishedPage(fileReader(filesIn(folder)), path);
    if (page?.place.index === 0) return path;
  }
  assert.fail('the first entry is no article');
}

const idIn = (path: string) => /([0-9a-z]{10})\.html$/.exec(path)?.[1] ?? '';

/** The thief publishes with the desk's key: the text of one article over another, and one under a new id. */
async function publishStolen(folder: string): Promise<{ forged: string; changed: string }> {
  const read = fileReader(filesIn(folder));
  const [path = '', other = ''] = await articlePaths(folder);
  const page = await readPublishedPage(read, path);
  const target = await readPublishedPage(read, other);
  assert.ok(page && target);
  const { language } = page.record;
  const day = page.record.day ?? '';
  const forged = path.replace(idIn(path), '7x00000000');
  await publishEdition(
    {
      pages: [
        { kind: 'article', article: '7x00000000', day, language, revision: 1, parts: [page.content] },
        { ...target.record, revision: target.record.revision + 1, parts: [target.content] },
      ],
      files: [],
      removals: [],
      trust: [],
      carriers: [],
    },
    {
      folder: editionFolder(join(folder, 'data/edition')),
      newsroom: NEWSROOM,
      keys: await keysOf(folder),
      now,
      makeTwins,
    },
  );
  return { forged, changed: other };
}

const ports = () => ({ now, ask: async () => null, log: openLog({ level: 'error' }) });

/** What a reader of a folder is told of one file in it, or of other bytes at that place. */
async function tell(folder: string, path: string, options: { bytes?: Uint8Array; seen?: SeenHead | null } = {}) {
  const read = fileReader(folder);
  const fingerprint = await firstRootFingerprint(read);
  const reader = await verifyCarrier({ fingerprint, seen: options.seen ?? null, read, now: NOW });
  const bytes = options.bytes ?? new Uint8Array(await readFile(join(folder, path)));
  const { label } = await reader.verifyPage({ bytes, path });
  return label.failure ?? label.kind;
}

async function assertWhole(folder: string, home: string): Promise<void> {
  const added = await command(['trust', 'add', folder], { home, now });
  assert.equal(added.exitCode, 0, added.err);
  const { exitCode, out, err } = await command(['verify', folder], { home, now });
  assert.equal(exitCode, 0, out + err);
}

/** Puts a newsroom back as it was, at the same place: its carriers are known by theirs. */
async function again(folder: string, start: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await cp(start, folder, { recursive: true });
}

/** Calls `work` and has it die at the step of that number, as by a kill; true when it did not live so long. */
async function diesAt(at: number, work: (onStep: () => void) => Promise<unknown>): Promise<boolean> {
  const died = new Error('killed');
  let steps = 0;
  try {
    await work(() => {
      steps += 1;
      // What is killed does nothing more, whatever it would catch.
      if (steps >= at) throw died;
    });
    return false;
  } catch (error) {
    assert.equal(error, died);
    return true;
  }
}

test('a stolen desk key is closed: what it signed before stands, forgeries are void, the newsroom’s own text goes on', {
  timeout: 300_000,
}, async () => {
  const folder = await sixty('desk');
  const home = scratch.path('home-desk');
  const files = filesIn(folder);
  const head = await readPublishedHead(fileReader(files));
  const last = String((head?.size ?? 0) - 1);
  const older = (await articlePaths(folder))[5] ?? '';
  const { forged, changed } = await publishStolen(folder);
  const stolen = new Uint8Array(await readFile(join(files, forged)));
  assert.equal(await tell(files, forged), 'current', 'until the key is closed, the forgery is genuine');

  const asked = await command(['keys', 'close', folder, 'desk', 'en', '--after', last, '--json'], { home, now });
  assert.equal(asked.exitCode, 1);
  assert.match(asked.err, /would void 2 published articles; nothing was changed\nhint: .*--withdraw/);
  assert.equal(JSON.parse(asked.out).outcome, 'undecided');
  const undecided = JSON.parse(asked.out).undecided.map(({ path }: { path: string }) => path);
  assert.deepEqual(undecided.sort(), [forged, changed].sort());
  assert.equal(await tell(files, forged), 'current', 'nothing was changed');

  const beyond = await command(['keys', 'close', folder, 'desk', 'en', '--after', '9999'], { home, now });
  assert.match(beyond.err, /entry 9999 is beyond the log/);
  const unknown = await command(['keys', 'close', folder, 'desk', 'en', '--after', last, '--withdraw', '0000000000'], {
    home,
    now,
  });
  assert.match(unknown.err, /no record of that article becomes void/);

  const decided = ['keys', 'close', folder, 'desk', 'en', '--after', last, '--withdraw', '7x00000000', '--reissue'];
  const closed = await command(decided, { home, now });
  assert.equal(closed.exitCode, 0, closed.err);
  assert.match(closed.out, /signed anew {2}1 article\n {2}withdrawn {4}1 article\n/);
  for (const at of [files, join(folder, 'public')]) {
    assert.equal(await tell(at, forged, { bytes: stolen }), 'desk-range');
    assert.equal(await tell(at, forged), 'withdrawn');
    assert.equal(await tell(at, changed), 'current');
    assert.equal(await tell(at, older), 'current');
    assert.equal(await tell(at, 'en/index.html'), 'current');
  }
  await assertWhole(join(folder, 'public'), home);
  const page = await readPublishedPage(fileReader(files), changed);
  assert.equal(page?.record.revision, 2, 'the same revision, a new record');

  // The newsroom goes on with the new key, and what it publishes is genuine.
  site.answers.set('/feed.xml', rssOf(items(60)));
  const newsroom = await openNewsroom(folder, now);
  await newsroom.round();
  await newsroom.close();
  await assertWhole(join(folder, 'public'), home);
});

test('an article that is to be withdrawn is not signed anew where the database does not know it', {
  timeout: 120_000,
}, async () => {
  const folder = await published('unknown', [3]);
  const size = (await readPublishedHead(fileReader(filesIn(folder))))?.size ?? 0;
  const { forged } = await publishStolen(folder);
  await (await openNewsroom(folder, now)).close();
  const database = join(folder, 'data/database');
  const store = await openStore<Tables>(database, { migrations, what: 'the database of a test' });
  await store.db.deleteFrom('versions').where('article', '=', idIn(forged)).execute();
  await store.close();
  const request = { language: 'en', after: size - 1, withdraw: [idIn(forged)], reissue: true };
  await assert.rejects(closeDeskKey(folder, request, ports()), { code: 'edition-damaged', hint: /data\/database/ });
  assert.equal(
    (await readPublishedPage(fileReader(filesIn(folder)), forged))?.place.index,
    size,
    'no new record of it',
  );
  await rm(database, { recursive: true });
  await closeDeskKey(folder, request, ports());
  assert.equal(await tell(filesIn(folder), forged), 'withdrawn');
});

test('a closing that dies at any step shows no false page, and is finished by the next attempt', {
  timeout: 600_000,
}, async () => {
  const folder = await sixty('closing');
  const size = (await readPublishedHead(fileReader(filesIn(folder))))?.size ?? 0;
  const { forged } = await publishStolen(folder);
  const start = scratch.path('closing-start');
  await cp(folder, start, { recursive: true });
  const request = { language: 'en', after: size - 1, withdraw: ['7x00000000'], reissue: true };
  let deaths = 0;
  for (let at = 1; ; at += 40) {
    await again(folder, start);
    const isDead = await diesAt(at, (onStep) => closeDeskKey(folder, request, { ...ports(), onStep }));
    const others = (await articlePaths(folder)).filter((path) => path !== forged);
    const paths = [forged, 'en/index.html', ...others.slice(0, 4)];
    // The thief's page was never carried before.
    for (const path of paths.slice(1)) {
      const said = await tell(join(folder, 'public'), path);
      assert.ok(['current', 'older', 'newer-revision'].includes(said), `died at step ${at}: ${path} is told ${said}`);
    }
    await closeDeskKey(folder, request, ports());
    assert.equal(await tell(filesIn(folder), forged), 'withdrawn', `died at step ${at}`);
    for (const path of paths.slice(1)) assert.equal(await tell(filesIn(folder), path), 'current', `died at step ${at}`);
    assert.deepEqual(changesBetween(await hashesOf(join(folder, 'public')), await hashesOf(filesIn(folder))), []);
    if (!isDead) break;
    deaths += 1;
  }
  assert.ok(deaths > 2, `it died ${deaths} times only`);
});

test('a stolen log is retired: readers follow, whatever they saw, and the thief’s tree counts for nothing', {
  timeout: 300_000,
}, async () => {
  const folder = await sixty('log');
  const home = scratch.path('home-log');
  await assertWhole(join(folder, 'public'), home);
  const path = await firstPublished(folder);
  const old = new Uint8Array(await readFile(join(filesIn(folder), path)));
  const seen = await seenIn(filesIn(folder));

  // The thief has everything that is on line, and signs a larger tree.
  const thief = scratch.path('thief');
  await cp(folder, thief, { recursive: true });
  const { forged } = await publishStolen(thief);
  const deceived = await seenIn(filesIn(thief));
  // A carrier shows it too: whoever opens the newsroom is told that the folder is an old copy.
  for (const path of ['head', 'head.gz', 'head.br', 'log/checkpoint']) {
    await cp(join(filesIn(thief), path), join(folder, 'public', path));
  }
  await assert.rejects(openNewsroom(folder, now), { code: 'old-copy' });

  const missing = await command(['keys', 'retire-log', folder], { home, now });
  assert.equal(missing.exitCode, 2);
  const other = await command(['keys', 'retire-log', folder, '--log', '7', '--doubt-carriers'], { home, now });
  assert.match(other.err, /log 7 is not the log in use/);
  const warned = await command(['keys', 'retire-log', folder, '--log', '1'], { home, now });
  assert.match(warned.err, /is older than what was published[\s\S]*--doubt-carriers/);
  const retired = await command(['keys', 'retire-log', folder, '--log', '1', '--doubt-carriers'], { home, now });
  assert.equal(retired.exitCode, 0, retired.err);
  assert.match(retired.out, /Log 1 is retired at size \d+; bote\.example\/log\/2 follows/);
  const twice = await command(['keys', 'retire-log', folder, '--log', '1'], { home, now });
  assert.match(twice.out, /was retired before/);

  const carried = join(folder, 'public');
  assert.deepEqual(changesBetween(await hashesOf(carried), await hashesOf(filesIn(folder))), []);
  await assertWhole(carried, home);
  for (const each of await articlePaths(folder)) assert.equal(await tell(carried, each), 'current');
  for (const remembered of [seen, deceived]) assert.equal(await tell(carried, path, { seen: remembered }), 'current');
  assert.equal(
    await tell(carried, path, { bytes: old }),
    'log-retired',
    'a page saved earlier has to be fetched again',
  );
  const stolen = new Uint8Array(await readFile(join(filesIn(thief), forged)));
  assert.equal(await tell(carried, forged, { bytes: stolen }), 'desk-range');

  // Readers who followed are not led back, and the newsroom goes on.
  const verified = await command(['verify', filesIn(thief)], { home, now });
  assert.equal(verified.exitCode, 1, verified.out);
  site.answers.set(
    '/feed.xml',
    rssOf([...items(60), { id: 'new', headline: 'After it', text: textAbout('the new log') }]),
  );
  const newsroom = await openNewsroom(folder, now);
  const { edition, added } = await newsroom.round();
  await newsroom.close();
  assert.deepEqual([edition, added], [5, 1]);
  await assertWhole(carried, home);
});

async function seenIn(files: string): Promise<SeenHead | null> {
  const read = fileReader(files);
  return (await verifyCarrier({ fingerprint: await firstRootFingerprint(read), read, now: NOW })).report.seen;
}

test('a retirement that dies at any step shows no false page, and is finished by the next attempt', {
  timeout: 600_000,
}, async () => {
  const folder = await sixty('retiring');
  const start = scratch.path('retiring-start');
  await cp(folder, start, { recursive: true });
  let deaths = 0;
  for (let at = 1; ; at += 100) {
    await again(folder, start);
    const isDead = await diesAt(at, (onStep) => retireLog(folder, 1, { ...ports(), onStep }));
    const carried = join(folder, 'public');
    const paths = ['en/index.html', ...(await articlePaths(folder))];
    for (const path of paths) assert.equal(await tell(carried, path), 'current', `died at step ${at}: ${path}`);
    await retireLog(folder, 1, ports());
    for (const path of paths) assert.equal(await tell(carried, path), 'current', `finished after step ${at}: ${path}`);
    const head = await readPublishedHead(fileReader(carried));
    assert.deepEqual([head?.edition.log, head?.edition.number], [`${NEWSROOM}/log/2`, 4]);
    assert.deepEqual(changesBetween(await hashesOf(carried), await hashesOf(filesIn(folder))), []);
    if (!isDead) break;
    deaths += 1;
  }
  assert.ok(deaths > 2, `it died ${deaths} times only`);
});
