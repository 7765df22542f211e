import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LATE, race } from './race.ts';

const never = new AbortController().signal;
const LONG = { start: 3, stepMs: 60_000, limitMs: 60_000 };

/** Waits until the signal aborts; tells with what reason. */
const hang = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('the first result wins and everybody else is aborted', async () => {
  const aborted: number[] = [];
  const result = await race(
    [1, 2, 3, 4],
    async (each, signal) => {
      if (each === 2) return 'two';
      signal.addEventListener('abort', () => aborted.push(each));
      return hang(signal);
    },
    LONG,
    never,
  );
  assert.equal(result, 'two');
  assert.deepEqual(aborted, [1, 3]);
});

test('who fails is followed at once by the next', async () => {
  const asked: number[] = [];
  const attempt = async (each: number): Promise<string | null> => {
    asked.push(each);
    if (each === 1) throw new Error('refused');
    return each === 5 ? 'five' : null;
  };
  assert.equal(await race([1, 2, 3, 4, 5, 6], attempt, { ...LONG, start: 1 }, never), 'five');
  assert.deepEqual(asked, [1, 2, 3, 4, 5]);
});

test('one more is asked after each step', async () => {
  const attempt = async (each: number, signal: AbortSignal) => (each === 4 ? 'four' : hang(signal));
  assert.equal(await race([1, 2, 3, 4], attempt, { ...LONG, start: 1, stepMs: 5 }, never), 'four');
});

test('it ends when nobody is left, when nobody was there, and when it is late', async () => {
  assert.equal(await race([1, 2], async () => null, LONG, never), null);
  assert.equal(await race([], async () => 'none', LONG, never), null);
  let reason: unknown;
  const late = race(
    [1],
    (_, signal) =>
      hang(signal).catch((why) => {
        reason = why;
        return null;
      }),
    { ...LONG, limitMs: 10 },
    never,
  );
  assert.equal(await late, null);
  assert.equal(reason, LATE);
});

test('it ends when whoever wanted it goes away, and leaves no listener behind', async () => {
  const controller = new AbortController();
  const running = race([1], (_, signal) => hang(signal), LONG, controller.signal);
  controller.abort();
  assert.equal(await running, null);
  assert.equal(await race([1], async () => 'one', LONG, controller.signal), null);
});
