import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import type { Migrations, Store } from '../../src/platform/store/index.ts';

/** The tables that the suite works on. */
export interface StoreSchema {
  row: { id: string; words: string };
}

/** Migrations of the suite. */
export const storeMigrations: Migrations = {
  '001-rows': async (db) => {
    await db.schema
      .createTable('row')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('words', 'text', (column) => column.notNull())
      .execute();
  },
};

/** A kind of database, as the suite is given it. */
export interface TestedStores {
  /** Opens the one database of the suite with these migrations; the suite closes it before it opens it again. */
  open(migrations: Migrations): Promise<Store<StoreSchema>>;
  close(): Promise<void>;
}

/** What every kind of database does alike. */
export function testStore(name: string, make: () => Promise<TestedStores>): void {
  let stores: TestedStores;
  let store: Store<StoreSchema>;
  before(async () => {
    stores = await make();
    store = await stores.open(storeMigrations);
  });
  after(async () => {
    await store?.close();
    await stores?.close();
  });
  const add = (id: string, words = '') => store.db.insertInto('row').values({ id, words }).execute();
  const ids = async (): Promise<string[]> =>
    (await store.db.selectFrom('row').select('id').orderBy('id').execute()).map(({ id }) => id);
  const clear = () => store.db.deleteFrom('row').execute();

  test(`${name}: values come back as the same types`, async () => {
    const { rows } = await sql`
      select 7::int4 as a, 7::int8 as b, 9007199254740993::int8 as c, 1.50::numeric as d, 0.5::float8 as e,
        array['x', null, '"']::text[] as f, array[1, 9007199254740993, null]::int8[] as g, '{"k": [1]}'::jsonb as h,
        true as i, null::text as j, timestamptz '2026-11-22 10:15:00+00' as k, count(*) as l, ${'Ж'}::text as m
      from (values (1), (2)) as two`.execute(store.db);
    assert.deepEqual(rows, [
      {
        a: 7,
        b: 7,
        c: 9007199254740993n,
        d: '1.50',
        e: 0.5,
        f: ['x', null, '"'],
        g: [1, 9007199254740993n, null],
        h: { k: [1] },
        i: true,
        j: null,
        k: new Date('2026-11-22T10:15:00Z'),
        l: 2,
        m: 'Ж',
      },
    ]);
  });

  test(`${name}: texts are ordered by their bytes, and letters of every script are known`, async () => {
    await clear();
    for (const id of ['b', 'B', 'a-b', 'aa', 'ж', 'Я', '2026-11-22T10:00:00Z', '2026-11-22T10:00:00.500Z'])
      await add(id);
    const found = await ids();
    assert.deepEqual(
      found,
      found.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    );
    const { rows } = await sql`select lower('ЖÄ') as low`.execute(store.db);
    assert.deepEqual(rows, [{ low: 'жä' }]);
  });

  test(`${name}: it is said how many rows a change took`, async () => {
    await clear();
    const [inserted] = await add('a');
    assert.equal(inserted?.numInsertedOrUpdatedRows, 1n);
    await add('b');
    const [updated] = await store.db.updateTable('row').set({ words: 'x' }).execute();
    assert.equal(updated?.numUpdatedRows, 2n);
    const [deleted] = await store.db.deleteFrom('row').where('id', '=', 'nobody').execute();
    assert.equal(deleted?.numDeletedRows, 0n);
  });

  test(`${name}: several statements without parameters are carried out together, and all their rows are given`, async () => {
    await clear();
    const several = sql`insert into row values ('a', ''); insert into row values ('b', '') returning id; select 'z' as id`;
    const { rows } = await several.execute(store.db);
    assert.deepEqual(rows, [{ id: 'b' }, { id: 'z' }]);
    await assert.rejects(sql`insert into row values ('c', ''); insert into row values ('a', '')`.execute(store.db));
    assert.deepEqual(await ids(), ['a', 'b']);
  });

  test(`${name}: a transaction that throws, or in which a statement failed, leaves nothing`, async () => {
    await clear();
    const throwing = store.db.transaction().execute(async (trx) => {
      await trx.insertInto('row').values({ id: 'a', words: '' }).execute();
      throw new Error('no');
    });
    await assert.rejects(throwing, { message: 'no' });
    const swallowing = store.db.transaction().execute(async (trx) => {
      await trx.insertInto('row').values({ id: 'a', words: '' }).execute();
      await assert.rejects(sql`select nothing`.execute(trx));
    });
    await assert.rejects(swallowing, { name: 'AbortedTransactionError' });
    assert.deepEqual(await ids(), []);
    await add('b');
    assert.deepEqual(await ids(), ['b']);
  });

  test(`${name}: a transaction is as isolated as it asks to be`, async () => {
    const reading = store.db.transaction().setAccessMode('read only');
    await assert.rejects(
      reading.execute((trx) => trx.deleteFrom('row').execute()),
      { code: '25006' },
    );
    const { rows } = await store.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute((trx) => sql`select current_setting('transaction_isolation') as level`.execute(trx));
    assert.deepEqual(rows, [{ level: 'repeatable read' }]);
  });

  test(`${name}: whoever listens is told after the transaction, and of no transaction that was undone`, async () => {
    const told: string[] = [];
    let wake = (): void => {};
    const first = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const listening = await store.listen(
      'bell',
      (payload) => {
        told.push(payload);
        wake();
      },
      () => {},
    );
    const undone = store.db.transaction().execute(async (trx) => {
      await sql`select pg_notify('bell', 'undone')`.execute(trx);
      throw new Error('no');
    });
    await assert.rejects(undone, { message: 'no' });
    await store.db.transaction().execute(async (trx) => {
      await sql`select pg_notify('bell', 'done')`.execute(trx);
      assert.deepEqual(told, []);
    });
    await first;
    assert.deepEqual(told, ['done']);
    await listening.close();
    await sql`select pg_notify('bell', 'nobody hears')`.execute(store.db);
    assert.deepEqual(told, ['done']);
    await assert.rejects(
      store.listen(
        '"; drop table row',
        () => {},
        () => {},
      ),
      { name: 'TypeError' },
    );
  });

  test(`${name}: upkeep and erasing leave every row that is there`, async () => {
    await clear();
    await add('a', 'a grey heron');
    await store.db.updateTable('row').set({ words: 'an owl' }).execute();
    await store.upkeep();
    await store.upkeep({ erase: true });
    assert.deepEqual(await store.db.selectFrom('row').selectAll().execute(), [{ id: 'a', words: 'an owl' }]);
  });

  test(`${name}: what was written is there after opening again, and migrations run once`, async () => {
    await clear();
    await add('a');
    await store.close();
    let runs = 0;
    const more: Migrations = {
      ...storeMigrations,
      '002-more': async () => {
        runs += 1;
      },
    };
    store = await stores.open(more);
    assert.deepEqual(await ids(), ['a']);
    await store.close();
    store = await stores.open(more);
    assert.equal(runs, 1);
  });

  test(`${name}: a migration that fails is undone and named, and an older version is refused`, async () => {
    await store.close();
    const fine = { ...storeMigrations, '002-more': async () => {} };
    const broken: Migrations = {
      ...fine,
      '003-broken': async (db) => {
        await db.schema.createTable('half').addColumn('id', 'text').execute();
        await sql`select nothing`.execute(db);
      },
    };
    await assert.rejects(stores.open(broken), {
      code: 'migration-failed',
      message: /003-broken failed and was undone/,
    });
    await assert.rejects(stores.open(storeMigrations), { code: 'newer-database', message: /knows 002-more/ });
    store = await stores.open(fine);
    const { rows } = await sql`select to_regclass('half')::text as half`.execute(store.db);
    assert.deepEqual(rows, [{ half: null }]);
  });
}
