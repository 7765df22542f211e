import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cut } from './cut.ts';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

test('nothing to cut is one empty run, what fits stays whole', () => {
  assert.deepEqual(
    cut([], () => true),
    [[]],
  );
  assert.deepEqual(
    cut([1, 2, 3], () => true),
    [[1, 2, 3]],
  );
});

test('runs keep every item in order, fit, and could not have taken the next item', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 20 })), fc.integer({ min: 1, max: 40 }), (items, room) => {
      const runs = cut(items, (run) => sum(run) <= room);
      assert.deepEqual(runs.flat(), items);
      for (const [at, run] of runs.entries()) {
        assert.ok(run.length === 1 || sum(run) <= room);
        const next = runs[at + 1]?.[0];
        if (next !== undefined) assert.ok(sum(run) + next > room);
      }
    }),
  );
});

test('a part does not end with a heading, unless it holds nothing else', () => {
  const fits = (run: readonly string[]) => run.length <= 2;
  assert.deepEqual(
    cut(['p', 'h', 'p', 'h', 'h', 'h', 'p'], fits, (item) => item !== 'h'),
    [['p'], ['h', 'p'], ['h', 'h'], ['h', 'p']],
  );
});

test('the number of the part is known while it is filled', () => {
  const room = [3, 1, 2];
  assert.deepEqual(
    cut([1, 2, 3, 4, 5, 6], (run, number) => run.length <= (room[number - 1] ?? 9)),
    [[1, 2, 3], [4], [5, 6]],
  );
});
