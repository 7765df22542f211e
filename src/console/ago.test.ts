import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agoInWords, spanInWords } from './ago.ts';

test('a span is told in its largest whole unit', () => {
  const told = [0, 999, 1_000, 59_999, 60_000, 3_599_999, 3_600_000, 86_400_000, 200_000_000].map(spanInWords);
  assert.deepEqual(told, ['0 s', '0 s', '1 s', '59 s', '1 min', '59 min', '1 h', '1 day', '2 days']);
  assert.equal(spanInWords(-5_000), '0 s');
});

test('what was a moment ago, or lies ahead of a clock that is behind, is just now', () => {
  assert.equal(agoInWords(10_000, 11_999), 'just now');
  assert.equal(agoInWords(10_000, 0), 'just now');
  assert.equal(agoInWords(10_000, 12_000), '2 s ago');
});
