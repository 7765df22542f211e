import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkBody } from '../article/index.ts';
import { labelOf } from './label.ts';

const segment = fc.record({
  state: fc.constantFrom('empty', 'draft', 'touched', 'confirmed'),
  origin: fc.constantFrom('person', 'memory', 'machine', null),
  confirmed_by: fc.constantFrom('Anna Brandt', 'Boris Lang', null),
  confirmed_at: fc.constantFrom('2026-11-21T08:00:00.000Z', '2026-11-22T08:00:00.000Z', null),
}) as fc.Arbitrary<Parameters<typeof labelOf>[0][number]>;

test('nothing with an unconfirmed segment is checked, and what a machine wrote is never a person’s', () => {
  fc.assert(
    fc.property(fc.array(segment), (segments) => {
      const label = labelOf(segments, 'de', 'ru');
      const isConfirmed = segments.every(({ state }) => state === 'confirmed');
      const machines = segments.filter(({ origin }) => origin === 'machine');
      if (!isConfirmed) assert.equal(label.how, 'machine');
      if (label.how === 'person') assert.equal(machines.length, 0);
      if (label.how !== 'machine-checked') {
        assert.deepEqual([label.by, label.on], [undefined, undefined]);
        return;
      }
      assert.ok(
        machines.length > 0 && machines.every((each) => each.confirmed_by !== null && each.confirmed_at !== null),
      );
    }),
    { numRuns: 1_000 },
  );
});

test('who checked is named, and the day of the last check, as the article model wants it', () => {
  const by = (name: string, at: string, origin: 'machine' | 'person' = 'machine') =>
    ({ state: 'confirmed', origin, confirmed_by: name, confirmed_at: at }) as const;
  const label = labelOf(
    [
      by('Anna Brandt', '2026-11-22T08:00:00.000Z'),
      by('Boris Lang', '2026-11-21T08:00:00.000Z'),
      by('Anna Brandt', '2026-11-20T08:00:00.000Z'),
      by('Clara Weiß', '2026-11-23T08:00:00.000Z', 'person'),
    ],
    'de',
    'ru',
  );
  assert.deepEqual(label, { from: 'de', how: 'machine-checked', by: 'Anna Brandt, Boris Lang', on: '2026-11-22' });
  const many = labelOf(
    Array.from({ length: 100 }, (_, at) => by(`Person number ${at}`, '2026-11-22T08:00:00.000Z')),
    'de',
    'ru',
  );
  const body = {
    language: 'ru',
    direction: 'ltr',
    state: 'current',
    headline: 'Гавань',
    sections: [],
    bylines: [],
    publishedAt: '2026-11-20T08:00:00Z',
    blocks: [],
  };
  for (const translation of [label, many]) assert.deepEqual(checkBody({ ...body, translation }), []);
});
