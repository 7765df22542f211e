import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { SampleAction } from './newsdesk.ts';
import { openSample, type Sample } from './site.ts';
import { openStory, type StoryOptions } from './story.ts';

let root: string;

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'tamizdat-story-'));
});

after(() => rm(root, { recursive: true, force: true }));

const START = new Date('2026-11-22T10:00:00Z').getTime();

/** A clock and a way to wait that the test moves by hand. */
function openTimer() {
  let at = START;
  let waiting: { readonly ms: number; readonly end: () => void } | null = null;
  return {
    now: () => new Date(at),
    wait: (ms: number, signal: AbortSignal): Promise<void> =>
      new Promise((resolve, reject) => {
        waiting = { ms, end: resolve };
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
    /** Lets the time pass that the story waits for, so many times. */
    async pass(times: number): Promise<void> {
      for (let turn = 0; turn < times; turn += 1) {
        const { ms, end } = waiting ?? assert.fail('nobody waits');
        waiting = null;
        at += ms;
        end();
        await new Promise(setImmediate);
      }
    },
  };
}

const named = (action: SampleAction): string => (action.done ? `${action.action} ${action.slug}` : `${action.reason}`);

/** What a story does in so many turns. */
async function tell(sample: Sample, timer: ReturnType<typeof openTimer>, turns: number, more: StoryOptions = {}) {
  const done: string[] = [];
  const { wait } = timer;
  const story = openStory(sample, { wait, onAction: (action) => done.push(named(action)), ...more });
  await timer.pass(turns);
  await story.close();
  return done;
}

test('each turn brings an article, the third a correction, the fifth a withdrawal of what came out before', async () => {
  const timer = openTimer();
  const sample = await openSample({ now: timer.now });
  try {
    const done = await tell(sample, timer, 40);
    assert.equal(timer.now().getTime(), START + 40 * 60_000, 'a minute a turn');
    const turns: string[][] = [];
    for (const each of done) {
      if (each.startsWith('publish ')) turns.push([each]);
      else turns.at(-1)?.push(each);
    }
    assert.equal(turns.length, 40);
    const seen = new Map<string, number>();
    for (const [at, [published = '', ...others]] of turns.entries()) {
      seen.set(published.split(' ')[1] ?? '', at);
      const step = (at + 1) % 5;
      const expected = step === 3 ? ['correct'] : step === 0 ? ['withdraw'] : [];
      assert.deepEqual(
        others.map((each) => each.split(' ')[0]),
        expected,
        `turn ${at + 1}`,
      );
      for (const other of others) {
        const age = at - (seen.get(other.split(' ')[1] ?? '') ?? Number.NaN);
        assert.ok(age >= 1 && age <= 4, `turn ${at + 1}: ${other} is ${age} turns old`);
      }
    }
    assert.deepEqual(turns[2]?.[1], turns[0]?.[0]?.replace('publish', 'correct'));
    assert.deepEqual(turns[4]?.[1], turns[1]?.[0]?.replace('publish', 'withdraw'));
  } finally {
    await sample.close();
  }
});

test('a story that is told on after a restart is the same as one that was never stopped', async () => {
  const whole = openTimer();
  const sample = await openSample({ now: whole.now });
  const expected = await tell(sample, whole, 12);
  await sample.close();

  const timer = openTimer();
  const memory = join(root, 'memory.jsonl');
  const done: string[] = [];
  for (const turns of [1, 3, 2, 6]) {
    const again = await openSample({ now: timer.now, memory });
    done.push(...(await tell(again, timer, turns)));
    await again.close();
  }
  assert.deepEqual(done, expected);
});

test('it goes at the pace it is told, and ends with its signal or when it is closed', async () => {
  const timer = openTimer();
  const sample = await openSample({ now: timer.now });
  try {
    const ending = new AbortController();
    const before = sample.state().articles.length;
    const story = openStory(sample, { everyMs: 2_000, wait: timer.wait, signal: ending.signal });
    await timer.pass(2);
    assert.equal(timer.now().getTime(), START + 4_000);
    ending.abort();
    await story.close();
    await story.close();
    assert.equal(sample.state().articles.length, before + 2);
    // The machine's own clock: ended in the middle of a wait.
    await openStory(sample).close();
    assert.equal(sample.state().articles.length, before + 2);
  } finally {
    await sample.close();
  }
});

test('a turn that fails is told, and the next one comes', async () => {
  const timer = openTimer();
  const sample = await openSample({ now: timer.now });
  try {
    const failures: unknown[] = [];
    let broken = true;
    const failing: Sample = {
      ...sample,
      publish: (slug) => {
        if (broken) throw new Error('disk full');
        return sample.publish(slug);
      },
    };
    const onAction = (): void => {};
    const story = openStory(failing, { wait: timer.wait, onAction, onFailure: (error) => failures.push(error) });
    await timer.pass(1);
    broken = false;
    await timer.pass(1);
    await story.close();
    assert.deepEqual(failures.map(String), ['Error: disk full']);
    assert.equal(sample.state().articles.filter(({ isFresh }) => isFresh).length, 1);
  } finally {
    await sample.close();
  }
});
