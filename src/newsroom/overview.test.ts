import assert from 'node:assert/strict';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { ArticleOverview, Overview, VersionOverview } from './overview.ts';
import { TwoCarriers } from './testing/two-carriers.ts';

let bench: TwoCarriers;

beforeEach(async () => {
  bench = await TwoCarriers.open();
});

afterEach(() => bench.close());

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
  const { fingerprint, ...overview } = await bench.newsroom.overview();
  assert.match(fingerprint, /^[0-9a-f]{64}$/);
  assert.deepEqual(overview, {
    newsroom: 'bote.example',
    title: { de: 'Lanmünder Bote', en: 'Lanmünde Messenger' },
    home: 'https://bote.example/',
    languages: ['de', 'en'],
    sources: bench.newsroom.settings.sources.map(({ address }) => ({ address, failure: null })),
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
  await bench.round();
  bench.later(1);
  bench.sample.publish('robbe');
  await bench.keep();
  const waiting = await bench.newsroom.overview();
  const [first] = waiting.articles;
  assert.deepEqual(first?.changedAt, bench.now);
  assert.deepEqual(
    first?.versions.map(({ language }) => language),
    ['de', 'en'],
    'in the order of the settings',
  );
  assert.deepEqual(wayOf(versionOf(first, 'de')), [1, 'current', 'waiting', null, []]);
  const { headline } = versionOf(first, 'de');
  assert.match(headline, /^Eine Robbe mietet sich/);

  await bench.newsroom.publish();
  const [published] = (await bench.newsroom.overview()).articles;
  assert.deepEqual(wayOf(versionOf(published, 'de')), [1, 'current', 'published', 2, []]);
  await bench.newsroom.carry();
  const carried = await bench.newsroom.overview();
  assert.deepEqual(wayOf(versionOf(carried.articles[0], 'de')), [1, 'current', 'published', 2, ['first', 'second']]);
  assert.deepEqual(carried.editions[0], {
    number: 2,
    time: new Date('2026-11-22T10:01:00Z'),
    published: 2,
    corrected: 0,
    withdrawn: 0,
  });
  const { path } = versionOf(carried.articles[0], 'de');
  assert.match(await readFile(join(bench.folder, 'first', path), 'utf8'), /<!doctype html>/);

  bench.later(1);
  bench.sample.correct('robbe');
  await bench.keep();
  const correcting = await bench.newsroom.overview();
  assert.deepEqual(wayOf(versionOf(correcting.articles[0], 'de')), [2, 'corrected', 'waiting', null, []]);
  await bench.newsroom.publish();
  assert.deepEqual(wayOf(versionOf((await bench.newsroom.overview()).articles[0], 'en')), [
    2,
    'corrected',
    'published',
    3,
    [],
  ]);

  bench.later(1);
  bench.sample.withdraw('robbe');
  const gone = await bench.round();
  assert.equal(gone.articles[0]?.article, first?.article);
  const withdrawn = versionOf(gone.articles[0], 'de');
  assert.deepEqual(wayOf(withdrawn), [3, 'withdrawn', 'published', 4, ['first', 'second']]);
  assert.ok(!withdrawn.headline.includes(headline));
  assert.match(
    withdrawn.headline,
    /^Auf Bitten der Seehundstation nehmen wir diesen Beitrag vom Netz: .*…$/,
    'the reason',
  );
  assert.match(versionOf(gone.articles[0], 'en').headline, /^At the request of the seal station/);
  assert.ok(
    (await readFile(join(bench.folder, 'first', path), 'utf8')).includes(withdrawn.headline.slice(0, -1)),
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

test('a version that was withdrawn without a reason says only that it was', async () => {
  await bench.round();
  bench.later(1);
  bench.sample.withdraw('kaimauer');
  await bench.round();
  await bench.reopen(() =>
    bench.inDatabase(async (db) => {
      const rows = await db.selectFrom('versions').select('body').where('state', '=', 'withdrawn').execute();
      assert.ok(rows.length > 0);
      for (const { body } of rows) {
        const without = JSON.stringify({ ...JSON.parse(body), blocks: [] });
        await db.updateTable('versions').set({ body: without }).where('body', '=', body).execute();
      }
    }),
  );
  assert.equal(versionOf((await bench.newsroom.overview()).articles[0], 'de').headline, 'Zurückgezogen');
});

test('everything is counted, at most 40 articles and 20 editions are shown, the last to change first', async () => {
  const first = await bench.round();
  assert.equal(first.articleCount, first.articles.length);
  assert.ok(first.articles.length > 12);
  const newest = first.articles.map(({ day }) => day);
  assert.deepEqual(newest, newest.toSorted().reverse(), 'of those that came in together the newest first');
  for (let at = 0; at < 45; at += 1) bench.sample.publish();
  await bench.keep();
  const many = await bench.newsroom.overview();
  assert.deepEqual([many.articleCount, many.articles.length], [first.articleCount + 45, 40]);
  bench.later(5);
  bench.sample.correct('kaimauer');
  const [corrected] = (await bench.round()).articles;
  assert.deepEqual(corrected?.changedAt, bench.now);
  assert.equal(versionOf(corrected, 'de').state, 'corrected');
});

test('a carrier that fails says why and falls behind, the others go on, and it catches up', async () => {
  await bench.round();
  await rename(join(bench.folder, 'second'), join(bench.folder, 'aside'));
  await writeFile(join(bench.folder, 'second'), 'a file in its place');
  bench.later(1);
  bench.sample.publish('seebad');
  const failed = await bench.round();
  const [one, two] = failed.carriers;
  assert.deepEqual([one?.holds?.number, one?.behind, one?.failure], [2, 0, null]);
  assert.deepEqual([two?.holds, two?.behind], [null, null], 'what is not there holds nothing');
  assert.match(two?.failure ?? '', /second/);
  assert.deepEqual(versionOf(failed.articles[0], 'de').carriedBy, ['first']);

  await rm(join(bench.folder, 'second'));
  await rename(join(bench.folder, 'aside'), join(bench.folder, 'second'));
  await bench.reopen();
  const away = await bench.newsroom.overview();
  assert.deepEqual([away.carriers[1]?.holds?.number, away.carriers[1]?.behind], [1, 1], 'read from the carrier itself');
  const [known] = away.articles;
  assert.deepEqual(versionOf(known, 'de').carriedBy, ['first']);
  assert.deepEqual(versionOf(away.articles.at(-1), 'de').carriedBy, ['first', 'second']);
  const back = await bench.round();
  assert.deepEqual([back.carriers[1]?.behind, back.carriers[1]?.failure], [0, null]);
});

test('a head that is damaged or of somebody else holds nothing', async () => {
  await bench.round();
  const head = join(bench.folder, 'second', 'head');
  const text = await readFile(head, 'utf8');
  for (const other of ['', 'a head', text.replaceAll('bote.example', 'kurier.example')]) {
    await writeFile(head, other);
    await bench.reopen();
    assert.equal((await bench.newsroom.overview()).carriers[1]?.holds, null, other.slice(0, 20));
  }
});

test('every change is told, each carrier for itself, and a listener that fails stops nothing', async () => {
  let count = 0;
  const stop = bench.newsroom.onChange(() => {
    count += 1;
  });
  bench.newsroom.onChange(() => {
    throw new Error('a listener that is broken');
  });
  const changesOf = async (work: () => Promise<unknown>): Promise<number> => {
    const was = count;
    await work();
    return count - was;
  };
  assert.equal(await changesOf(() => bench.keep()), 1);
  assert.equal(await changesOf(() => bench.newsroom.publish()), 1);
  // How far each is may be told besides.
  assert.ok((await changesOf(() => bench.newsroom.carry())) >= 2);
  assert.equal(await changesOf(() => bench.newsroom.heartbeat()), 1);
  assert.equal(await changesOf(() => bench.newsroom.addFolder(join(bench.folder, 'third'))), 1);
  assert.equal((await bench.newsroom.overview()).carriers.length, 3);
  assert.equal(await changesOf(() => bench.newsroom.addLanguages(['ru'])), 1);
  assert.ok(bench.told.some((line) => line.includes('a listener that is broken')));
  stop();
  assert.equal(await changesOf(() => bench.newsroom.publish()), 0);
});

test('it can be asked while other work runs', async () => {
  const asked: Promise<Overview>[] = [bench.newsroom.overview()];
  bench.newsroom.onChange(() => asked.push(bench.newsroom.overview()));
  const working = bench.round();
  for (let at = 0; at < 20; at += 1) asked.push(bench.newsroom.overview());
  await working;
  const held = (await Promise.all(asked)).map(({ carriers }) => carriers.map(({ behind }) => behind));
  assert.deepEqual(held.at(-1), [0, 0]);
});

test('a source that fails says why until it answers again; a heartbeat proves the edition anew', async () => {
  const first = await bench.round();
  assert.deepEqual(first.provenAt, new Date('2026-11-22T10:00:00Z'));
  await bench.sample.close();
  const { sources } = await bench.round();
  assert.ok(sources.every(({ failure }) => failure !== null && failure !== ''));
  await bench.openSampleAgain();
  assert.ok((await bench.round()).sources.every(({ failure }) => failure === null));
  bench.later(30);
  await bench.newsroom.heartbeat();
  assert.deepEqual((await bench.newsroom.overview()).provenAt, new Date('2026-11-22T10:30:00Z'));
});
