import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import type { ArticleBody } from '../../article/index.ts';
import { type Blobs, memoryBlobs } from '../../platform/blobs/index.ts';
import { openStore, type Store } from '../../platform/store/index.ts';
import { migrations, type Tables } from '../../tables/index.ts';
import { forgetStaleMedia, removeUnshownMedia, shownOf } from './media-left.ts';
import { isMediaUsed } from './versions.ts';

let folder: string;
let store: Store<Tables>;
let blobs: Blobs;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tamizdat-media-'));
  store = await openStore<Tables>(join(folder, 'database'), { migrations });
});

beforeEach(async () => {
  for (const table of ['versions', 'articles', 'media'] as const) await store.db.deleteFrom(table).execute();
  blobs = memoryBlobs();
});

after(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function put(text: string) {
  const { sha256, sizeBytes } = await blobs.put(new TextEncoder().encode(text), 'webp');
  return { sha256, sizeBytes, extension: 'webp' as const, widthPx: 8, heightPx: 8 };
}

type Picture = Awaited<ReturnType<typeof put>>;

/** Keeps a version that shows these pictures, and what was remembered of fetching them. */
async function keep(article: string, pictures: readonly Picture[], text = 'text'): Promise<void> {
  await store.db.insertInto('articles').values({ id: article, day: '2026-11-22' }).execute();
  const body: ArticleBody = {
    language: 'en',
    direction: 'ltr',
    state: 'current',
    headline: text,
    sections: [],
    bylines: [],
    publishedAt: '2026-11-22T08:00:00Z',
    blocks: pictures.map((file, at) => ({ id: `b${at + 1}`, type: 'picture', file, alternative: text })),
  };
  await store.db
    .insertInto('versions')
    .values({
      article,
      language: 'en',
      source: 'feed',
      item: article,
      address: null,
      revision: 1,
      body: JSON.stringify(body),
      content_hash: '',
      salt: '',
      highest_block: pictures.length,
      wanted: 1,
      published: 0,
      published_at: body.publishedAt,
    })
    .execute();
}

const remember = (address: string, outcome: object, fetchedAt = '2026-11-22T09:00:00Z') =>
  store.db
    .insertInto('media')
    .values({ address, kind: 'picture', outcome: JSON.stringify(outcome), fetched_at: fetchedAt })
    .execute();

const addresses = async (): Promise<string[]> =>
  (await store.db.selectFrom('media').select('address').orderBy('address').execute()).map(({ address }) => address);

test('a picture is shown as long as one version shows it, whatever its text says of hashes', async () => {
  const [one, two, three] = [await put('one'), await put('two'), await put('three')];
  await keep('a', [one, two], `"sha256":"${three.sha256}"`);
  await keep('b', [two]);
  assert.deepEqual(await shownOf(store.db, [one.sha256, two.sha256, three.sha256]), new Set([one.sha256, two.sha256]));
  await store.db.deleteFrom('versions').where('article', '=', 'a').execute();
  assert.equal(await isMediaUsed(store.db, one.sha256), false);
  assert.equal(await isMediaUsed(store.db, two.sha256), true);
});

test('what no version shows is taken away: its bytes, and what was remembered of its address', async () => {
  const [shown, withdrawn, neverKept] = [await put('one'), await put('two'), await put('three')];
  await keep('a', [shown]);
  await remember('a', shown);
  await remember('b', withdrawn);
  await remember('c', neverKept);
  await remember('d', { problem: 'it answers 404' });
  await removeUnshownMedia(store.db, blobs);
  assert.deepEqual(await addresses(), ['a', 'd']);
  assert.deepEqual([await blobs.has(shown.sha256), await blobs.has(withdrawn.sha256)], [true, false]);
  assert.equal(await blobs.has(neverKept.sha256), false);
});

test('what an address gave is forgotten when it is believed no longer, failures too', async () => {
  await remember('old', { problem: 'it answers 404' }, '2026-11-22T07:59:59Z');
  await remember('fresh', { problem: 'it answers 404' }, '2026-11-22T08:00:00Z');
  await forgetStaleMedia(store.db, new Date('2026-11-22T09:00:00Z'));
  assert.deepEqual(await addresses(), ['fresh']);
});
