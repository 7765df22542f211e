import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Jobs, openJobs } from '../../platform/jobs/index.ts';
import { openStore, type Store } from '../../platform/store/index.ts';
import { openLog } from '../../platform/telemetry/index.ts';
import { migrations, type Tables } from '../../tables/index.ts';
import { restoreBackup, writeBackup } from './backup.ts';
import { readDatabase } from './database-copy.ts';

const ports = { now: () => new Date(), log: openLog({ level: 'error' }) };
const SETTINGS = 'newsroom: courier.example\ntitle: The Courier\nhome: https://courier.example/\nlanguages: [de, ru]\n';
/** What a text may hold that a copy could spoil. */
const TRAPS = ['', 'null', '"', '\\', '\n', '\u2028', 'Мост', 'پل', '{"a":1}', "'", '\t'];

let base: string;
let folder: string;
let file: string;
before(async () => {
  base = await mkdtemp(join(tmpdir(), 'tamizdat-backup-'));
  folder = join(base, 'newsroom');
  file = join(base, 'backups', 'courier.backup');
  await cp(await newFolder('settings'), folder, { recursive: true });
  await inDatabase(folder, fill);
});
after(() => rm(base, { recursive: true, force: true }));

/** A newsroom that was never run. */
async function newFolder(name: string): Promise<string> {
  const made = await mkdtemp(join(base, `${name}-`));
  await writeFile(join(made, 'tamizdat.yaml'), SETTINGS);
  return made;
}

async function inDatabase<T>(of: string, work: (store: Store<Tables>, jobs: Jobs) => Promise<T>): Promise<T> {
  const store = await openStore<Tables>(join(of, 'data', 'database'), { migrations });
  const jobs = await openJobs({ store, ...ports });
  try {
    return await work(store, jobs);
  } finally {
    await jobs.close();
    await store.close();
  }
}

async function fill({ db }: Store<Tables>, jobs: Jobs): Promise<void> {
  const articles = Array.from({ length: 130 }, (_, at) => ({ id: `a${at}`, day: '2026-11-22' }));
  await db.insertInto('articles').values(articles).execute();
  const versions = articles.map(({ id }, at) => ({
    article: id,
    language: 'de',
    source: 'https://courier.example/feed.xml',
    item: id,
    address: null,
    page: null,
    revision: 1,
    body: JSON.stringify({ headline: TRAPS[at % TRAPS.length], state: 'current' }),
    content_hash: TRAPS[at % TRAPS.length] ?? '',
    salt: '',
    highest_block: 0,
    wanted: 1,
    published: 0,
    published_at: '2026-11-22T10:00:00Z',
  }));
  await db.insertInto('versions').values(versions).execute();
  await jobs.enqueue(db, 'translate', { article: 'a1', language: 'ru' });
  await jobs.enqueue(
    db,
    'publish-due',
    { article: 'a2', language: 'ru' },
    { startAfter: new Date(Date.now() + 3_600_000) },
  );
}

const contents = (of: string) =>
  inDatabase(of, async ({ db }) => {
    const lines: unknown[] = [];
    for await (const line of readDatabase(db)) lines.push(line);
    return lines;
  });

test('a backup is the database, whole, for its owner only, and restoring it gives the same database', async () => {
  const { tables, jobs } = await writeBackup(folder, file, ports);
  assert.deepEqual([tables.get('articles'), tables.get('versions'), tables.get('drafts'), jobs], [130, 130, 0, 2]);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(join(base, 'backups')), ['courier.backup']);

  const restored = await newFolder('restored');
  const report = await restoreBackup(file, restored, ports);
  assert.deepEqual([report.tables.get('versions'), report.jobs], [130, 2]);
  const withoutTimes = (lines: readonly unknown[]) =>
    lines.map((line) =>
      typeof line === 'object' && line !== null && 'job' in line ? { ...line, startAfter: 0 } : line,
    );
  assert.deepEqual(withoutTimes(await contents(restored)), withoutTimes(await contents(folder)));
  await inDatabase(restored, async (_, queues) => {
    const filled = (await queues.overview()).filter(({ waiting, later }) => waiting + later > 0);
    const standing = Object.fromEntries(filled.map((each) => [each.queue, [each.waiting, each.later]]));
    assert.deepEqual(standing, { translate: [1, 0], 'publish-due': [0, 1] });
  });
});

test('nothing is overwritten: neither a file nor a database with rows in it', async () => {
  await assert.rejects(writeBackup(folder, file, ports), { code: 'backup-exists' });
  const other = await newFolder('other');
  await inDatabase(other, ({ db }) => db.insertInto('articles').values({ id: 'mine', day: '2026-11-22' }).execute());
  const before = await contents(other);
  await assert.rejects(restoreBackup(file, other, ports), { code: 'not-empty', message: /rows in articles/ });
  assert.deepEqual(await contents(other), before);
});

test('a backup that is cut off, changed or of another newsroom is refused, and nothing of it stays', async () => {
  const lines = gunzipSync(await readFile(file))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  const packed = (changed: readonly string[]) => gzipSync(`${changed.join('\n')}\n`);
  const rowAt = lines.findIndex((line) => line.startsWith('["a1",'));
  assert.ok(rowAt > 0);
  const headOf = (change: object) => JSON.stringify({ ...JSON.parse(lines[0] ?? ''), ...change });
  const spoilt: Record<string, { readonly bytes: Uint8Array; readonly code: string }> = {
    'not gzipped': { bytes: Buffer.from('hello'), code: 'backup-unreadable' },
    'cut off in its bytes': { bytes: (await readFile(file)).subarray(0, -40), code: 'backup-unreadable' },
    'without its last line': { bytes: packed(lines.slice(0, -1)), code: 'copy-damaged' },
    'without a job': { bytes: packed(lines.toSpliced(-2, 1)), code: 'copy-damaged' },
    'without a row': { bytes: packed(lines.toSpliced(rowAt, 1)), code: 'copy-damaged' },
    'with a row that was changed': {
      bytes: packed(lines.with(rowAt, (lines[rowAt] ?? '').replace('2026-11-22', '2026-11-21'))),
      code: 'copy-damaged',
    },
    'without a table': {
      bytes: packed(lines.filter((line) => !line.includes('"table":"terms"'))),
      code: 'copy-damaged',
    },
    'with a line that is none': { bytes: packed(lines.with(rowAt, 'x')), code: 'backup-unreadable' },
    'of another newsroom': {
      bytes: packed(lines.with(0, headOf({ newsroom: 'other.example' }))),
      code: 'backup-unreadable',
    },
    'of a newer version': {
      bytes: packed(lines.with(0, headOf({ migrations: [...Object.keys(migrations), '999-later'] }))),
      code: 'newer-database',
    },
  };
  const into = await newFolder('spoilt');
  const path = join(base, 'spoilt.backup');
  for (const [what, { bytes, code }] of Object.entries(spoilt)) {
    await writeFile(path, bytes);
    await assert.rejects(restoreBackup(path, into, ports), { code }, what);
  }
  await assert.rejects(restoreBackup(join(base, 'nothing'), into, ports), { code: 'backup-unreadable' });
  assert.equal((await restoreBackup(file, into, ports)).tables.get('articles'), 130);
});

test('a restoring that is killed leaves nothing, and is simply done again', async () => {
  const into = await newFolder('killed');
  const script = `
    const { restoreBackup } = await import(${JSON.stringify(new URL('./backup.ts', import.meta.url).href)});
    let lines = 0;
    const parse = JSON.parse;
    JSON.parse = (text, ...rest) => {
      if (text.startsWith('[') && ++lines === 150) process.kill(process.pid, 'SIGKILL');
      return parse(text, ...rest);
    };
    const quiet = { debug() {}, info() {}, warn() {}, error() {}, with: () => quiet, close() {} };
    await restoreBackup(process.argv[1], process.argv[2], { now: () => new Date(), log: quiet });
  `;
  const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script, file, into], {
    stdio: 'inherit',
  });
  assert.equal(signal, 'SIGKILL');
  assert.equal((await restoreBackup(file, into, ports)).tables.get('versions'), 130);
});
