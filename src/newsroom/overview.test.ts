import assert from 'node:assert/strict';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { SETTINGS_FILE, type SettingsValues } from '../platform/config/index.ts';
import { openStore } from '../platform/store/index.ts';
import { type Log, openLog } from '../platform/telemetry/index.ts';
import { openSample, type Sample } from '../sample/index.ts';
import { readAppCard } from './app-card.ts';
import { createNewsroom } from './create.ts';
import { Newsroom } from './newsroom.ts';
import type { ArticleOverview, Overview, VersionOverview } from './overview.ts';
import { placesOf } from './places.ts';
import { migrations, type Tables } from './tables.ts';

let root: string;
let folder: string;
let sample: Sample;
let log: Log;
/** What was logged, line by line. */
let told: string[];
let now: Date;
let newsroom: Newsroom;

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'tamizdat-overview-'));
});

beforeEach(async () => {
  folder = await mkdtemp(join(root, 'newsroom-'));
  now = new Date('2026-11-22T10:00:00.250Z');
  sample = await openSample({ now: () => now });
  told = [];
  log = openLog({ level: 'warn', destination: { write: (line) => void told.push(line) } });
  const values: SettingsValues = {
    newsroom: 'bote.example',
    title: { de: 'Lanmünder Bote', en: 'Lanmünde Messenger' },
    home: 'https://bote.example/',
    languages: ['de', 'en'],
    sources: [{ feed: `${sample.address}/feed.xml` }, { feed: `${sample.address}/en/feed.xml` }],
    carriers: [
      { name: 'first', directory: 'first', address: 'https://a.example/', group: 'provider-a', abilities: ['cors'] },
      { name: 'second', directory: 'second', address: 'https://b.example/', hints: ['ru'] },
    ],
  };
  await createNewsroom(folder, values, { now: () => now, ask: async () => null });
  newsroom = await open();
});

afterEach(async () => {
  await newsroom.close();
  await sample.close();
  log.close();
});

after(() => rm(root, { recursive: true, force: true }));

const open = (): Promise<Newsroom> => Newsroom.open(folder, { now: () => now, log, ask: async () => null });

async function reopen(): Promise<void> {
  await newsroom.close();
  newsroom = await open();
}

const keep = async () => newsroom.keep(await newsroom.fetch());

async function round(): Promise<Overview> {
  await keep();
  await newsroom.publish();
  await newsroom.carry();
  return newsroom.overview();
}

const later = (minutes: number): void => {
  now = new Date(now.getTime() + minutes * 60_000);
};

function versionOf(article: ArticleOverview | undefined, language: string): VersionOverview {
  return article?.versions.find((each) => each.language === language) ?? assert.fail(`no version in ${language}`);
}

/** What a version says of its way, without where it lies. */
const wayOf = ({ revision, state, stage, edition, carriedBy }: VersionOverview) => [
  revision,
  state,
  stage,
  edition,
  carriedBy,
];

test('a new newsroom has an overview before anything was done', async () => {
  const { fingerprint, ...overview } = await newsroom.overview();
  assert.match(fingerprint, /^[0-9a-f]{64}$/);
  assert.deepEqual(overview, {
    newsroom: 'bote.example',
    title: { de: 'Lanmünder Bote', en: 'Lanmünde Messenger' },
    home: 'https://bote.example/',
    languages: ['de', 'en'],
    sources: newsroom.settings.sources.map(({ address }) => ({ address, failure: null })),
    articleCount: 0,
    articles: [],
    editions: [],
    carriers: [
      { name: 'first', group: 'provider-a', address: 'https://a.example/', holds: null, behind: null, failure: null },
      { name: 'second', group: 'second', address: 'https://b.example/', holds: null, behind: null, failure: null },
    ],
    provenAt: null,
  });
});

test('an article is seen waiting, published and carried, then corrected and withdrawn', async () => {
  await round();
  later(1);
  sample.publish('robbe');
  await keep();
  const waiting = await newsroom.overview();
  const [first] = waiting.articles;
  assert.deepEqual(first?.changedAt, now);
  assert.deepEqual(
    first?.versions.map(({ language }) => language),
    ['de', 'en'],
    'in the order of the settings',
  );
  assert.deepEqual(wayOf(versionOf(first, 'de')), [1, 'current', 'waiting', null, []]);
  const { headline } = versionOf(first, 'de');
  assert.match(headline, /^Eine Robbe mietet sich/);

  await newsroom.publish();
  const [published] = (await newsroom.overview()).articles;
  assert.deepEqual(wayOf(versionOf(published, 'de')), [1, 'current', 'published', 2, []]);
  await newsroom.carry();
  const carried = await newsroom.overview();
  assert.deepEqual(wayOf(versionOf(carried.articles[0], 'de')), [1, 'current', 'published', 2, ['first', 'second']]);
  assert.deepEqual(carried.editions[0], {
    number: 2,
    time: new Date('2026-11-22T10:01:00Z'),
    published: 2,
    corrected: 0,
    withdrawn: 0,
  });
  const { path } = versionOf(carried.articles[0], 'de');
  assert.match(await readFile(join(folder, 'first', path), 'utf8'), /<!doctype html>/);

  later(1);
  sample.correct('robbe');
  await keep();
  const correcting = await newsroom.overview();
  assert.deepEqual(wayOf(versionOf(correcting.articles[0], 'de')), [2, 'corrected', 'waiting', null, []]);
  await newsroom.publish();
  assert.deepEqual(wayOf(versionOf((await newsroom.overview()).articles[0], 'en')), [
    2,
    'corrected',
    'published',
    3,
    [],
  ]);

  later(1);
  sample.withdraw('robbe');
  const gone = await round();
  assert.equal(gone.articles[0]?.article, first?.article);
  const withdrawn = versionOf(gone.articles[0], 'de');
  assert.deepEqual(wayOf(withdrawn), [3, 'withdrawn', 'published', 4, ['first', 'second']]);
  assert.ok(!withdrawn.headline.includes(headline));
  assert.ok(
    (await readFile(join(folder, 'first', path), 'utf8')).includes(withdrawn.headline),
    'the words stand on the page',
  );
  assert.deepEqual(
    gone.editions.map(({ number, published, corrected, withdrawn: back }) => [number, published, corrected, back]),
    [
      [4, 0, 0, 2],
      [3, 0, 2, 0],
      [2, 2, 0, 0],
      [1, gone.editions[3]?.published, 0, 0],
    ],
  );
  assert.ok((gone.editions[3]?.published ?? 0) > 20);
});

test('everything is counted, at most 40 articles and 20 editions are shown, the last to change first', async () => {
  const first = await round();
  assert.equal(first.articleCount, first.articles.length);
  assert.ok(first.articles.length > 12);
  const newest = first.articles.map(({ day }) => day);
  assert.deepEqual(newest, newest.toSorted().reverse(), 'of those that came in together the newest first');
  for (let at = 0; at < 45; at += 1) sample.publish();
  await keep();
  const many = await newsroom.overview();
  assert.deepEqual([many.articleCount, many.articles.length], [first.articleCount + 45, 40]);
  later(5);
  sample.correct('kaimauer');
  const [corrected] = (await round()).articles;
  assert.deepEqual(corrected?.changedAt, now);
  assert.equal(versionOf(corrected, 'de').state, 'corrected');
});

test('a carrier that fails says why and falls behind, the others go on, and it catches up', async () => {
  await round();
  await rename(join(folder, 'second'), join(folder, 'aside'));
  await writeFile(join(folder, 'second'), 'a file in its place');
  later(1);
  sample.publish('seebad');
  const failed = await round();
  const [one, two] = failed.carriers;
  assert.deepEqual([one?.holds?.number, one?.behind, one?.failure], [2, 0, null]);
  assert.deepEqual([two?.holds, two?.behind], [null, null], 'what is not there holds nothing');
  assert.match(two?.failure ?? '', /second/);
  assert.deepEqual(versionOf(failed.articles[0], 'de').carriedBy, ['first']);

  await rm(join(folder, 'second'));
  await rename(join(folder, 'aside'), join(folder, 'second'));
  await reopen();
  const away = await newsroom.overview();
  assert.deepEqual([away.carriers[1]?.holds?.number, away.carriers[1]?.behind], [1, 1], 'read from the carrier itself');
  const [known] = away.articles;
  assert.deepEqual(versionOf(known, 'de').carriedBy, ['first']);
  assert.deepEqual(versionOf(away.articles.at(-1), 'de').carriedBy, ['first', 'second']);
  const back = await round();
  assert.deepEqual([back.carriers[1]?.behind, back.carriers[1]?.failure], [0, null]);
});

test('a head that is damaged or of somebody else holds nothing', async () => {
  await round();
  const head = join(folder, 'second', 'head');
  const text = await readFile(head, 'utf8');
  for (const other of ['', 'a head', text.replaceAll('bote.example', 'kurier.example')]) {
    await writeFile(head, other);
    await reopen();
    assert.equal((await newsroom.overview()).carriers[1]?.holds, null, other.slice(0, 20));
  }
});

test('a newsroom that is opened again says the same, and so does one that lost its database, as far as it can', async () => {
  await round();
  later(1);
  sample.correct('kaimauer');
  await round();
  later(1);
  sample.withdraw('kaimauer');
  const was = await round();
  await reopen();
  assert.deepEqual(await newsroom.overview(), was);

  await newsroom.close();
  await rm(placesOf(folder).database, { recursive: true });
  newsroom = await open();
  const is = await newsroom.overview();
  const known = (overview: Overview) => ({
    ...overview,
    articles: overview.articles
      .map(({ changedAt: _, ...article }) => article)
      .sort((a, b) => (a.article < b.article ? -1 : 1)),
  });
  assert.deepEqual(known(is), known(was), 'all but when things came in');
  assert.deepEqual(
    is.editions.map(({ published, corrected, withdrawn }) => [published > 0, corrected, withdrawn]),
    [
      [false, 0, 2],
      [false, 2, 0],
      [true, 0, 0],
    ],
  );
});

test('an edition that was published and not noted is in the list at the next start', async () => {
  await keep();
  await newsroom.publish();
  const was = await newsroom.overview();
  await newsroom.close();
  // As a process leaves the database that dies right after the commit of the publication.
  const store = await openStore<Tables>(placesOf(folder).database, { migrations });
  await store.db.deleteFrom('editions').execute();
  const values = { published: 0, published_revision: 0, published_edition: null };
  await store.db.updateTable('versions').set(values).execute();
  await store.db.deleteFrom('seen_edition').execute();
  await store.close();
  newsroom = await open();
  assert.deepEqual((await newsroom.overview()).editions, was.editions);
  await newsroom.publish();
  assert.deepEqual(await newsroom.overview(), was);
});

test('every change is told, carrier by carrier, and a listener that fails stops nothing', async () => {
  let count = 0;
  const stop = newsroom.onChange(() => {
    count += 1;
  });
  newsroom.onChange(() => {
    throw new Error('a listener that is broken');
  });
  const changesOf = async (work: () => Promise<unknown>): Promise<number> => {
    const was = count;
    await work();
    return count - was;
  };
  assert.equal(await changesOf(keep), 1);
  assert.equal(await changesOf(() => newsroom.publish()), 1);
  assert.equal(await changesOf(() => newsroom.carry()), 2);
  assert.equal(await changesOf(() => newsroom.heartbeat()), 1);
  assert.equal(await changesOf(() => newsroom.addCarrier(join(folder, 'third'))), 1);
  assert.equal((await newsroom.overview()).carriers.length, 3);
  assert.equal(await changesOf(() => newsroom.addLanguages(['ru'])), 1);
  assert.ok(told.some((line) => line.includes('a listener that is broken')));
  stop();
  assert.equal(await changesOf(() => newsroom.publish()), 0);
});

test('it can be asked while other work runs, between the carriers too', async () => {
  const asked: Promise<Overview>[] = [newsroom.overview()];
  newsroom.onChange(() => asked.push(newsroom.overview()));
  const working = round();
  for (let at = 0; at < 20; at += 1) asked.push(newsroom.overview());
  await working;
  const held = (await Promise.all(asked)).map(({ carriers }) => carriers.map(({ behind }) => behind));
  assert.deepEqual(held.at(-2), [0, null], 'the first carrier was done, the second was not');
  assert.deepEqual(held.at(-1), [0, 0]);
});

test('a source that fails says why until it answers again; a heartbeat proves the edition anew', async () => {
  const first = await round();
  assert.deepEqual(first.provenAt, new Date('2026-11-22T10:00:00Z'));
  const { port } = new URL(sample.address);
  await sample.close();
  const { sources } = await round();
  assert.ok(sources.every(({ failure }) => failure !== null && failure !== ''));
  sample = await openSample({ port: Number(port), now: () => now });
  assert.ok((await round()).sources.every(({ failure }) => failure === null));
  later(30);
  await newsroom.heartbeat();
  assert.deepEqual((await newsroom.overview()).provenAt, new Date('2026-11-22T10:30:00Z'));
});

test('the card names what the reader app begins with, and can be read while the newsroom runs', async () => {
  await newsroom.publish();
  const bytes = await newsroom.appCard();
  assert.deepEqual(await readAppCard(folder), bytes);
  const card = JSON.parse(new TextDecoder().decode(bytes));
  const { trust, ...rest } = card;
  assert.deepEqual(rest, {
    format: 'tamizdat.app/v1',
    newsroom: 'bote.example',
    fingerprint: newsroom.fingerprint,
    title: { de: 'Lanmünder Bote', en: 'Lanmünde Messenger' },
    home: 'https://bote.example/',
    languages: ['de', 'en'],
    carriers: [{ address: 'https://a.example/', group: 'provider-a', abilities: ['cors'], hints: [] }],
  });
  const bundle = join(placesOf(folder).edition, 'files', 'trust', 'bundle');
  assert.equal(trust, (await readFile(bundle)).toString('base64'));
  assert.deepEqual(Object.keys(card), Object.keys(card).toSorted());
  await rm(bundle);
  await assert.rejects(newsroom.appCard(), { code: 'newsroom-incomplete' });
});

test('another address of the reader app changes fronts and what comes, and no article that is out', async () => {
  const before = await round();
  const { path } = before.articles[0]?.versions[0] ?? assert.fail('no article');
  const old = await readFile(join(folder, 'first', path), 'utf8');
  await newsroom.close();
  const file = join(folder, SETTINGS_FILE);
  await writeFile(file, `${await readFile(file, 'utf8')}\napp: https://read.bote.example/\n`);
  newsroom = await open();
  later(1);
  sample.publish('seebad');
  const after = await round();
  assert.equal(await readFile(join(folder, 'first', path), 'utf8'), old);
  const fresh = versionOf(after.articles[0], 'de').path;
  for (const page of [fresh, 'de/index.html', 'en/index.html']) {
    assert.ok((await readFile(join(folder, 'first', page), 'utf8')).includes('https://read.bote.example/'), page);
  }
  assert.deepEqual([after.editions[0]?.published, after.editions[0]?.corrected], [2, 0]);
});
