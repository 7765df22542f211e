import assert from 'node:assert/strict';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { LOCK_FILE } from '../home/index.ts';
import { openDataFolder } from './folder.ts';
import { type Migrations, openStore, type Store, StoreError } from './index.ts';
import { SNAPSHOT_PLACES } from './snapshot.ts';
import { packFolder, unpackFolder } from './snapshot-archive.ts';

interface Schema {
  item: { id: string; title: string };
}

const migrations: Migrations = {
  '001-items': async (db) => {
    await db.schema
      .createTable('item')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('title', 'text', (column) => column.notNull())
      .execute();
  },
};

let base: string;
/** A closed store with one row, copied by tests that want one. */
let made: string;

before(async () => {
  base = mkdtempSync(join(tmpdir(), 'tamizdat-'));
  made = join(base, 'made');
  const store = await openStore<Schema>(made, { migrations });
  await store.db.insertInto('item').values({ id: 'a', title: 'eins' }).execute();
  await store.close();
});

after(() => rmSync(base, { recursive: true }));

let copies = 0;
function copy(): string {
  copies += 1;
  const folder = join(base, `copy-${copies}`);
  cpSync(made, folder, { recursive: true });
  return folder;
}

async function withStore(folder: string, body: (store: Store<Schema>) => Promise<void>): Promise<void> {
  const store = await openStore<Schema>(folder, { migrations });
  try {
    await body(store);
  } finally {
    await store.close();
  }
}

const titles = async (store: Store<Schema>): Promise<string[]> =>
  (await store.db.selectFrom('item').select('title').orderBy('id').execute()).map(({ title }) => title);

test('what was written is there after opening again', () =>
  withStore(copy(), async (store) => {
    assert.deepEqual(await titles(store), ['eins']);
  }));

test('only the owner may enter the folder, also when it was open to all', async () => {
  const folder = copy();
  chmodSync(folder, 0o755);
  await withStore(folder, async () => {
    assert.equal(statSync(folder).mode & 0o777, 0o700);
  });
});

test('a transaction that throws leaves nothing, and others take their turn after it', () =>
  withStore(copy(), async (store) => {
    const broken = store.db.transaction().execute(async (trx) => {
      await trx.insertInto('item').values({ id: 'b', title: 'zwei' }).execute();
      throw new Error('no');
    });
    const other = store.db.insertInto('item').values({ id: 'c', title: 'drei' }).execute();
    await assert.rejects(broken, /^Error: no$/);
    await other;
    assert.deepEqual(await titles(store), ['eins', 'drei']);
  }));

test('closing waits for what runs, and a second close does nothing', async () => {
  const folder = copy();
  const store = await openStore<Schema>(folder, { migrations });
  const writing = Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      store.db
        .insertInto('item')
        .values({ id: `r${n}`, title: `r${n}` })
        .execute(),
    ),
  );
  await writing;
  await Promise.all([store.close(), store.close()]);
  await store.close();
  await assert.rejects(titles(store));
  await withStore(folder, async (again) => assert.equal((await titles(again)).length, 11));
});

test('a process that died while the engine made its own lock file keeps nobody out', async () => {
  const folder = copy();
  await withStore(folder, async () => {});
  for (const left of ['', '42\n', `${process.pid}\n/elsewhere\n`]) {
    writeFileSync(join(folder, 'pg', 'postmaster.pid'), left);
    await withStore(folder, async (store) => assert.equal((await titles(store)).length, 1, JSON.stringify(left)));
  }
});

test('the lock is let go when opening fails, and when closed', async () => {
  const folder = copy();
  const broken: Migrations = {
    ...migrations,
    '002-broken': async () => {
      throw new Error('no');
    },
  };
  const isHeld = () => existsSync(join(folder, LOCK_FILE));
  await assert.rejects(openStore(folder, { migrations: broken }));
  assert.equal(isHeld(), false);
  const store = await openStore(folder, { migrations });
  assert.equal(isHeld(), true);
  await store.close();
  assert.equal(isHeld(), false);
});

test('migrations run once, in the order of their names', async () => {
  const folder = copy();
  const ran: string[] = [];
  const note = (name: string) => async () => void ran.push(name);
  const more: Migrations = { '003-c': note('003-c'), '002-b': note('002-b'), ...migrations };
  for (let round = 0; round < 2; round += 1) await (await openStore(folder, { migrations: more })).close();
  assert.deepEqual(ran, ['002-b', '003-c']);
});

test('a migration that fails is undone together with those before it, and named', async () => {
  const folder = copy();
  const broken: Migrations = {
    ...migrations,
    '002-fine': async (db) => db.schema.createTable('fine').addColumn('id', 'text').execute(),
    '003-broken': async (db) => db.schema.createTable('item').addColumn('id', 'text').execute(),
  };
  await assert.rejects(openStore(folder, { migrations: broken }), {
    code: 'migration-failed',
    message: /003-broken failed and was undone: .*already exists/,
  });
  await withStore(folder, async (store) => {
    assert.deepEqual(await titles(store), ['eins']);
    const tables = await store.db.introspection.getTables();
    assert.deepEqual(
      tables.map(({ name }) => name).filter((name) => name === 'fine'),
      [],
    );
  });
});

test('a database that a newer version has used is refused and left alone', async () => {
  const folder = copy();
  const newer: Migrations = { ...migrations, '002-later': async () => {} };
  await (await openStore(folder, { migrations: newer })).close();
  await assert.rejects(openStore(folder, { migrations }), { code: 'newer-database', message: /knows 002-later/ });
  await (await openStore(folder, { migrations: newer })).close();
});

test('a folder of another major version of the engine is refused', async () => {
  const folder = copy();
  writeFileSync(join(folder, 'pg', 'PG_VERSION'), '17\n');
  await assert.rejects(openStore(folder, { migrations }), { code: 'engine-mismatch', message: /PostgreSQL 17/ });
});

test('a damaged folder is an error that says what to do', async () => {
  const folder = copy();
  rmSync(join(folder, 'pg', 'global', 'pg_control'));
  await assert.rejects(openStore(folder, { migrations }), (error: unknown) => {
    assert.ok(error instanceof StoreError);
    assert.equal(error.code, 'engine-failed');
    assert.match(error.hint ?? '', /move .* away/);
    return true;
  });
});

test('a first start that was interrupted begins anew', async () => {
  const folder = join(base, 'interrupted');
  mkdirSync(join(folder, '.tmp-pg', 'base'), { recursive: true });
  writeFileSync(join(folder, '.tmp-pg', 'PG_VERSION'), '18\n');
  await withStore(folder, async (store) => assert.deepEqual(await titles(store), []));
  assert.ok(!existsSync(join(folder, '.tmp-pg')));
});

test('a snapshot that is cut off or damaged is passed over, and the one in the cache replaced', async () => {
  const good = readFileSync(SNAPSHOT_PLACES.cached);
  const places = { shipped: join(base, 'shipped.gz'), cached: join(base, 'cache', 'cached.gz') };
  mkdirSync(join(base, 'cache'));
  writeFileSync(places.shipped, gzipSync('{"folders":["a"],"files":[["a/b",3]]}\nx'));
  writeFileSync(places.cached, good.subarray(0, 100_000));
  const engine = await openDataFolder(join(base, 'from-damaged'), places);
  assert.deepEqual((await engine.query('select 1 as one')).rows, [{ one: 1 }]);
  await engine.close();
  assert.ok(statSync(places.cached).size > 1_000_000);
  assert.ok(!existsSync(join(base, 'from-damaged', 'pg', 'a')));
});

test('what is packed is unpacked as it was, for its owner only', async () => {
  const folder = join(base, 'packed');
  mkdirSync(join(folder, 'a/b/empty'), { recursive: true });
  const contents = { 'a/one': 'eins', 'a/b/two': '', z: '\n\n' };
  for (const [path, text] of Object.entries(contents)) writeFileSync(join(folder, path), text);
  const copied = join(base, 'unpacked');
  mkdirSync(copied);
  await unpackFolder(await packFolder(folder), copied);
  assert.deepEqual(readdirSync(copied, { recursive: true }).sort(), readdirSync(folder, { recursive: true }).sort());
  for (const [path, text] of Object.entries(contents)) {
    assert.equal(readFileSync(join(copied, path), 'utf8'), text);
    assert.equal(statSync(join(copied, path)).mode & 0o777, 0o600);
  }
});

test('upkeep gives the space of removed rows back', () =>
  withStore(copy(), async (store) => {
    const sizeBytes = async (): Promise<number> => {
      const { rows } = await store.db.executeQuery<{ size: number }>(
        store.db.selectNoFrom((e) => e.fn<number>('pg_table_size', [e.val('item')]).as('size')).compile(),
      );
      return Number(rows[0]?.size);
    };
    const text = 'x'.repeat(1_000);
    for (let round = 0; round < 2; round += 1) {
      for (let n = 0; n < 20; n += 1) {
        const rows = Array.from({ length: 500 }, (_, k) => ({ id: `${n}-${k}`, title: text }));
        await store.db.insertInto('item').values(rows).execute();
      }
      await store.db.deleteFrom('item').where('id', '!=', 'a').execute();
      assert.ok((await sizeBytes()) > 5_000_000);
      await store.upkeep();
      assert.ok((await sizeBytes()) < 100_000, `${await sizeBytes()} bytes`);
    }
  }));

test('erasing leaves nothing of what was changed and deleted in any file of the folder', async () => {
  const folder = copy();
  const holding = (word: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => {
      const file = join(folder, path);
      return statSync(file).isFile() && readFileSync(file).includes(word);
    });
  await withStore(folder, async (store) => {
    const rows = Array.from({ length: 300 }, (_, n) => ({ id: `r${n}`, title: `a grey heron ${n}` }));
    await store.db.insertInto('item').values(rows).execute();
    // Kept by the planner as samples of the column, too.
    await sql`analyze`.execute(store.db);
    await store.db.updateTable('item').set({ title: 'an owl' }).where('id', '<>', 'r1').execute();
    await store.db.deleteFrom('item').where('id', '=', 'r1').execute();
    await store.upkeep();
    assert.notDeepEqual(holding('grey heron'), []);
    await store.upkeep({ erase: true });
    assert.deepEqual(holding('grey heron'), []);
    assert.notDeepEqual(holding('an owl'), []);
  });
  assert.deepEqual(holding('grey heron'), []);
  await withStore(folder, async (store) => assert.equal((await titles(store)).length, 300));
});
