import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { TamizdatError } from '../../src/errors/index.ts';
import { type Jobs, openJobs } from '../../src/platform/jobs/index.ts';
import { openLog } from '../../src/platform/telemetry/index.ts';
import type { StoreSchema, TestedStores } from './store.ts';
import { storeMigrations } from './store.ts';

/** A promise and how to keep it. */
export function bell(): { readonly rung: Promise<void>; ring(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { rung: promise, ring: resolve };
}

const log = openLog({ level: 'error', destination: { write: () => {} } });

/** What queues do alike on every kind of database. `make` gives a database of its own each time. */
export function testJobs(name: string, make: () => Promise<TestedStores>): void {
  let stores: TestedStores;
  let store: Awaited<ReturnType<TestedStores['open']>>;
  let jobs: Jobs;
  const open = () => openJobs<StoreSchema>({ store, log, now: () => new Date() });

  beforeEach(async () => {
    stores = await make();
    store = await stores.open(storeMigrations);
    jobs = await open();
  });
  afterEach(async () => {
    await jobs.close();
    await store.close();
    await stores.close();
  });

  const piece = (article: string) => ({ article, language: 'ru' });
  const standing = async () => {
    const queue = (await jobs.overview()).find((each) => each.queue === 'translate');
    assert.ok(queue);
    const { waiting, later, active, failed, doneInDay } = queue;
    return { waiting, later, active, failed, doneInDay };
  };
  const none = { waiting: 0, later: 0, active: 0, failed: 0, doneInDay: 0 };
  /** Waits for what another process or a timer brings about. */
  const until = async (isSo: () => Promise<boolean>): Promise<void> => {
    while (!(await isSo())) await sleep(20);
  };

  test(`${name}: a job is there when its transaction is, and not when that is undone`, async () => {
    const undone = store.db.transaction().execute(async (trx) => {
      await trx.insertInto('row').values({ id: 'a', words: '' }).execute();
      await jobs.enqueue(trx, 'translate', piece('a'));
      throw new Error('no');
    });
    await assert.rejects(undone, { message: 'no' });
    assert.deepEqual(await standing(), none);
    await store.db.transaction().execute((trx) => jobs.enqueue(trx, 'translate', piece('a')));
    assert.deepEqual(await standing(), { ...none, waiting: 1 });
    const [queue] = await jobs.overview();
    assert.ok(queue?.waitingSince instanceof Date);
  });

  test(`${name}: jobs that wait under one key are one, and of a queue that does not merge each is one of its own`, async () => {
    for (let time = 0; time < 3; time += 1) await jobs.enqueue(store.db, 'translate', piece('a'));
    await jobs.enqueue(store.db, 'translate', piece('a'), { key: 'another' });
    assert.deepEqual(await standing(), { ...none, waiting: 2 });
    const message = { address: 'https://desk.example/hook', id: 'm1', body: '{}' };
    for (let time = 0; time < 2; time += 1) await jobs.enqueue(store.db, 'webhook', message);
    assert.equal((await jobs.overview()).find(({ queue }) => queue === 'webhook')?.waiting, 2);
  });

  test(`${name}: every job is done once, a burst of them without a pause between`, async () => {
    const wanted = Array.from({ length: 30 }, (_, at) => `a${at}`);
    const done: string[] = [];
    const all = bell();
    await jobs.work(
      'translate',
      async ({ article }) => {
        done.push(article);
        if (done.length === wanted.length) all.ring();
      },
      { concurrency: 2 },
    );
    await store.db.transaction().execute(async (trx) => {
      for (const article of wanted) await jobs.enqueue(trx, 'translate', piece(article));
    });
    await all.rung;
    assert.deepEqual(done.toSorted(), wanted.toSorted());
    await until(async () => (await standing()).doneInDay === wanted.length);
  });

  test(`${name}: a job that is asked for while it is done, is done again after it and not beside it`, async () => {
    const [started, go, second] = [bell(), bell(), bell()];
    let running = 0;
    let times = 0;
    await jobs.work(
      'translate',
      async () => {
        times += 1;
        running += 1;
        assert.equal(running, 1);
        if (times === 1) {
          started.ring();
          await go.rung;
        } else second.ring();
        running -= 1;
      },
      { concurrency: 3 },
    );
    await jobs.enqueue(store.db, 'translate', piece('a'));
    await started.rung;
    await jobs.enqueue(store.db, 'translate', piece('a'));
    await jobs.enqueue(store.db, 'translate', piece('a'));
    go.ring();
    await second.rung;
    await until(async () => (await standing()).doneInDay === 2);
    assert.equal(times, 2);
  });

  test(`${name}: a job for later waits for its time`, async () => {
    await jobs.enqueue(store.db, 'translate', piece('a'), { startAfter: new Date(Date.now() + 3_600_000) });
    await jobs.enqueue(store.db, 'translate', piece('b'), { startAfter: new Date(Date.now() - 3_600_000) });
    assert.deepEqual(await standing(), { ...none, waiting: 1, later: 1 });
    const done: string[] = [];
    const first = bell();
    await jobs.work('translate', async ({ article }) => {
      done.push(article);
      first.ring();
    });
    await first.rung;
    await until(async () => (await standing()).doneInDay === 1);
    assert.deepEqual(done, ['b']);
  });

  test(`${name}: a job that failed is tried again; one given up says why, waits, and is done when a person says so`, async () => {
    class MachineError extends TamizdatError<'machine-silent'> {}
    const failing = bell();
    let isMended = false;
    const mended = bell();
    await jobs.work('translate', async () => {
      if (isMended) return mended.ring();
      failing.ring();
      throw new MachineError('machine-silent', 'libre does not answer', { hint: 'see that it runs' });
    });
    await jobs.enqueue(store.db, 'translate', piece('a'));
    await failing.rung;
    await until(async () => (await standing()).later === 1);
    // As if every try had been made: the pauses between them are minutes.
    await sql`update jobs.job set retry_count = retry_limit - 1, start_after = now() where state = 'retry'`.execute(
      store.db,
    );
    await until(async () => (await standing()).failed === 1);
    const [failed] = await jobs.failed();
    assert.ok(failed);
    const { id, queue, data, tries, message, hint } = failed;
    assert.deepEqual(
      { queue, data, tries, message, hint },
      { queue: 'translate', data: piece('a'), tries: 7, message: 'libre does not answer', hint: 'see that it runs' },
    );
    assert.ok(failed.failedAt >= failed.enqueuedAt);
    for (const stranger of ['no id', '00000000-0000-0000-0000-000000000000']) {
      assert.equal(await jobs.retry(stranger), false);
    }
    isMended = true;
    assert.equal(await jobs.retry(id), true);
    await mended.rung;
    await until(async () => (await standing()).doneInDay === 1);
    assert.deepEqual(await jobs.failed(), []);
    assert.equal(await jobs.retry(id), false);
  });

  test(`${name}: a job that this version cannot read is given up at once`, async () => {
    await jobs.enqueue(store.db, 'translate', piece('a'));
    await sql`update jobs.job set data = '{"was": "something else"}'`.execute(store.db);
    await jobs.work('translate', async () => assert.fail('it was done'));
    await until(async () => (await standing()).failed === 1);
    const [failed] = await jobs.failed();
    assert.match(failed?.message ?? '', /cannot read/);
  });

  test(`${name}: closing stops what is being done, and it is done after the next opening`, async () => {
    const started = bell();
    await jobs.work('translate', async (_, { signal }) => {
      started.ring();
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    });
    await jobs.enqueue(store.db, 'translate', piece('a'));
    await started.rung;
    await jobs.close();
    jobs = await open();
    assert.equal((await standing()).later, 1);
    await sql`update jobs.job set start_after = now()`.execute(store.db);
    const again = bell();
    await jobs.work('translate', async () => again.ring());
    await again.rung;
  });
}
