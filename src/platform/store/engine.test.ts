import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { DurableFS } from './durable-filesystem.ts';
import { type CountingFS, checkDurable, ENGINE_MAJOR, ENGINE_VERSION, startEngine } from './engine.ts';
import { SNAPSHOT_PLACES, unpackSnapshot } from './snapshot.ts';
import { FailingFS } from './testing/failing-filesystem.ts';

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tamizdat-'));
  try {
    await unpackSnapshot(folder, SNAPSHOT_PLACES);
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** How many files this process has open. */
const openFiles = (): number => readdirSync('/dev/fd').length;

test('the engine is the exact version that the guards were tried with', () => {
  const path = new URL('../../../package.json', import.meta.url);
  const { dependencies } = JSON.parse(readFileSync(path, 'utf8')) as { dependencies: Record<string, string> };
  assert.equal(dependencies['@electric-sql/pglite'], ENGINE_VERSION);
});

test('every committed write is synced, reading is not, and the settings say so', () =>
  inFolder(async (folder) => {
    const filesystem = new DurableFS(folder);
    const engine = await startEngine(filesystem);
    await engine.exec('create table row (id text primary key)');
    const before = filesystem.fsyncs;
    for (let n = 0; n < 20; n += 1) await engine.query('insert into row values ($1)', [`r${n}`]);
    assert.ok(filesystem.fsyncs - before >= 20, `${filesystem.fsyncs - before} fsyncs for 20 commits`);
    const afterWrites = filesystem.fsyncs;
    await engine.query('select count(*) from row');
    assert.equal(filesystem.fsyncs, afterWrites);
    await checkDurable(engine, filesystem, folder);
    const { rows } = await engine.query<{ name: string; setting: string }>(
      `select name, setting from pg_settings where name in ('fsync', 'wal_sync_method', 'synchronous_commit',
       'full_page_writes', 'shared_buffers', 'server_version_num') order by name`,
    );
    const settings = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
    assert.equal(settings.server_version_num?.slice(0, 2), ENGINE_MAJOR);
    assert.deepEqual(
      { ...settings, server_version_num: '' },
      {
        fsync: 'on',
        full_page_writes: 'on',
        server_version_num: '',
        shared_buffers: String((8 * 1024 * 1024) / 8192),
        synchronous_commit: 'on',
        wal_sync_method: 'fsync',
      },
    );
    await engine.close();
  }));

test('a filesystem that does not sync is found out', () =>
  inFolder(async (folder) => {
    // PGlite's own filesystem: fsync is "on", reports success, and never happens.
    const filesystem = Object.assign(new NodeFS(folder), { fsyncs: 0 });
    const engine = await startEngine(filesystem);
    await assert.rejects(checkDurable(engine, filesystem, folder), { name: 'StoreError', code: 'not-durable' });
    await engine.close();
  }));

test('a settings file in the data folder cannot switch fsync off', () =>
  inFolder(async (folder) => {
    const filesystem = new DurableFS(folder);
    const engine = await startEngine(filesystem);
    await engine.exec('alter system set fsync = off');
    await engine.close();
    const second = new DurableFS(folder);
    const again = await startEngine(second);
    await checkDurable(again, second, folder);
    await again.close();
  }));

test('an engine that runs with fsync off is found out, whatever its filesystem says', () =>
  inFolder(async (folder) => {
    const engine = await PGlite.create();
    let counted = 0;
    const boasting = Object.defineProperty(new NodeFS(folder), 'fsyncs', { get: () => (counted += 1) }) as CountingFS;
    await assert.rejects(checkDurable(engine, boasting, folder), { code: 'not-durable' });
    await engine.close();
  }));

test('a sync that fails is an error of the commit, after which the engine answers nothing and lets go of its files', () =>
  inFolder(async (folder) => {
    const filesystem = new FailingFS(folder);
    const before = openFiles();
    const engine = await startEngine(filesystem);
    await engine.exec('create table row (id text primary key)');
    assert.ok(openFiles() > before);
    filesystem.isFailing = true;
    const isStopped = { name: 'StoreError', code: 'engine-stopped', message: /could not fsync file "0{7}1/ };
    await assert.rejects(engine.query(`insert into row values ('lost')`), isStopped);
    filesystem.isFailing = false;
    // Asked again, the module itself would never return.
    await assert.rejects(engine.query('select 1'), isStopped);
    await assert.rejects(engine.exec('select 1'), isStopped);
    await engine.close();
    assert.equal(openFiles(), before);
  }));

test('an engine that stops in the middle of a long message stops nevertheless', () =>
  inFolder(async (folder) => {
    const filesystem = new FailingFS(folder);
    const engine = await startEngine(filesystem);
    await engine.exec('create table row (id text primary key)');
    filesystem.isFailing = true;
    // More than the module reads at once: PGlite would go on handing it the rest for ever.
    const many = Array.from({ length: 2_000 }, (_, n) => `begin; insert into row values ('r${n}'); commit;`).join('\n');
    await assert.rejects(engine.exec(many), { code: 'engine-stopped' });
    await engine.close();
  }));

test('a start that fails leaves no file open', () =>
  inFolder(async (folder) => {
    await (await startEngine(new DurableFS(folder))).close();
    rmSync(join(folder, 'global', 'pg_control'));
    const before = openFiles();
    await assert.rejects(startEngine(new DurableFS(folder)));
    assert.equal(openFiles(), before);
  }));
