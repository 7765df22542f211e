import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { type ArticleBody, newSalt, type PictureFile } from '../../article/index.ts';
import type { NewsroomFace } from '../../compose/index.ts';
import { BlobError, type Blobs, memoryBlobs } from '../../platform/blobs/index.ts';
import { openStore, type Store } from '../../platform/store/index.ts';
import { mediaPath } from '../../proof/index.ts';
import { migrations, type Tables } from '../../tables/index.ts';
import { random } from '../random.ts';
import { draftEdition } from './draft.ts';
import { loadWaiting } from './versions.ts';

const DAY = '2026-11-20';
const face: NewsroomFace = {
  name: 'light.example',
  title: { de: 'Das Hafenlicht', en: 'The Harbour Light' },
  home: 'https://light.example/',
  originalLanguage: 'de',
  languages: ['de', 'en'],
};
/** Names that no compression makes smaller: no page has room for so many. */
const TOO_MANY = Array.from({ length: 50 }, () => randomBytes(220).toString('base64'));

let folder: string;
let store: Store<Tables>;
let blobs: Blobs;
/** The edition as published. */
let files: Map<string, Uint8Array>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tamizdat-draft-'));
  store = await openStore<Tables>(join(folder, 'database'), { migrations });
});

beforeEach(async () => {
  for (const table of ['versions', 'articles'] as const) await store.db.deleteFrom(table).execute();
  blobs = memoryBlobs();
  files = new Map();
});

after(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** Keeps a version that waits to be published. */
async function keep(
  article: string,
  language: string,
  more: { readonly day?: string; readonly bylines?: readonly string[]; readonly picture?: PictureFile } = {},
): Promise<void> {
  const { day = DAY, bylines = [], picture } = more;
  const values = { id: article, day };
  await store.db
    .insertInto('articles')
    .values(values)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const body: ArticleBody = {
    language,
    direction: 'ltr',
    state: 'current',
    headline: `${article} ${language}`,
    sections: [],
    bylines,
    publishedAt: `${day}T08:00:00Z`,
    blocks: [
      { id: 'b1', type: 'paragraph', content: [{ type: 'text', text: 'The council met on Tuesday.' }] },
      ...(picture === undefined ? [] : [{ id: 'b2', type: 'picture', file: picture, alternative: 'A quay' } as const]),
    ],
  };
  await store.db
    .insertInto('versions')
    .values({
      article,
      language,
      source: 'feed',
      item: `${article} ${language}`,
      address: null,
      page: null,
      revision: 1,
      body: JSON.stringify(body),
      content_hash: 'x',
      salt: newSalt(random),
      highest_block: 2,
      wanted: 1,
      published: 0,
      published_at: body.publishedAt,
    })
    .execute();
}

async function draft() {
  const drawn = await draftEdition(await loadWaiting(store.db), {
    db: store.db,
    face,
    published: [],
    read: async (path) => files.get(path) ?? null,
    readBlob: (sha256) => blobs.read(sha256),
    logSize: 0,
    witnessBytes: 0,
    random,
  });
  const text = new Map(
    drawn.pages.map(({ kind, language, day, article, parts }) => {
      return [[kind, language, day, article].join(' '), new TextDecoder().decode(parts[0])];
    }),
  );
  return { ...drawn, text };
}

async function putPicture(text: string): Promise<PictureFile> {
  const { sha256, sizeBytes } = await blobs.put(new TextEncoder().encode(text), 'webp');
  return { sha256, sizeBytes, extension: 'webp', widthPx: 8, heightPx: 8 };
}

test('nothing links to a version that cannot be a page, to its day, or to a language that has none of that day', async () => {
  await keep('aaaaaaaaaa', 'de');
  await keep('aaaaaaaaaa', 'en', { bylines: TOO_MANY });
  await keep('bbbbbbbbbb', 'de', { day: '2026-11-18', bylines: TOO_MANY });
  await keep('cccccccccc', 'de', { day: '2026-11-17' });
  const { pages, refused, text, files: drawn } = await draft();
  assert.deepEqual(refused.map(({ version }) => version.body.headline).sort(), ['aaaaaaaaaa en', 'bbbbbbbbbb de']);
  assert.deepEqual(pages.map(({ kind, language, day }) => `${kind} ${language} ${day}`).sort(), [
    'article de 2026-11-17',
    'article de 2026-11-20',
    'day de 2026-11-17',
    'day de 2026-11-20',
    'front de null',
    'front en null',
  ]);
  for (const [page, html] of text) {
    assert.doesNotMatch(html, /en\/2026\//, `${page} links to an English page of that day`);
    assert.doesNotMatch(html, /2026\/11\/18\//, `${page} links to a day without a page`);
    assert.doesNotMatch(html, /bbbbbbbbbb/, page);
  }
  assert.match(text.get(`day de ${DAY} `) ?? '', /2026\/11\/17\/|\.\.\/17\//);
  for (const { path, bytes } of drawn) assert.doesNotMatch(new TextDecoder().decode(bytes), /bbbbbbbbbb/, path);
});

test('an article by more people than a line takes is listed with the first of them', async () => {
  await keep('aaaaaaaaaa', 'de', { bylines: Array.from({ length: 50 }, (_, at) => `Person Number ${at}`) });
  const { refused, text } = await draft();
  assert.deepEqual(refused, []);
  for (const page of [`day de ${DAY} `, 'front de  ']) {
    assert.match(text.get(page) ?? assert.fail(page), /Person Number 0, .*…/);
    assert.doesNotMatch(text.get(page) ?? '', /Person Number 49/);
  }
  assert.match(text.get(`article de ${DAY} aaaaaaaaaa`) ?? '', /Person Number 49/);
});

test('a version whose picture is lost or damaged is refused by name, the others are drawn', async () => {
  const [here, lost, damaged] = [await putPicture('one'), await putPicture('two'), await putPicture('three')];
  await keep('aaaaaaaaaa', 'de', { picture: here });
  await keep('bbbbbbbbbb', 'de', { picture: lost });
  await keep('cccccccccc', 'de', { picture: damaged });
  await blobs.remove(lost.sha256);
  const whole = blobs;
  blobs = {
    ...whole,
    read: async (sha256) => {
      if (sha256 === damaged.sha256) throw new BlobError('blob-damaged', 'its bytes have another hash');
      return whole.read(sha256);
    },
  };
  const { refused, published, files: drawn } = await draft();
  assert.deepEqual(
    refused.map(({ version, message }) => [
      version.article,
      message.includes('have another hash') || message.includes(lost.sha256),
    ]),
    [
      ['bbbbbbbbbb', true],
      ['cccccccccc', true],
    ],
  );
  assert.deepEqual(
    published.map(({ article }) => article),
    ['aaaaaaaaaa'],
  );
  assert.ok(drawn.some(({ path }) => path === mediaPath(here)));

  // The edition may still have what the blobs lost.
  files.set(mediaPath(lost), new TextEncoder().encode('two'));
  const again = await draft();
  assert.deepEqual(
    again.published.map(({ article }) => article),
    ['aaaaaaaaaa', 'bbbbbbbbbb'],
  );
  assert.ok(again.text.get(`article de ${DAY} bbbbbbbbbb`)?.includes(mediaPath(lost)));
});

test('what an embargo holds back is in no file before its time, not even as a link from a sister version', async () => {
  await keep('aaaaaaaaaa', 'de');
  await keep('bbbbbbbbbb', 'de');
  await keep('bbbbbbbbbb', 'en');
  await store.db
    .updateTable('versions')
    .set({ hold_until: '2026-11-21T08:00:00Z' })
    .where('article', '=', 'bbbbbbbbbb')
    .where('language', '=', 'en')
    .execute();
  await keep('cccccccccc', 'en');
  await store.db
    .updateTable('articles')
    .set({ hold_until: '2026-11-21T08:00:00Z' })
    .where('id', '=', 'cccccccccc')
    .execute();
  const { files: drawn, pages } = await draft();
  const all = [
    ...drawn.map(({ path, bytes }) => ({ path, bytes })),
    ...pages.map(({ parts }) => ({ path: 'page', bytes: parts[0] })),
  ];
  assert.ok(all.some(({ path }) => path === 'en/ninjs.json'));
  for (const { path, bytes } of all) {
    const text = new TextDecoder().decode(bytes);
    assert.doesNotMatch(text, /cccccccccc|bbbbbbbbbb en|bbbbbbbbbb\/en|en\/2026\/11\/20\/bbbbbbbbbb/, path);
  }
  assert.match(new TextDecoder().decode(drawn.find(({ path }) => path === 'de/feed.xml')?.bytes), /bbbbbbbbbb\/de/);
});

test('feeds hold the newest articles, and what is withdrawn now, however old', async () => {
  const days = Array.from({ length: 32 }, (_, at) => new Date(Date.UTC(2026, 9, 1 + at)).toISOString().slice(0, 10));
  const id = (at: number) => `aaaaaaaa${String(at).padStart(2, '0')}`;
  for (const [at, day] of days.entries()) await keep(id(at), 'de', { day });
  await store.db
    .updateTable('versions')
    .set({ published: 1, published_revision: 1 })
    .where('article', '<', id(31))
    .execute();
  const { body } = await store.db
    .selectFrom('versions')
    .select('body')
    .where('article', '=', id(0))
    .executeTakeFirstOrThrow();
  const withdrawn: ArticleBody = { ...(JSON.parse(body) as ArticleBody), state: 'withdrawn', blocks: [] };
  await store.db
    .updateTable('versions')
    .set({ body: JSON.stringify(withdrawn), wanted: 2, revision: 2 })
    .where('article', '=', id(0))
    .execute();
  const { files: drawn } = await draft();
  const feed = JSON.parse(new TextDecoder().decode(drawn.find(({ path }) => path === 'de/feed.json')?.bytes));
  assert.deepEqual(
    feed.items.map((item: { id: string }) => item.id.slice(-13, -3)),
    [...Array.from({ length: 30 }, (_, at) => id(31 - at)), id(0)],
  );
  assert.deepEqual(
    feed._tamizdat.withdrawn.map((each: { id: string }) => each.id.slice(-13, -3)),
    [id(0)],
  );
});
