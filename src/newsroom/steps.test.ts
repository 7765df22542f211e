import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStore } from '../platform/store/index.ts';
import { migrations, type Tables } from '../tables/index.ts';
import { loadSteps, saveSteps } from './steps.ts';

test('a step that fails is counted until it is done, and when it was done last stays known', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-steps-'));
  const store = await openStore<Tables>(folder, { migrations });
  const [first, second, third, fourth] = [1, 2, 3, 4].map((minute) => new Date(`2026-11-22T10:0${minute}:00.000Z`));
  assert.ok(first && second && third && fourth);
  const publish = async () => (await loadSteps(store.db)).find(({ step }) => step === 'publish');
  try {
    await saveSteps(store.db, new Map(), first);
    assert.deepEqual(await loadSteps(store.db), []);
    await saveSteps(store.db, new Map([['publish', 'the disk is full']] as const), first);
    assert.deepEqual(await publish(), {
      step: 'publish',
      doneAt: null,
      triedAt: first,
      failure: 'the disk is full',
      failures: 1,
    });
    await saveSteps(
      store.db,
      new Map([
        ['heartbeat', null],
        ['publish', null],
      ] as const),
      second,
    );
    assert.deepEqual(
      (await loadSteps(store.db)).map(({ step }) => step),
      ['publish', 'heartbeat'],
    );
    await saveSteps(store.db, new Map([['publish', 'full']] as const), third);
    await saveSteps(store.db, new Map([['publish', 'full']] as const), fourth);
    assert.deepEqual(await publish(), {
      step: 'publish',
      doneAt: second,
      triedAt: fourth,
      failure: 'full',
      failures: 2,
    });
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
});
