import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { carriedId, carriedPlace, carriedSettings } from './carried.ts';
import { createNewsroom } from './create.ts';

const FEED = 'https://courier.example/feed.xml';
const now = () => new Date('2026-11-22T10:00:00Z');

let home: string;

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'tamizdat-create-'));
});

after(() => rm(home, { recursive: true, force: true }));

const settingsOf = async (place: Awaited<ReturnType<typeof carriedPlace>>) =>
  carriedSettings(place, await carriedId(place), { address: FEED, title: 'The Courier', languages: ['en'] });

/** A clock that is stopped at its first look: the keys are made by then, the trust data and the settings are not. */
const dying = (): Date => {
  throw new Error('power cut');
};

test('a carried newsroom whose making was interrupted is finished with the keys that are there', async () => {
  const place = await carriedPlace(home, FEED);
  const ask = async () => 'seven grey herons';
  await assert.rejects(createNewsroom(place.folder, await settingsOf(place), { now: dying, ask }), /power cut/);
  const key = await readFile(join(place.folder, 'keys', 'root-1.key'), 'utf8');
  assert.ok((await readdir(join(place.folder, 'keys'))).length >= 5);

  const again = await carriedPlace(home, FEED);
  assert.equal(again.exists, false);
  const created = await createNewsroom(again.folder, await settingsOf(again), { now, ask });
  assert.equal(await readFile(join(place.folder, 'keys', 'root-1.key'), 'utf8'), key);
  assert.equal(created.unsealed, false, 'the keys that were there are sealed');
  assert.equal((await carriedPlace(home, FEED)).exists, true);
});

test('the first trust data has its twins, as every text of an edition', async () => {
  const folder = join(home, 'twins');
  const place = { folder, host: 'courier.example', exists: false };
  await createNewsroom(folder, await settingsOf(place), { now, ask: async () => null });
  const names = await readdir(join(folder, 'data', 'edition', 'files', 'trust'));
  for (const name of names.filter((each) => /(json|bundle)$/.test(each))) {
    assert.ok(names.includes(`${name}.gz`) && names.includes(`${name}.br`), name);
  }
});

test('two carried newsrooms of one host have different names, each its own for good', async () => {
  const [one, two] = [await carriedPlace(home, `${FEED}?one`), await carriedPlace(home, `${FEED}?two`)];
  const first = await carriedId(one);
  assert.notEqual(first, await carriedId(two));
  assert.equal(first, await carriedId(one));
});

test('what is made while another process makes it is refused by name', async () => {
  const folder = join(home, 'raced');
  const place = { folder, host: 'courier.example', exists: false };
  const values = await settingsOf(place);
  const ask = async () => null;
  const outcomes = await Promise.allSettled([1, 2].map(() => createNewsroom(folder, values, { now, ask })));
  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  const refused = outcomes.find((each) => each.status === 'rejected');
  assert.ok(['locked', 'newsroom-exists'].includes(refused?.reason.code), refused?.reason.message);
  await assert.rejects(createNewsroom(folder, values, { now, ask }), { code: 'newsroom-exists' });
});
