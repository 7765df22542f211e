import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { moveDatabase, restoreBackup, writeBackup } from '../../src/newsroom/index.ts';
import { openJobs } from '../../src/platform/jobs/index.ts';
import { openServerStore, openStore } from '../../src/platform/store/index.ts';
import { openLog } from '../../src/platform/telemetry/index.ts';
import { migrations, type Tables } from '../../src/tables/index.ts';
import { findPostgres, startPostgres } from './postgres.ts';

const bin = findPostgres();
assert.ok(bin !== null, 'PostgreSQL is installed (apt-get install postgresql)');
const server = await startPostgres(bin);
const base = await mkdtemp(join(tmpdir(), 'tamizdat-move-'));
after(async () => {
  await server.close();
  await rm(base, { recursive: true, force: true });
});

const log = openLog({ level: 'error' });
const portsTo = (address: string) => ({ now: () => new Date(), log, env: { COURIER_DATABASE: address } });
const SETTINGS = `# A comment that stays.
newsroom: courier.example
title: The Courier
home: https://courier.example/
languages: [de, ru]
`;

/** A newsroom with some work in its embedded database. */
async function newsroom(): Promise<string> {
  const folder = await mkdtemp(join(base, 'newsroom-'));
  await writeFile(join(folder, 'tamizdat.yaml'), SETTINGS);
  const store = await openStore<Tables>(join(folder, 'data', 'database'), { migrations });
  const jobs = await openJobs({ store, log, now: () => new Date() });
  const articles = Array.from({ length: 300 }, (_, at) => ({ id: `a${at}`, day: '2026-11-22' }));
  await store.db.insertInto('articles').values(articles).execute();
  await jobs.enqueue(store.db, 'translate', { article: 'a1', language: 'ru' });
  await jobs.close();
  await store.close();
  return folder;
}

const embedded = (folder: string) => join(folder, 'data', 'database');
const settingsOf = (folder: string) => readFile(join(folder, 'tamizdat.yaml'), 'utf8');

async function articlesAt(address: string): Promise<number> {
  const store = await openServerStore<Tables>(address, { migrations });
  const { count } = await store.db
    .selectFrom('articles')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  await store.close();
  return count;
}

test('a move takes everything along, then the settings say so, then the embedded database is gone', async () => {
  const folder = await newsroom();
  const address = await server.createDatabase();
  const report = await moveDatabase(folder, 'env:COURIER_DATABASE', portsTo(address));
  assert.deepEqual([report?.tables.get('articles'), report?.jobs], [300, 1]);
  assert.equal(await settingsOf(folder), `${SETTINGS}database: env:COURIER_DATABASE\n`);
  assert.equal(existsSync(embedded(folder)), false);
  assert.equal(await articlesAt(address), 300);
  const store = await openServerStore<Tables>(address, { migrations });
  const jobs = await openJobs({ store, log, now: () => new Date() });
  assert.equal((await jobs.overview())[0]?.waiting, 1);
  await jobs.close();
  await store.close();
  assert.equal(await moveDatabase(folder, 'env:COURIER_DATABASE', portsTo(address)), null);
  await assert.rejects(moveDatabase(folder, 'env:ANOTHER', portsTo(address)), { code: 'moved-already' });
});

test('a backup of one kind of database is restored into the other', async () => {
  const folder = await newsroom();
  const file = join(base, 'courier.backup');
  await writeBackup(folder, file, portsTo(''));
  const address = await server.createDatabase();
  await writeFile(join(folder, 'tamizdat.yaml'), `${SETTINGS}database: env:COURIER_DATABASE\n`);
  assert.equal((await restoreBackup(file, folder, portsTo(address))).tables.get('articles'), 300);
  const back = join(base, 'courier-server.backup');
  await writeBackup(folder, back, portsTo(address));
  const other = await mkdtemp(join(base, 'back-'));
  await writeFile(join(other, 'tamizdat.yaml'), SETTINGS);
  assert.equal((await restoreBackup(back, other, portsTo(''))).tables.get('articles'), 300);
});

test('a database with something in it is not moved to', async () => {
  const [first, second] = [await newsroom(), await newsroom()];
  const address = await server.createDatabase();
  await moveDatabase(first, 'env:COURIER_DATABASE', portsTo(address));
  const store = await openServerStore<Tables>(address, { migrations });
  await store.db.insertInto('articles').values({ id: 'more', day: '2026-11-22' }).execute();
  await store.close();
  await assert.rejects(moveDatabase(second, 'env:COURIER_DATABASE', portsTo(address)), { code: 'not-empty' });
  assert.equal(await settingsOf(second), SETTINGS);
  assert.ok(existsSync(embedded(second)));
});

test('killed at any point, the old database is in force or the new one, whole, and the same move ends it', async () => {
  const main = JSON.stringify(new URL('../../src/newsroom/index.ts', import.meta.url).href);
  const script = (at: string) => `
    const fs = process.getBuiltinModule('node:fs/promises');
    const die = () => process.kill(process.pid, 'SIGKILL');
    if (${JSON.stringify(at)} === 'copying') {
      const { createHash } = process.getBuiltinModule('node:crypto');
      const proto = Object.getPrototypeOf(createHash('sha256'));
      const update = proto.update;
      let times = 0;
      proto.update = function (...given) { if (++times === 200) die(); return update.apply(this, given); };
    }
    const { rename, rm } = fs;
    if (${JSON.stringify(at)} === 'copied') fs.rename = (from, to) => (to.endsWith('.yaml') ? die() : rename(from, to));
    if (${JSON.stringify(at)} === 'written') fs.rm = (path, ...rest) => (path.endsWith('database') ? die() : rm(path, ...rest));
    process.getBuiltinModule('node:module').syncBuiltinESMExports();
    const { moveDatabase } = await import(${main});
    const quiet = { debug() {}, info() {}, warn() {}, error() {}, with: () => quiet, close() {} };
    await moveDatabase(process.argv[1], 'env:COURIER_DATABASE', { now: () => new Date(), log: quiet });
  `;
  for (const [at, isMoved] of [
    ['copying', false],
    ['copied', false],
    ['written', true],
  ] as const) {
    const folder = await newsroom();
    const address = await server.createDatabase();
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script(at), folder], {
      env: { ...process.env, COURIER_DATABASE: address },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    assert.equal(signal, 'SIGKILL', at);
    assert.equal((await settingsOf(folder)).includes('database:'), isMoved, at);
    assert.ok(existsSync(embedded(folder)), at);
    const report = await moveDatabase(folder, 'env:COURIER_DATABASE', portsTo(address));
    assert.equal(report?.tables.get('articles') ?? 300, 300, at);
    assert.equal(await articlesAt(address), 300, at);
    assert.ok((await settingsOf(folder)).includes('database: env:COURIER_DATABASE'), at);
    assert.equal(existsSync(embedded(folder)), false, at);
  }
});
