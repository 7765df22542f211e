import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { openStore, type Store } from '../../platform/store/index.ts';
import { emptySourceState, type SourceState } from '../../source/index.ts';
import { migrations, type Tables } from '../../tables/index.ts';
import { loadSourceState, loadSourceStates, saveSourceState } from './source-states.ts';

const ADDRESS = 'https://courier.example/feed';

let folder: string;
let store: Store<Tables>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tamizdat-states-'));
  store = await openStore<Tables>(join(folder, 'database'), { migrations });
});

after(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const item = {
  language: 'en',
  alternates: [],
  contentHash: 'y',
  publishedAt: '2026-11-22T10:00:00Z',
  headline: 'Port',
};
const state: SourceState = {
  ...emptySourceState(),
  feed: { etag: '"one"' },
  settings: 'x',
  items: { one: { ...item, fingerprint: 'x' } },
  failures: { two: { fingerprint: 'z', attempts: 2 } },
};

/** Where the row lies: every write of a row puts it somewhere else. */
async function place(): Promise<string> {
  const { rows } = await sql<{ at: string }>`select ctid::text as at from sources where address = ${ADDRESS}`.execute(
    store.db,
  );
  return rows[0]?.at ?? assert.fail('there is no row');
}

test('a source that was never polled has the empty state', async () => {
  assert.deepEqual(await loadSourceState(store.db, 'https://nobody.example/'), emptySourceState());
});

test('what a poll came to is there for the next one; when nothing changed nothing is written', async () => {
  await saveSourceState(store.db, ADDRESS, { state, failure: null });
  assert.deepEqual(await loadSourceState(store.db, ADDRESS), state);
  assert.deepEqual(await loadSourceStates(store.db), new Map([[ADDRESS, state]]));
  const before = await place();
  await saveSourceState(store.db, ADDRESS, { state, failure: null });
  assert.equal(await place(), before);
  const later = { ...state, feed: { etag: '"two"' }, readAt: '2026-11-22T12:00:00Z' };
  await saveSourceState(store.db, ADDRESS, { state: later, failure: 'it answers 503' });
  assert.notEqual(await place(), before);
  assert.deepEqual(await loadSourceState(store.db, ADDRESS), later);
});

test('large items that did not change are not written again with what did', async () => {
  const noise = Array.from({ length: 3_000 }, (_, at) => [`${at}`, { ...item, fingerprint: `${Math.random()}` }]);
  const large = { ...state, items: Object.fromEntries(noise) };
  await saveSourceState(store.db, ADDRESS, { state: large, failure: null });
  const written = async (): Promise<string> => {
    const { rows } = await sql<{ lsn: string }>`select pg_current_wal_lsn()::text as lsn`.execute(store.db);
    return rows[0]?.lsn ?? '';
  };
  const start = await written();
  await saveSourceState(store.db, ADDRESS, { state: { ...large, readAt: '2026-11-22T13:00:00Z' }, failure: null });
  const { rows } = await sql<{ bytes: number }>`
    select pg_wal_lsn_diff(${await written()}::pg_lsn, ${start}::pg_lsn)::float8 as bytes`.execute(store.db);
  const bytes = rows[0]?.bytes ?? 0;
  assert.ok(bytes > 0 && bytes < JSON.stringify(large.items).length / 4, `${bytes} bytes were written`);
  assert.deepEqual(await loadSourceState(store.db, ADDRESS), { ...large, readAt: '2026-11-22T13:00:00Z' });
});
