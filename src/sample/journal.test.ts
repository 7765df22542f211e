import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { openJournal } from './journal.ts';
import type { DeskEntry } from './newsdesk.ts';
import { openSample, type Sample, type SampleOptions } from './site.ts';

const DAY = new Date('2026-11-22T00:00:00Z');

let root: string;
let count = 0;

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'tamizdat-sample-'));
});

after(() => rm(root, { recursive: true, force: true }));

function newPath(): string {
  count += 1;
  return join(root, `${count}`, 'memory.jsonl');
}

/** A clock that goes on by a minute each time somebody looks. */
function clockFrom(time: string): () => Date {
  let at = new Date(time).getTime();
  return () => {
    at += 60_000;
    return new Date(at);
  };
}

/** Runs work on a sample and closes it. */
async function using<T>(options: SampleOptions, work: (sample: Sample) => T | Promise<T>): Promise<T> {
  const sample = await openSample({ publicAddress: 'https://bote.example', ...options });
  try {
    return await work(sample);
  } finally {
    await sample.close();
  }
}

/** All that can be seen of it: the state and every feed. */
async function seenOf(sample: Sample): Promise<readonly unknown[]> {
  const paths = ['/', '/feed.xml', '/en/feed.xml', '/ru/feed.xml', '/fa/feed.xml', '/feed.json', '/atom-teaser.xml'];
  const texts = paths.map(async (path) => (await fetch(sample.address + path)).text());
  return [sample.state(), ...(await Promise.all(texts))];
}

/** A paper with articles, bulletins, corrections and withdrawals. */
function work(sample: Sample): void {
  for (let at = 0; at < 12; at += 1) sample.publish();
  sample.correct('kaimauer');
  sample.correct();
  sample.withdraw('badewasser');
  sample.withdraw();
  sample.publish();
}

test('a paper that is opened again is the very same, on another day too, and goes on', async () => {
  const memory = newPath();
  const was = await using({ memory, now: clockFrom('2026-11-22T10:00:00.700Z') }, (sample) => {
    work(sample);
    return seenOf(sample);
  });
  const later = { memory, now: clockFrom('2026-11-25T08:00:00Z') };
  assert.deepEqual(await using(later, seenOf), was);
  const [first, second] = await using(later, (sample) => [sample.publish(), sample.publish()]);
  assert.ok(first?.done && second?.done && first.slug !== second.slug);
  const slugs = await using(later, (sample) => sample.state().articles.map(({ slug }) => slug));
  assert.deepEqual(slugs.slice(0, 2), [second.slug, first.slug]);
  assert.equal(new Set(slugs).size, slugs.length);
});

test('what is remembered of the first day counts, whatever day it is told', async () => {
  const memory = newPath();
  await using({ memory, dayStart: DAY }, () => {});
  const other = { memory, dayStart: new Date('2026-12-24T00:00:00Z') };
  const old = await using(other, (sample) => sample.state().articles.find(({ slug }) => slug === 'kaimauer'));
  assert.equal(old?.publishedAt, '2026-11-21T21:00:00.000Z');
});

test('whatever was written of a journal when the process died, it opens to what had been done by then', async () => {
  const memory = newPath();
  const states: unknown[] = [];
  await using({ memory, now: clockFrom('2026-11-22T10:00:00Z'), dayStart: DAY }, (sample) => {
    states.push(sample.state());
    for (const action of ['publish', 'publish', 'correct', 'publish', 'withdraw', 'publish', 'correct'] as const) {
      assert.ok(sample[action]().done);
      states.push(sample.state());
    }
  });
  const whole = await readFile(memory);
  const cut = newPath();
  await mkdir(join(cut, '..'));
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length), async (length) => {
      await writeFile(cut, whole.subarray(0, length));
      const lines = whole.subarray(0, length).toString().split('\n').length - 1;
      // Without its first line it is a new one.
      const done = Math.max(0, lines - 1);
      const now = clockFrom('2026-11-23T10:00:00Z');
      const next = await using({ memory: cut, now, dayStart: DAY }, (sample) => {
        assert.deepEqual(sample.state(), states[done]);
        assert.ok(sample.publish().done);
        return sample.state();
      });
      assert.deepEqual(await using({ memory: cut, now, dayStart: DAY }, (sample) => sample.state()), next);
    }),
    { numRuns: 60, examples: [[0], [whole.length], [whole.length - 1], [1]] },
  );
});

test('after kill -9 everything that was shown is there', async () => {
  const program = fileURLToPath(new URL('./testing/busy-desk.ts', import.meta.url));
  const memory = newPath();
  let remembered: string[] = [];
  for (const lines of [5, 17, 40]) {
    const child = spawn(process.execPath, [program, memory], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    const shown = new Promise<void>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text;
        if (out.split('\n').length > lines) resolve();
      });
    });
    const ended = once(child, 'close');
    await shown;
    child.kill('SIGKILL');
    assert.deepEqual(await ended, [null, 'SIGKILL']);
    const before = remembered.length;
    const journal = await openJournal(memory, DAY);
    journal.close();
    remembered = journal.entries.map(({ action, slug }) => `${action} ${slug}`);
    const said = out.split('\n').slice(0, -1);
    assert.deepEqual(remembered.slice(before, before + said.length), said);
  }
  await using({ memory }, (sample) => assert.ok(sample.state().articles.some(({ state }) => state === 'withdrawn')));
});

test('a journal that fits no more, or is none, is refused with what to do', async () => {
  const opening = '{"dayStart":"2026-11-22T00:00:00.000Z"}\n';
  const at = '"at":"2026-11-22T10:00:00.000Z"';
  for (const [text, place] of [
    ['a letter to the editor\n', /line 1 /],
    ['{"dayStart":"yesterday"}\n', /line 1 /],
    ['{"dayStart":"2026-13-40T00:00:00.000Z"}\n', /line 1 /],
    [`${opening}{"action":"burn","slug":"robbe",${at}}\n`, /line 2 /],
    [`${opening}{"action":"publish","slug":"robbe",${at},"by":"me"}\n`, /line 2 /],
    [`${opening}\n`, /line 2 /],
    [`${opening}{"action":"publish","slug":"nobody-wrote-this",${at}}\n`, /line 2 \(publish nobody-wrote-this\)/],
    [`${opening}{"action":"correct","slug":"robbe",${at}}\n`, /line 2 \(correct robbe\)/],
    [`${opening}{"action":"publish","slug":"hafenbulletin-2026-11-22-1",${at}}\n`, /line 2 /],
  ] as const) {
    const memory = newPath();
    await mkdir(join(memory, '..'));
    await writeFile(memory, text);
    await assert.rejects(openSample({ memory }), (error: Error & { code?: string; hint?: string }) => {
      assert.deepEqual([error.name, error.code], ['SampleError', 'memory-broken']);
      assert.match(error.message, place);
      assert.match(error.hint ?? '', /move the file away/);
      return true;
    });
    assert.equal(await readFile(memory, 'utf8'), text, 'it was changed');
  }
});

test('what cannot be kept is not done', async () => {
  const memory = newPath();
  await mkdir(memory, { recursive: true });
  await assert.rejects(openSample({ memory }), { code: 'memory-unwritable' });

  const path = newPath();
  const journal = await openJournal(path, DAY);
  journal.close();
  const entry: DeskEntry = { action: 'publish', slug: 'robbe', at: DAY };
  assert.throws(() => journal.add(entry), { code: 'memory-unwritable', retryable: true });
  const again = await openJournal(path, DAY);
  again.close();
  assert.deepEqual(again.entries, []);
});

test('what stands behind the last whole line is gone with the next entry', async () => {
  const path = newPath();
  const entry: DeskEntry = { action: 'publish', slug: 'robbe', at: DAY };
  const first = await openJournal(path, DAY);
  first.add(entry);
  first.close();
  await appendFile(path, '{"action":"publish","slug":"a much longer name than what comes next","at":"2026-1');
  const second = await openJournal(path, DAY);
  assert.deepEqual(second.entries, [entry]);
  second.add({ action: 'withdraw', slug: 'robbe', at: DAY });
  second.close();
  const third = await openJournal(path, DAY);
  third.close();
  assert.deepEqual(third.entries, [entry, { action: 'withdraw', slug: 'robbe', at: DAY }]);
});
