import assert from 'node:assert/strict';
import { appendFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { SETTINGS_FILE } from '../../platform/config/index.ts';
import { placesOf } from '../places.ts';
import { TwoCarriers } from '../testing/two-carriers.ts';
import { readAppCard } from './app-card.ts';

let bench: TwoCarriers;

beforeEach(async () => {
  bench = await TwoCarriers.open();
});

afterEach(() => bench.close());

test('the card names what the reader app begins with, and can be read while the newsroom runs', async () => {
  await bench.newsroom.publish();
  const bytes = await bench.newsroom.appCard();
  assert.deepEqual(await readAppCard(bench.folder), bytes);
  const card = JSON.parse(new TextDecoder().decode(bytes));
  const { trust, ...rest } = card;
  assert.deepEqual(rest, {
    format: 'tamizdat.app/v1',
    newsroom: 'bote.example',
    fingerprint: bench.newsroom.fingerprint,
    title: { de: 'Lanmünder Bote', en: 'Lanmünde Messenger' },
    home: 'https://bote.example/',
    languages: ['de', 'en'],
    carriers: [{ address: 'https://a.example/', group: 'provider-a', abilities: ['cors'], hints: [] }],
  });
  const bundle = join(placesOf(bench.folder).edition, 'files', 'trust', 'bundle');
  assert.equal(trust, (await readFile(bundle)).toString('base64'));
  assert.deepEqual(Object.keys(card), Object.keys(card).toSorted());
  await rm(bundle);
  await assert.rejects(bench.newsroom.appCard(), { code: 'newsroom-incomplete' });
});

test('another address of the reader app changes fronts and what comes, and no article that is out', async () => {
  const before = await bench.round();
  const { path } = before.articles[0]?.versions[0] ?? assert.fail('no article');
  const old = await readFile(join(bench.folder, 'first', path), 'utf8');
  const file = join(bench.folder, SETTINGS_FILE);
  await bench.reopen(() => appendFile(file, '\napp: https://read.bote.example/\n'));
  bench.later(1);
  bench.sample.publish('seebad');
  const after = await bench.round();
  assert.equal(await readFile(join(bench.folder, 'first', path), 'utf8'), old);
  const fresh = after.articles[0]?.versions.find(({ language }) => language === 'de') ?? assert.fail('no article');
  for (const page of [fresh.path, 'de/index.html', 'en/index.html']) {
    assert.ok((await readFile(join(bench.folder, 'first', page), 'utf8')).includes('https://read.bote.example/'), page);
  }
  assert.deepEqual([after.editions[0]?.published, after.editions[0]?.corrected], [2, 0]);
});
