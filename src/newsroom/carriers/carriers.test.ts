import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { SyncReport } from '../../carry/index.ts';
import type { CarrierSettings } from '../../platform/config/index.ts';
import { openStore, type Store } from '../../platform/store/index.ts';
import { type Log, openLog } from '../../platform/telemetry/index.ts';
import { migrations, type Tables } from '../../tables/index.ts';
import { Carriers } from './carriers.ts';

let database: string;
let store: Store<Tables>;
let root: string;
/** What was logged, line by line. */
let told: string[];
let log: Log;
let now: Date;

before(async () => {
  database = await mkdtemp(join(tmpdir(), 'tamizdat-carriers-'));
  store = await openStore<Tables>(join(database, 'database'), { migrations });
});

beforeEach(async () => {
  for (const table of ['carried', 'former_carriers', 'carrier_states'] as const)
    await store.db.deleteFrom(table).execute();
  root = await mkdtemp(join(tmpdir(), 'tamizdat-carriers-'));
  told = [];
  log = openLog({ level: 'warn', destination: { write: (line) => void told.push(line) } });
  now = new Date('2026-11-22T10:00:00Z');
  await edit({ head: 'head 1', 'index.html': 'languages', 'm/aa/1.webp': 'picture' });
});

afterEach(() => rm(root, { recursive: true, force: true }));

after(async () => {
  await store.close();
  await rm(database, { recursive: true, force: true });
});

const open = (): Carriers => new Carriers({ db: store.db, files: join(root, 'files'), now: () => now, log });

/** Changes files of the edition as publishing does; null removes one. Returns their paths. */
async function edit(files: Readonly<Record<string, string | null>>): Promise<string[]> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, 'files', path);
    await mkdir(dirname(file), { recursive: true });
    if (text === null) await rm(file);
    else await writeFile(`${file}~`, text).then(() => rename(`${file}~`, file));
  }
  return Object.keys(files);
}

async function carry(carriers: Carriers, ...names: string[]): Promise<SyncReport[]> {
  const settings = (names.length > 0 ? names : ['public']).map(
    (name): CarrierSettings => ({
      name,
      kind: 'directory',
      directory: join(root, name),
      abilities: [],
      hints: [],
      settlesMs: 600_000,
    }),
  );
  return carriers.carry({ newsroom: 'courier.example', folder: root, carriers: settings });
}

const held = async (name: string): Promise<Record<string, string>> => {
  const entries = await readdir(join(root, name), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  return Object.fromEntries(
    await Promise.all(
      files.map(async ({ parentPath, name: file }) => {
        const path = join(parentPath, file);
        return [path.slice(join(root, name).length + 1), await readFile(path, 'utf8')] as const;
      }),
    ),
  );
};

test('after the first turn only what changed is compared, and once a day everything', async () => {
  const carriers = open();
  assert.equal((await carry(carriers))[0]?.written, 3);
  await carriers.changing(
    () => edit({ head: 'head 2', 'index.html': 'other languages', 'm/aa/1.webp': null, 'm/bb/2.webp': 'another' }),
    (paths) => paths,
  );
  const [changed] = await carry(carriers);
  assert.deepEqual([changed?.outcome, changed?.written, changed?.removed], ['complete', 3, 1]);
  const whole = { head: 'head 2', 'index.html': 'other languages', 'm/bb/2.webp': 'another' };
  assert.deepEqual(await held('public'), whole);

  // A loss that nothing announces: looking for it costs a look at everything.
  await rm(join(root, 'public', 'index.html'));
  const [idle] = await carry(carriers);
  assert.deepEqual([idle?.outcome, idle?.written, idle?.unchanged], ['complete', 0, 1], 'more than head was compared');
  assert.equal((await held('public'))['index.html'], undefined);
  now = new Date('2026-11-23T10:00:00Z');
  assert.equal((await carry(carriers))[0]?.written, 1);
  assert.deepEqual(await held('public'), whole);
  // So does a start.
  await rm(join(root, 'public', 'index.html'));
  assert.equal((await carry(open()))[0]?.written, 1);
});

test('a carrier that is not as it was left is compared whole at once', async () => {
  const carriers = open();
  await carry(carriers);
  for (const path of ['head', 'index.html']) await writeFile(join(root, 'public', path), 'set back');
  assert.equal((await carry(carriers))[0]?.written, 2);
});

test('after a failure, and after changes that nobody can name, everything is compared', async () => {
  const carriers = open();
  const spoil = () => writeFile(join(root, 'public', 'm/aa/1.webp'), 'longer than it was');
  const isMended = async () => (await held('public'))['m/aa/1.webp'] === 'picture';

  await carry(carriers);
  await spoil();
  await assert.rejects(
    carriers.changing(
      () => Promise.reject(new Error('disk full')),
      () => [],
    ),
    /disk full/,
  );
  await carry(carriers);
  assert.ok(await isMended());

  await spoil();
  await carriers.changing(
    async () => {},
    () => null,
  );
  await carry(carriers);
  assert.ok(await isMended());

  await spoil();
  await rename(join(root, 'public'), join(root, 'away'));
  assert.equal((await carry(carriers))[0]?.outcome, 'failed');
  await rename(join(root, 'away'), join(root, 'public'));
  await carry(carriers);
  assert.ok(await isMended());
});

test('a drive that is not mounted is a failure, and nothing is written beneath its mount point', async () => {
  await carry(open());
  await rm(join(root, 'public'), { recursive: true });
  await mkdir(join(root, 'public'));
  const [report] = await carry(open());
  const [fault] = report?.faults ?? [];
  assert.ok(fault?.kind === 'error' && fault.error.code === 'carrier-unreachable');
  assert.deepEqual(await readdir(join(root, 'public')), []);
});

test('a first turn that failed before anything was carried does not bar the next', async () => {
  const file = join(root, 'public');
  await store.db.insertInto('carried').values({ carrier: file, path: 'index.html', sha256: 'unconfirmed' }).execute();
  await mkdir(file);
  assert.equal((await carry(open()))[0]?.outcome, 'complete');
});

test('a carrier that left the settings is named once, and again when it came back and left', async () => {
  const tellings = async (...names: string[]): Promise<number> => {
    told.length = 0;
    const carriers = open();
    await carry(carriers, ...names);
    await carry(carriers, ...names);
    for (const line of told) assert.ok(line.includes(join(root, 'second')) && line.includes('no more'), line);
    return told.length;
  };
  assert.equal(await tellings('public', 'second'), 0);
  assert.equal(await tellings('public'), 1);
  assert.equal(await tellings('public'), 0);
  await edit({ 'm/aa/1.webp': null });
  assert.equal(await tellings('public', 'second'), 0);
  assert.equal((await held('second'))['m/aa/1.webp'], undefined, 'what was withdrawn meanwhile is still there');
  assert.equal(await tellings('public'), 1);
});
