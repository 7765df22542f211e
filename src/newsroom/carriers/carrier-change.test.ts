import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { DirectorySettings, Settings } from '../../platform/config/index.ts';
import { openStore, type Store } from '../../platform/store/index.ts';
import { openLog } from '../../platform/telemetry/index.ts';
import { migrations, type Tables } from '../../tables/index.ts';
import { emptyCarrier } from './carrier-change.ts';
import { Carriers } from './carriers.ts';

let database: string;
let store: Store<Tables>;
let root: string;
let carrier: DirectorySettings;

before(async () => {
  database = await mkdtemp(join(tmpdir(), 'tamizdat-change-'));
  store = await openStore<Tables>(join(database, 'database'), { migrations });
});

beforeEach(async () => {
  for (const table of ['carried', 'carrier_states'] as const) await store.db.deleteFrom(table).execute();
  root = await mkdtemp(join(tmpdir(), 'tamizdat-change-'));
  await mkdir(join(root, 'files/m/aa'), { recursive: true });
  for (const [path, text] of [
    ['head', 'head 1'],
    ['index.html', 'languages'],
    ['index.html.gz', 'packed'],
    ['m/aa/1.webp', 'picture'],
  ] as const)
    await writeFile(join(root, 'files', path), text);
  const directory = join(root, 'drive');
  carrier = { name: 'drive', kind: 'directory', directory, abilities: [], hints: [], settlesMs: 600_000 };
  const log = openLog({ level: 'error' });
  const carriers = new Carriers({ db: store.db, files: join(root, 'files'), now: () => new Date(), log });
  const [report] = await carriers.carry({ newsroom: 'courier.example', folder: root, carriers: [carrier] });
  assert.equal(report?.outcome, 'complete');
  log.close();
});

afterEach(() => rm(root, { recursive: true, force: true }));

after(async () => {
  await store.close();
  await rm(database, { recursive: true, force: true });
});

const empty = () =>
  emptyCarrier(
    store.db,
    { newsroom: 'courier.example', folder: root, carriers: [carrier] } as unknown as Settings,
    carrier,
    {},
  );
const known = async (): Promise<number> => (await store.db.selectFrom('carried').select('path').execute()).length;
const lying = async (): Promise<string[]> =>
  (await readdir(carrier.directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();

test('emptying a carrier removes all that was carried there, and then forgets it', async () => {
  await writeFile(join(carrier.directory, 'ours.txt'), 'somebody’s own');
  assert.equal(await empty(), 4);
  assert.deepEqual(await lying(), ['ours.txt']);
  assert.equal(await known(), 0);
});

test('emptying a drive that is not mounted says so, and forgets nothing', async () => {
  await rename(carrier.directory, join(root, 'elsewhere'));
  await assert.rejects(empty(), { code: 'carrier-unreachable' });
  assert.equal(await known(), 4);
  // What the empty mount point of a drive looks like.
  await mkdir(carrier.directory);
  await assert.rejects(empty(), { code: 'carrier-unreachable' });
  assert.equal(await known(), 4);

  await rm(carrier.directory, { recursive: true });
  await rename(join(root, 'elsewhere'), carrier.directory);
  assert.equal(await empty(), 4);
  assert.deepEqual(await lying(), []);
});
