import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PublicFault, PublicReport } from '../../carry/index.ts';
import { Unproven } from './unproven.ts';

const EARLY = new Date('2026-11-22T10:00:00Z');
const LATE = new Date('2026-11-22T10:05:00Z');

const seen = (confirmed: number, pending: string[] = [], faults: PublicFault[] = []): PublicReport => ({
  address: 'https://mirror.example/',
  checkedAt: LATE.toISOString(),
  confirmed,
  pending,
  faults,
});
const stillThere = (path: string): PublicFault => ({ kind: 'still-there', path });

test('a withdrawn picture that is still given out is told until it is gone, whatever was carried since', () => {
  const unproven = new Unproven();
  unproven.merge(seen(3, ['m/aa/1.webp']), EARLY);
  const after = unproven.merge(seen(7), LATE);
  assert.deepEqual([after.confirmed, after.pending, after.faults], [7, ['m/aa/1.webp'], []]);

  const [look] = unproven.looks();
  assert.deepEqual(look, { paths: ['m/aa/1.webp'], carriedAt: EARLY });
  const faulty = unproven.merge(seen(0, [], [stillThere('m/aa/1.webp')]), EARLY, look);
  assert.deepEqual([faulty.pending, faulty.faults], [[], [stillThere('m/aa/1.webp')]]);
  assert.deepEqual(unproven.merge(seen(9), LATE).faults, [stillThere('m/aa/1.webp')]);

  const [again] = unproven.looks();
  assert.deepEqual(unproven.merge(seen(1), EARLY, again).faults, []);
  assert.deepEqual(unproven.looks(), []);
  assert.equal(unproven.lookInMs, Number.POSITIVE_INFINITY);
});

test('what was not asked for in the end is still waited for', () => {
  const unproven = new Unproven();
  unproven.merge(seen(0, ['m/aa/1.webp', 'm/bb/2.webp']), EARLY);
  const [look] = unproven.looks();
  const report = unproven.merge(seen(1), EARLY, look);
  assert.deepEqual(report.pending, ['m/aa/1.webp', 'm/bb/2.webp']);
});

test('each is granted its own time, and what had its time is asked for together and less often', () => {
  const unproven = new Unproven();
  unproven.merge(seen(0, ['index.html'], [stillThere('m/aa/1.webp')]), EARLY);
  unproven.merge(seen(0, ['ru/index.html'], [stillThere('m/bb/2.webp')]), LATE);
  assert.deepEqual(unproven.looks(), [
    { paths: ['index.html', 'm/aa/1.webp', 'm/bb/2.webp'], carriedAt: EARLY },
    { paths: ['ru/index.html'], carriedAt: LATE },
  ]);
  const often = unproven.lookInMs;
  for (const look of unproven.looks())
    unproven.merge(seen(look.paths.length - 1, [], [stillThere(look.paths.at(-1) ?? '')]), look.carriedAt, look);
  assert.ok(unproven.lookInMs > often);
});

test('an address that does not answer is told beside what is waited for', () => {
  const unproven = new Unproven();
  unproven.merge(seen(0, ['index.html']), EARLY);
  const away = { kind: 'unreachable', path: null, error: new Error('away') } as unknown as PublicFault;
  const report = unproven.merge(seen(0, [], [away]), LATE);
  assert.deepEqual([report.pending, report.faults], [['index.html'], [away]]);
  assert.deepEqual(unproven.merge(seen(4), LATE).faults, []);
});
