import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { CarrierSettings } from '../../platform/config/index.ts';
import { openStore, type Store } from '../../platform/store/index.ts';
import { openLog } from '../../platform/telemetry/index.ts';
import { migrations, type Tables } from '../../tables/index.ts';
import { type CarrierState, loadCarrierStates, saveWishes, UNTRIED } from './carrier-states.ts';
import { carrierId } from './carrier-target.ts';
import { Carriers } from './carriers.ts';
import { pauseMs } from './lane.ts';

const COMMON = { abilities: [], hints: [], settlesMs: 600_000 } as const;

let database: string;
let store: Store<Tables>;
let root: string;
/** Accepts and never answers. */
let silent: Server;
const sockets = new Set<Socket>();
/** What the test runs; stopped after it. */
let stop: AbortController;
let running: Promise<void>;
/** Resolves at the next change of any carrier. */
let change: PromiseWithResolvers<void>;
let told: string[];

before(async () => {
  database = await mkdtemp(join(tmpdir(), 'tamizdat-lanes-'));
  store = await openStore<Tables>(join(database, 'database'), { migrations });
  silent = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
});

beforeEach(async () => {
  for (const table of ['carried', 'former_carriers', 'carrier_states'] as const)
    await store.db.deleteFrom(table).execute();
  root = await mkdtemp(join(tmpdir(), 'tamizdat-lanes-'));
  stop = new AbortController();
  running = Promise.resolve();
  change = Promise.withResolvers();
  told = [];
  await edit({ head: 'head 1', 'index.html': 'languages' });
});

afterEach(async () => {
  stop.abort();
  await running;
  await rm(root, { recursive: true, force: true });
});

after(async () => {
  for (const socket of sockets) socket.destroy();
  silent.close();
  await store.close();
  await rm(database, { recursive: true, force: true });
});

const folder = (name: string): CarrierSettings => ({ ...COMMON, name, kind: 'directory', directory: join(root, name) });

function dead(): CarrierSettings {
  const { port } = silent.address() as { port: number };
  return { ...COMMON, name: 'dead', kind: 'webdav', folder: `http://127.0.0.1:${port}/` };
}

function open(): Carriers {
  const log = openLog({ level: 'info', destination: { write: (line) => void told.push(line) } });
  return new Carriers({
    db: store.db,
    files: join(root, 'files'),
    now: () => new Date(),
    log,
    onCarried: () => {
      change.resolve();
      change = Promise.withResolvers();
    },
  });
}

const of = (...carriers: CarrierSettings[]) => ({ newsroom: 'courier.example', folder: root, carriers });

function run(carriers: Carriers, ...settings: CarrierSettings[]): void {
  running = carriers.run(() => of(...settings), stop.signal);
}

async function edit(files: Readonly<Record<string, string>>): Promise<string[]> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, 'files', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}~`, text).then(() => rename(`${file}~`, file));
  }
  return Object.keys(files);
}

const headOf = (name: string) => readFile(join(root, name, 'head'), 'utf8').catch(() => null);

async function stateOf(carrier: CarrierSettings): Promise<CarrierState> {
  return (await loadCarrierStates(store.db)).get(carrierId(carrier)) ?? UNTRIED;
}

/** Waits for something to become so; looked at after each change. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (;;) {
    const next = change.promise;
    if (await isSo()) return;
    await next;
  }
}

test('a carrier that accepts and never answers keeps nobody waiting', async () => {
  const carriers = open();
  run(carriers, dead(), folder('near'));
  await carriers.begun(of(dead(), folder('near')));
  assert.equal(await headOf('near'), 'head 1');
  await carriers.changing(
    () => edit({ head: 'head 2' }),
    (paths) => paths,
  );
  carriers.tell(of(dead(), folder('near')));
  await until(async () => (await headOf('near')) === 'head 2');
  // Held up or failed by now, as it may be: it is not what the others waited for.
  assert.equal((await stateOf(dead())).completeAt, null);
  // It ends at once, too, when all is stopped.
});

test('what failed is tried again after a pause, and goes on when its cause is gone', async () => {
  const carriers = open();
  await mkdir(join(root, 'taken'));
  await writeFile(join(root, 'taken', 'index.html'), 'their own site');
  run(carriers, folder('taken'));
  await until(async () => (await stateOf(folder('taken'))).failures > 0);
  const failed = await stateOf(folder('taken'));
  assert.match(failed.failure ?? '', /is not empty/);
  assert.match(failed.hint ?? '', /name an empty or new place/);
  assert.ok(failed.nextTryAt !== null && failed.triedAt !== null && failed.nextTryAt > failed.triedAt);
  assert.equal(failed.completeAt, null);

  await rm(join(root, 'taken', 'index.html'));
  await saveWishes(store.db, carrierId(folder('taken')), { isAsked: true });
  carriers.tell(of(folder('taken')));
  await until(async () => (await stateOf(folder('taken'))).completeAt !== null);
  const done = await stateOf(folder('taken'));
  assert.deepEqual([done.failure, done.hint, done.failures, done.nextTryAt], [null, null, 0, null]);
  assert.notEqual(done.wholeAt, null);
  assert.equal(await headOf('taken'), 'head 1');
});

test('a carrier that an operator holds back is left alone, and goes on when it is let go', async () => {
  const carriers = open();
  await saveWishes(store.db, carrierId(folder('kept')), { isStopped: true });
  run(carriers, folder('kept'), folder('other'));
  await carriers.begun(of(folder('kept'), folder('other')));
  assert.deepEqual([await headOf('kept'), await headOf('other')], [null, 'head 1']);
  assert.deepEqual(
    (await carriers.carry(of(folder('kept'), folder('other')))).map(({ carrier }) => carrier),
    ['other'],
    'nor is it carried to by those who wait for all',
  );
  await saveWishes(store.db, carrierId(folder('kept')), { isStopped: false });
  carriers.tell(of(folder('kept'), folder('other')));
  await until(async () => (await headOf('kept')) === 'head 1');
});

test('a wish that comes at any moment of its rest is seen', async () => {
  const carriers = open();
  const id = carrierId(folder('kept'));
  run(carriers, folder('kept'));
  await carriers.begun(of(folder('kept')));
  for (let number = 2; number < 12; number += 1) {
    await saveWishes(store.db, id, { isStopped: true });
    carriers.tell(of(folder('kept')));
    await carriers.changing(
      () => edit({ head: `head ${number}` }),
      (paths) => paths,
    );
    // The lane is reading the wish that it is to rest, or rests already, or has not begun to read.
    for (let turns = 0; turns < number; turns += 1) await null;
    await saveWishes(store.db, id, { isStopped: false });
    carriers.tell(of(folder('kept')));
    await until(async () => (await headOf('kept')) === `head ${number}`);
  }
});

test('a carrier that is taken out and put back again and again ends up to date, and its process ends', async () => {
  const carriers = open();
  run(carriers, folder('first'), dead());
  for (let at = 2; at <= 20; at += 1) {
    await carriers.changing(
      () => edit({ head: `head ${at}` }),
      (paths) => paths,
    );
    carriers.tell(of());
    carriers.tell(of(folder('first'), dead()));
    if (at % 5 === 0) await carriers.begun(of(folder('first')));
  }
  await until(async () => (await headOf('first')) === 'head 20');
  stop.abort();
  await running;
});

test('carriers come and go while the others are carried to', async () => {
  const carriers = open();
  run(carriers, folder('first'));
  await carriers.begun(of(folder('first')));
  carriers.tell(of(folder('second')));
  await until(async () => (await headOf('second')) === 'head 1');
  await carriers.changing(
    () => edit({ head: 'head 2' }),
    (paths) => paths,
  );
  carriers.tell(of(folder('second')));
  await until(async () => (await headOf('second')) === 'head 2');
  assert.equal(await headOf('first'), 'head 1');
});

test('what is published in the middle of a turn is never carried in part, and follows at once', async () => {
  const carriers = open();
  await edit(Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`m/aa/${at}.webp`, 'x'.repeat(at)])));
  const first = carriers.carry(of(folder('near')));
  // Each of these finds the turn at another moment of its work.
  for (let number = 2; number < 8; number += 1) {
    await carriers.changing(
      () => edit({ head: `head ${number}`, [`m/bb/${number}.webp`]: `of ${number}` }),
      (paths) => paths,
    );
  }
  const [report] = await first;
  const head = await headOf('near');
  if (head !== null) {
    const number = Number(head.slice('head '.length));
    for (let each = 2; each <= number; each += 1)
      assert.equal(await readFile(join(root, 'near', `m/bb/${each}.webp`), 'utf8'), `of ${each}`);
  }
  assert.ok(
    report?.outcome === 'complete' || report?.faults.every(({ kind }) => kind === 'error'),
    JSON.stringify(report),
  );
  const [last] = await carriers.carry(of(folder('near')));
  assert.equal(last?.outcome, 'complete');
  assert.equal(await headOf('near'), 'head 7');
});

test('a secret that is not there is a failure of that carrier alone, which names the reference', async () => {
  const { port } = silent.address() as { port: number };
  const carrier: CarrierSettings = {
    ...COMMON,
    name: 'dav',
    kind: 'webdav',
    folder: `http://127.0.0.1:${port}/`,
    user: 'desk',
    password: 'env:NO_SUCH_SECRET_HERE',
  };
  const [dav, near] = await open().carry(of(carrier, folder('near')));
  assert.equal(near?.outcome, 'complete');
  const [fault] = dav?.faults ?? [];
  assert.ok(fault?.kind === 'error' && fault.error.code === 'carrier-forbidden');
  assert.match(fault.error.message, /^dav: env:NO_SUCH_SECRET_HERE: there is no secret there/);
});

test('while the database is away a carrier is tried again and again, and nothing else ends', async () => {
  const away = await openStore<Tables>(join(root, 'away'), { migrations });
  const log = openLog({ level: 'error', destination: { write: (line) => void told.push(line) } });
  const carriers = new Carriers({ db: away.db, files: join(root, 'files'), now: () => new Date(), log });
  await away.close();
  running = carriers.run(() => of(folder('near')), stop.signal);
  await carriers.begun(of(folder('near')));
  assert.ok(told.some((line) => line.includes('carrying to near failed; it is tried again')));
  assert.equal(await headOf('near'), null);
  await assert.rejects(carriers.carry(of(folder('near'))));
});

test('pauses grow from seconds to a quarter of an hour', () => {
  assert.deepEqual([0, 1, 2, 3, 6, 7, 50].map(pauseMs), [0, 2_000, 6_000, 18_000, 486_000, 900_000, 900_000]);
});
