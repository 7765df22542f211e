import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { type Migrations, openStore } from '../../src/platform/store/index.ts';
import { type StoreSchema, testStore } from './store.ts';

testStore('embedded', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tamizdat-'));
  return {
    open: (given) => openStore<StoreSchema>(folder, { migrations: given }),
    close: async () => rmSync(folder, { recursive: true }),
  };
});

interface Schema {
  row: { id: string };
}

const migrations: Migrations = {
  '001-rows': async (db) => {
    await db.schema
      .createTable('row')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .execute();
  },
};

const from = (path: string) => JSON.stringify(new URL(`../../src/platform/${path}/index.ts`, import.meta.url).href);
/** Opens the store and writes rows for as long as it lives, saying each id only after the write has returned. */
const WRITER = `
  const { openStore } = await import(${from('store')});
  const [folder, round] = process.argv.slice(1);
  const migrations = { '001-rows': (db) => db.schema.createTable('row').addColumn('id', 'text', (c) => c.primaryKey()).execute() };
  const { db } = await openStore(folder, { migrations });
  for (let n = 0; ; n += 1) {
    const id = round + '-' + n;
    if (n % 3 === 0) {
      await db.transaction().execute(async (trx) => {
        await trx.insertInto('row').values({ id: id + 'x' }).execute();
        await trx.insertInto('row').values({ id }).execute();
      });
    } else await db.insertInto('row').values({ id }).execute();
    require('node:fs').writeSync(1, id + '\\n');
  }
`.replace('require(', 'process.getBuiltinModule(');

function startWriter(folder: string, round: number): { child: ChildProcess; lines: AsyncIterator<string> } {
  const child = spawn(process.execPath, ['--input-type=module', '-e', WRITER, folder, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

test('no acknowledged row is lost over ten kills at random moments, and no transaction is halved', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tamizdat-'));
  const acknowledged = new Set<string>();
  try {
    for (let round = 0; round < 10; round += 1) {
      const { child, lines } = startWriter(folder, round);
      const first = await lines.next();
      assert.ok(!first.done, 'the writer wrote');
      acknowledged.add(first.value);
      setTimeout(() => child.kill('SIGKILL'), Math.random() * 150);
      for (let line = await lines.next(); !line.done; line = await lines.next()) acknowledged.add(line.value);
    }
    const store = await openStore<Schema>(folder, { migrations });
    const found = new Set((await store.db.selectFrom('row').select('id').execute()).map(({ id }) => id));
    await store.close();
    assert.ok(acknowledged.size > 50, `${acknowledged.size} rows were acknowledged`);
    assert.deepEqual(
      [...acknowledged].filter((id) => !found.has(id)),
      [],
    );
    for (const id of found) {
      const half = id.endsWith('x') ? id.slice(0, -1) : `${id}x`;
      const isInTransaction = Number(id.replace('x', '').split('-')[1]) % 3 === 0;
      if (isInTransaction) assert.ok(found.has(half), `${id} without ${half}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a second process is refused while the first lives, and so is a second opening in one process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tamizdat-'));
  try {
    const { child, lines } = startWriter(folder, 0);
    await lines.next();
    await assert.rejects(openStore(folder, { migrations, what: 'the database of courier.example' }), {
      name: 'HomeError',
      code: 'locked',
      message: new RegExp(`the database of courier.example is held by the running process ${child.pid}$`),
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    const store = await openStore(folder, { migrations });
    await assert.rejects(openStore(folder, { migrations }), { code: 'locked' });
    await store.close();
    await (await openStore(folder, { migrations })).close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
