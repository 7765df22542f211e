import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { openServerStore, StoreError } from '../../src/platform/store/index.ts';
import { migrations, type Tables } from '../../src/tables/index.ts';
import { editingSuite } from '../conformance/editing.ts';
import { editingFaultSuite } from '../conformance/editing-faults.ts';
import { emptied } from '../conformance/empty-database.ts';
import { testJobs } from '../conformance/jobs.ts';
import { keepSuite } from '../conformance/keep.ts';
import { memorySuite } from '../conformance/memory.ts';
import { type StoreSchema, storeMigrations, testStore } from '../conformance/store.ts';
import { findPostgres, startPostgres } from './postgres.ts';

const bin = findPostgres();
assert.ok(bin !== null, 'PostgreSQL is installed (apt-get install postgresql)');
const server = await startPostgres(bin);
after(() => server.close());

const open = (address: string) => openServerStore<StoreSchema>(address, { migrations: storeMigrations });

testStore('PostgreSQL', async () => {
  const address = await server.createDatabase();
  return { open: (migrations) => openServerStore<StoreSchema>(address, { migrations }), close: async () => {} };
});

testJobs('PostgreSQL', async () => {
  const address = await server.createDatabase();
  return { open: (migrations) => openServerStore<StoreSchema>(address, { migrations }), close: async () => {} };
});

const whole = await openServerStore<Tables>(await server.createDatabase(), { migrations });
after(() => whole.close());

const use = emptied(whole);
editingSuite('PostgreSQL', use);
keepSuite('PostgreSQL', use);
editingFaultSuite('PostgreSQL', use);
memorySuite('PostgreSQL', use);

test('a wrong password, a missing database and an address that is none are refused without a secret in the message', async () => {
  const address = await server.createDatabase();
  const wrong = server.withPassword(address, 'hunter2/secret');
  for (const each of [wrong, `${address}_gone`, 'mysql://a:hunter2@b/c', 'postgres://user:hunter2@[bad/x']) {
    await assert.rejects(open(each), (error: unknown) => {
      assert.ok(error instanceof StoreError);
      assert.equal(error.code, 'refused');
      assert.ok(error.hint);
      assert.doesNotMatch(`${error.message} ${error.hint} ${String(error.cause)}`, /hunter2|p@ss|p%40ss/);
      return true;
    });
  }
});

test('a server that is not there is unreachable, and that may be tried again', async () => {
  await assert.rejects(open('postgres://tamizdat:hunter2@127.0.0.1:1/courier'), {
    code: 'unreachable',
    retryable: true,
    message: /^the database courier at 127\.0\.0\.1 cannot be reached: .*ECONNREFUSED/,
  });
});

test('a database that orders texts by a language is refused', async () => {
  const address = await server.createDatabase({ collate: 'en_US.UTF-8' }).catch((error: Error) => error);
  // Only where that language is installed; the rule itself is the same query everywhere.
  if (address instanceof Error) assert.match(address.message, /invalid locale name/);
  else await assert.rejects(open(address), { code: 'unfit' });
});

test('several processes that open a new database at once migrate it once', async () => {
  const address = await server.createDatabase();
  const stores = await Promise.all(Array.from({ length: 4 }, () => open(address)));
  await stores[0]?.db.insertInto('row').values({ id: 'a', words: '' }).execute();
  for (const store of stores) {
    assert.deepEqual(await store.db.selectFrom('row').select('id').execute(), [{ id: 'a' }]);
    await store.close();
  }
});

test('while the server is away every call says so, and when it is back all goes on, listening too', async () => {
  const store = await open(await server.createDatabase());
  const add = (id: string) => store.db.insertInto('row').values({ id, words: '' }).execute();
  let again = (): void => {};
  const isAgain = new Promise<void>((resolve) => {
    again = resolve;
  });
  await store.listen('bell', () => {}, again);
  await add('before');
  const broken = store.db.transaction().execute(async (trx) => {
    await trx.insertInto('row').values({ id: 'half', words: '' }).execute();
    await server.stop('crash');
    await trx.insertInto('row').values({ id: 'other half', words: '' }).execute();
  });
  await assert.rejects(broken, { code: 'unreachable', retryable: true });
  for (let time = 0; time < 12; time += 1) await assert.rejects(add('lost'), { code: 'unreachable' });
  await server.start();
  await add('after');
  const rows = await store.db.selectFrom('row').select('id').orderBy('id').execute();
  assert.deepEqual(
    rows.map(({ id }) => id),
    ['after', 'before'],
  );
  await isAgain;
  await store.close();
});

test('a statement that takes too long is ended, and its connection serves the next', async () => {
  const address = await server.createDatabase();
  const store = await openServerStore<StoreSchema>(address, {
    migrations: storeMigrations,
    maxConnections: 1,
    statementMs: 50,
  });
  await assert.rejects(sql`select pg_sleep(60)`.execute(store.db), { code: '57014' });
  assert.deepEqual((await sql`select 1 as one`.execute(store.db)).rows, [{ one: 1 }]);
  await store.close();
});
