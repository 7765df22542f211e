import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { momentOf, parseMoment } from './dates.ts';

test('dates of feeds become UTC seconds', () => {
  for (const [text, moment] of [
    ['Sun, 22 Nov 2026 10:15:00 +0100', '2026-11-22T09:15:00Z'],
    ['Sun, 22 Nov 2026 10:15:00 GMT', '2026-11-22T10:15:00Z'],
    ['22 Nov 2026 10:15 MSK', '2026-11-22T07:15:00Z'],
    ['Sunday, 22-Nov-26 10:15:00 GMT', '2026-11-22T10:15:00Z'],
    ['Sun, 22 November 2026 10:15:00 -05:00', '2026-11-22T15:15:00Z'],
    ['22 Nov 99 10:15 EST', '1999-11-22T15:15:00Z'],
    ['22 Nov 2026', '2026-11-22T00:00:00Z'],
    ['Sun, 22 Nov 2026 10:15:00 +0300 (MSK)', '2026-11-22T07:15:00Z'],
    ['2026-11-22T10:15:00Z', '2026-11-22T10:15:00Z'],
    ['2026-11-22T10:15:00.789+03:30', '2026-11-22T06:45:00Z'],
    ['2026-11-22 10:15:00', '2026-11-22T10:15:00Z'],
    ['2026-11-22T10:15+01', '2026-11-22T09:15:00Z'],
    ['  2026-11-22  ', '2026-11-22T00:00:00Z'],
    ['2028-02-29', '2028-02-29T00:00:00Z'],
  ] as const) {
    assert.equal(parseMoment(text), moment, text);
  }
});

test('what is no date is null', () => {
  for (const text of [
    undefined,
    '',
    'yesterday',
    '2026-13-01',
    '2026-02-30',
    '31 Apr 2026',
    '2026-11-22T25:00:00Z',
    '2026-11-22T10:15:00 XYZ',
    '1763806500',
    '99999-01-01',
    `2026-11-22${' '.repeat(100)}x`,
  ]) {
    assert.equal(parseMoment(text), null, text);
  }
});

test('every moment is read back as it was written, in both notations', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }), (date) => {
      assert.equal(parseMoment(momentOf(date)), momentOf(date));
      assert.equal(parseMoment(date.toUTCString()), momentOf(date));
    }),
  );
});
