import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { Overview } from '../overview.ts';
import { placesOf } from '../places.ts';
import { TwoCarriers } from '../testing/two-carriers.ts';

let bench: TwoCarriers;

beforeEach(async () => {
  bench = await TwoCarriers.open();
});

afterEach(() => bench.close());

const loseDatabase = (): Promise<void> => rm(placesOf(bench.folder).database, { recursive: true });

const loseEditions = (): Promise<void> => bench.inDatabase((db) => db.deleteFrom('editions').execute());

const entriesFolder = (): string => join(placesOf(bench.folder).edition, 'files', 'log', 'tile', 'entries');

test('a newsroom that is opened again says the same, and so does one that lost its database, as far as it can', async () => {
  await bench.round();
  bench.later(1);
  bench.sample.correct('kaimauer');
  await bench.round();
  bench.later(1);
  bench.sample.withdraw('kaimauer');
  const was = await bench.round();
  await bench.reopen();
  assert.deepEqual(await bench.newsroom.overview(), was);

  await bench.reopen(loseDatabase);
  const is = await bench.newsroom.overview();
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
  await bench.keep();
  await bench.newsroom.publish();
  const was = await bench.newsroom.overview();
  // As a process leaves the database that dies right after the commit of the publication.
  await bench.reopen(() =>
    bench.inDatabase(async (db) => {
      await db.deleteFrom('editions').execute();
      const values = { published: 0, published_revision: 0, published_edition: null };
      await db.updateTable('versions').set(values).execute();
      await db.deleteFrom('seen_edition').execute();
    }),
  );
  assert.deepEqual((await bench.newsroom.overview()).editions, was.editions);
  await bench.newsroom.publish();
  assert.deepEqual(await bench.newsroom.overview(), was);
});

for (const [what, lose] of [
  ['its database', loseDatabase],
  ['its list of editions', loseEditions],
] as const) {
  test(`a newsroom that lost ${what} opens without the entries of its log too, and says which file is gone`, async () => {
    const was = await bench.round();
    await bench.reopen(async () => {
      await lose();
      await rm(entriesFolder(), { recursive: true });
    });
    const is = await bench.newsroom.overview();
    assert.deepEqual(is.editions, []);
    assert.equal(is.articleCount, was.articleCount);
    assert.equal(
      bench.told.filter((line) => /"log\/tile\/entries\/\S+ is missing/.test(line)).length,
      1,
      bench.told.join(''),
    );
  });
}

test('a newsroom that lost its list of editions opens with entries that are damaged, and says in which file', async () => {
  await bench.round();
  const [name = ''] = await readdir(join(entriesFolder(), '000.p'));
  const file = join(entriesFolder(), '000.p', name);
  const whole = await readFile(file);
  const noise = Uint8Array.from(whole, (byte, at) => (at < whole.length - 4 ? byte : 0xff));
  for (const damaged of [whole.subarray(1), whole.subarray(0, -1), noise, new Uint8Array(whole.length)]) {
    bench.told.length = 0;
    await bench.reopen(async () => {
      await loseEditions();
      await writeFile(file, damaged);
    });
    assert.deepEqual((await bench.newsroom.overview()).editions, []);
    assert.equal(bench.told.filter((line) => line.includes(`log/tile/entries/000.p/${name}`)).length, 1);
  }
  bench.told.length = 0;
  await bench.reopen(async () => {
    await rm(file);
    await mkdir(file);
  });
  assert.equal(bench.told.filter((line) => line.includes(`log/tile/entries/000.p/${name} cannot be read`)).length, 1);
  await bench.reopen(async () => {
    await rmdir(file);
    await writeFile(file, whole);
  });
  assert.equal((await bench.newsroom.overview()).editions.length, 1, 'once it is mended the list is too');
});
