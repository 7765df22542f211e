import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPulse } from './pulse.ts';

/** Longer than any test runs: what waits for it does not happen. */
const NEVER_MS = 3_600_000;

test('the first touch works at once, all others until the gap is over work once', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  let count = 0;
  const pulse = openPulse(async () => {
    count += 1;
  }, 250);
  for (let each = 0; each < 20; each += 1) pulse.touch();
  await settled();
  assert.equal(count, 1);
  for (let each = 0; each < 20; each += 1) pulse.touch();
  context.mock.timers.tick(249);
  await settled();
  assert.equal(count, 1);
  context.mock.timers.tick(1);
  await settled();
  assert.equal(count, 2);
  context.mock.timers.tick(250);
  await settled();
  assert.equal(count, 2, 'nothing was touched since');
  await pulse.close();
});

/** Lets everything happen that waits for no timer. */
async function settled(): Promise<void> {
  for (let each = 0; each < 5; each += 1) await new Promise((done) => setImmediate(done));
}

test('work never overlaps, and a touch during it is not lost', async () => {
  let isWorking = false;
  let count = 0;
  const second = Promise.withResolvers<void>();
  const pulse = openPulse(async () => {
    assert.ok(!isWorking);
    isWorking = true;
    count += 1;
    if (count === 1) pulse.touch();
    await settled();
    isWorking = false;
    if (count === 2) second.resolve();
  }, 1);
  pulse.touch();
  await second.promise;
  await pulse.close();
  assert.equal(count, 2);
});

test('close does not wait for the gap, and nothing works after it', async () => {
  let count = 0;
  const pulse = openPulse(async () => {
    count += 1;
  }, NEVER_MS);
  pulse.touch();
  await settled();
  pulse.touch();
  await pulse.close();
  pulse.touch();
  await settled();
  assert.equal(count, 1);
});
