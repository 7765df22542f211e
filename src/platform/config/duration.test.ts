import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatDuration, parseDuration } from './index.ts';

test('a duration is one whole number and one unit', () => {
  assert.equal(parseDuration('90s'), 90_000);
  assert.equal(parseDuration('5m'), 300_000);
  assert.equal(parseDuration('1h'), 3_600_000);
  assert.equal(parseDuration('2d'), 172_800_000);
});

test('anything else is not a duration', () => {
  for (const text of ['', '5', 'm', '0s', '-5m', '1.5h', '5 m', '5M', '1h30m', '5min', '05m', '1000000s', '5m\n']) {
    assert.equal(parseDuration(text), null, JSON.stringify(text));
  }
});

test('a written duration is read back as it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999 }), (seconds) => {
      assert.equal(parseDuration(formatDuration(seconds * 1_000)), seconds * 1_000);
    }),
  );
  assert.equal(formatDuration(3_600_000), '1h');
  assert.equal(formatDuration(1), '1s');
});
