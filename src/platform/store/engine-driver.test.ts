import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { Kysely, sql } from 'kysely';
import { DurableFS } from './durable-filesystem.ts';
import { startEngine } from './engine.ts';
import { engineDialect } from './engine-driver.ts';
import { SNAPSHOT_PLACES, unpackSnapshot } from './snapshot.ts';
import { FailingFS } from './testing/failing-filesystem.ts';

interface Schema {
  item: { id: string };
}

let folder: string;
let disk: FailingFS;
let db: Kysely<Schema>;
/** How often an engine was started after the first. */
let restarts: number;
/** Whether the disk is no better when the next engine is started. */
let isDiskGone: boolean;

async function open(restartAfterMs: number): Promise<void> {
  const start = () => startEngine(isDiskGone ? new DurableFS(join(folder, 'nothing', 'here')) : disk);
  const restart = () => {
    restarts += 1;
    disk = new FailingFS(folder);
    return start();
  };
  db = new Kysely<Schema>({ dialect: engineDialect({ engine: await start(), restart, restartAfterMs }) });
  await db.schema.createTable('item').addColumn('id', 'text').execute();
  await add('kept');
}

const add = (id: string) => db.insertInto('item').values({ id }).execute();
const ids = async () => (await db.selectFrom('item').select('id').orderBy('id').execute()).map(({ id }) => id);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tamizdat-'));
  await unpackSnapshot(folder, SNAPSHOT_PLACES);
  disk = new FailingFS(folder);
  restarts = 0;
  isDiskGone = false;
});

afterEach(async () => {
  await db.destroy();
  rmSync(folder, { recursive: true });
});

test('after an engine that stopped, the next query finds another, with all that was acknowledged', async () => {
  await open(0);
  for (let time = 1; time <= 2; time += 1) {
    disk.isFailing = true;
    await assert.rejects(add('lost'), { code: 'engine-stopped', retryable: true });
    await add(`after ${time}`);
    assert.equal(restarts, time);
  }
  // What was not acknowledged may have reached the disk, like all that a crash interrupts.
  assert.deepEqual(
    (await ids()).filter((id) => id !== 'lost'),
    ['after 1', 'after 2', 'kept'],
  );
});

test('a transaction in which the engine stops is undone as a whole, and says why', async () => {
  await open(0);
  const broken = db.transaction().execute(async (trx) => {
    await trx.insertInto('item').values({ id: 'half' }).execute();
    disk.isFailing = true;
    const flush = sql`select pg_logical_emit_message(false, 'tamizdat', 'written at once', true)`;
    await assert.rejects(flush.execute(trx), { code: 'engine-stopped' });
    disk.isFailing = false;
    // Not on the next engine, where it would be a transaction of its own.
    await assert.rejects(trx.insertInto('item').values({ id: 'other half' }).execute(), { code: 'engine-stopped' });
  });
  await assert.rejects(broken, { code: 'engine-stopped', message: /fsync/ });
  assert.deepEqual(await ids(), ['kept']);
});

test('a transaction whose statement failed is not committed in silence', async () => {
  await open(0);
  const swallowing = db.transaction().execute(async (trx) => {
    await trx.insertInto('item').values({ id: 'half' }).execute();
    await assert.rejects(
      trx
        .selectFrom('nowhere' as 'item')
        .selectAll()
        .execute(),
    );
  });
  await assert.rejects(swallowing, { name: 'AbortedTransactionError' });
  assert.deepEqual(await ids(), ['kept']);
  assert.equal(restarts, 0);
});

test('an engine that stops soon after its start is left alone for a while, and what is asked meanwhile says why', async () => {
  await open(600_000);
  disk.isFailing = true;
  await assert.rejects(add('lost'), { code: 'engine-stopped' });
  disk.isFailing = false;
  for (const ask of [ids, () => add('more'), () => db.transaction().execute(async () => {})]) {
    await assert.rejects(ask(), { code: 'engine-stopped', message: /could not fsync/ });
  }
  assert.equal(restarts, 0);
});

test('where no other engine starts, what is asked says both why it stopped and why not, until one does', async () => {
  await open(0);
  disk.isFailing = true;
  await assert.rejects(add('lost'), { code: 'engine-stopped' });
  isDiskGone = true;
  for (const ask of [ids, () => db.transaction().execute(async () => {})]) {
    await assert.rejects(ask(), { code: 'engine-stopped', message: /could not fsync .*; starting it again: .*ENOENT/ });
  }
  assert.equal(restarts, 2);
  isDiskGone = false;
  assert.ok((await ids()).includes('kept'));
});
