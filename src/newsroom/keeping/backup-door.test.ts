import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openLock } from '../../platform/home/index.ts';
import { openStore } from '../../platform/store/index.ts';
import { openLog } from '../../platform/telemetry/index.ts';
import { migrations, type Tables } from '../../tables/index.ts';
import { placesOf } from '../places.ts';
import { Workplace } from '../workplace.ts';
import { restoreBackup, writeBackup } from './backup.ts';
import { doorOf, openBackupDoor } from './backup-door.ts';

const ports = { now: () => new Date(), log: openLog({ level: 'error' }) };
const SETTINGS = 'newsroom: courier.example\ntitle: The Courier\nhome: https://courier.example/\nlanguages: [de, ru]\n';

let base: string;
before(async () => {
  base = await mkdtemp(join(tmpdir(), 'tamizdat-door-'));
});
after(() => rm(base, { recursive: true, force: true }));

async function newFolder(name: string): Promise<string> {
  const made = await mkdtemp(join(base, `${name}-`));
  await writeFile(join(made, 'tamizdat.yaml'), SETTINGS);
  return made;
}

const articles = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    id: `a${at}`,
    day: '2026-11-22',
    changed_at: '2026-11-22T10:00:00.000Z',
  }));

async function idsIn(folder: string): Promise<number> {
  const store = await openStore<Tables>(placesOf(folder).database, { migrations });
  try {
    return (await store.db.selectFrom('articles').select('id').execute()).length;
  } finally {
    await store.close();
  }
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

test('a running process gives a backup of the database it holds, and goes on working', async () => {
  const folder = await newFolder('running');
  const workplace = await Workplace.open(folder, ports);
  const { db } = workplace.store;
  const door = await openBackupDoor(workplace, ports);
  const [file, again] = [join(base, 'running.backup'), join(base, 'again.backup')];
  try {
    await db.insertInto('articles').values(articles(130)).execute();
    assert.equal((await stat(doorOf(workplace.places))).mode & 0o777, 0o600);
    const [report, , second] = await Promise.all([
      writeBackup(folder, file, ports),
      db.insertInto('articles').values({ id: 'meanwhile', day: '2026-11-22' }).execute(),
      writeBackup(folder, again, ports),
    ]);
    assert.ok([130, 131].includes(report.tables.get('articles') ?? 0));
    assert.equal(second.tables.size, report.tables.size);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    await assert.rejects(writeBackup(folder, file, ports), { code: 'backup-exists' });
    assert.equal((await db.selectFrom('articles').select('id').execute()).length, 131);
    assert.deepEqual(
      (await readdir(workplace.places.data)).filter((name) => name.startsWith('.tmp-')),
      [],
    );
  } finally {
    await door.close();
    await workplace.close();
  }
  assert.equal(await isThere(doorOf(placesOf(folder))), false);
  const restored = await newFolder('restored');
  await restoreBackup(again, restored, ports);
  assert.ok((await idsIn(restored)) >= 130);
});

test('a process without a door keeps its database to itself, and says who it is', async () => {
  const folder = await newFolder('closed');
  const workplace = await Workplace.open(folder, ports);
  try {
    await assert.rejects(writeBackup(folder, join(base, 'closed.backup'), ports), { code: 'locked' });
  } finally {
    await workplace.close();
  }
});

test('who does not know the secret of the door is given nothing', async () => {
  const folder = await newFolder('secret');
  const workplace = await Workplace.open(folder, ports);
  const door = await openBackupDoor(workplace, ports);
  try {
    const { port, answer } = JSON.parse(await readFile(doorOf(workplace.places), 'utf8'));
    const address = `http://127.0.0.1:${port}/backup`;
    for (const headers of [{}, { 'tamizdat-ask': '' }, { 'tamizdat-ask': answer }]) {
      const refused = await fetch(address, { method: 'POST', headers });
      assert.equal(refused.status, 404);
      assert.equal(await refused.text(), '');
      assert.equal(refused.headers.get('tamizdat-answer'), null);
    }
  } finally {
    await door.close();
    await workplace.close();
  }
});

test('neither an old door nor another program behind it makes a file', async () => {
  const folder = await newFolder('stale');
  const places = placesOf(folder);
  const lock = await openLock(places.database, 'the database of courier.example');
  const other = createServer((_, response) => {
    response.writeHead(200, { 'tamizdat-report': '{"tables":{},"jobs":0}', 'tamizdat-answer': 'x'.repeat(43) });
    response.end('false');
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const file = join(base, 'stale.backup');
  const secrets = { ask: 'a'.repeat(43), answer: 'b'.repeat(43) };
  try {
    await writeFile(doorOf(places), JSON.stringify({ port, ...secrets }));
    await assert.rejects(writeBackup(folder, file, ports), { code: 'backup-unanswered', message: /another program/ });
    await new Promise((resolve) => other.close(resolve));
    await assert.rejects(writeBackup(folder, file, ports), { code: 'backup-unanswered', message: /ECONNREFUSED/ });
    await writeFile(doorOf(places), '{');
    await assert.rejects(writeBackup(folder, file, ports), { code: 'backup-unanswered' });
  } finally {
    await lock.close();
  }
  assert.equal((await readdir(base)).filter((name) => name.includes('stale.backup')).length, 0);
});

test('a process that is killed in the middle of a backup leaves the former one, and the next one sweeps up', async () => {
  const folder = await newFolder('killed');
  const places = placesOf(folder);
  const store = await openStore<Tables>(places.database, { migrations });
  await store.db.insertInto('articles').values(articles(130)).execute();
  await store.close();
  const [former, file] = [join(base, 'former.backup'), join(base, 'killed.backup')];
  await writeBackup(folder, former, ports);
  const bytes = await readFile(former);
  const at = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);
  const script = `
    const { openBackupDoor } = await import(${at('./backup-door.ts')});
    const { Workplace } = await import(${at('../workplace.ts')});
    const quiet = { debug() {}, info() {}, warn() {}, error() {}, with: () => quiet, close() {} };
    const ports = { now: () => new Date(), log: quiet };
    const workplace = await Workplace.open(process.argv[1], ports);
    await openBackupDoor(workplace, ports);
    let rows = 0;
    const stringify = JSON.stringify;
    JSON.stringify = (value, ...rest) => {
      if (Array.isArray(value) && String(value[0]).startsWith('a') && ++rows === 100) process.kill(process.pid, 'SIGKILL');
      return stringify(value, ...rest);
    };
    console.log('open');
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await assert.rejects(writeBackup(folder, file, ports), { code: 'backup-unanswered', retryable: true });
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  assert.equal(child.signalCode, 'SIGKILL');
  assert.equal(await isThere(file), false);
  assert.deepEqual(await readFile(former), bytes);
  assert.equal((await readdir(places.data)).filter((name) => name.startsWith('.tmp-backup-')).length, 1);

  // Nobody holds it now: it is copied without anybody's help, old door or not.
  await writeBackup(folder, file, ports);
  const workplace = await Workplace.open(folder, ports);
  const door = await openBackupDoor(workplace, ports);
  assert.deepEqual(
    (await readdir(places.data)).filter((name) => name.startsWith('.tmp-')),
    [],
  );
  await door.close();
  await workplace.close();
  const restored = await newFolder('after');
  await restoreBackup(file, restored, ports);
  assert.equal(await idsIn(restored), 130);
});
