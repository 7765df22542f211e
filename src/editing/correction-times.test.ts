import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Block } from '../article/index.ts';
import { keepCorrectionTimes } from './correction-times.ts';

const correction = (id: string, time: string, text: string): Block => ({
  id,
  type: 'correction',
  time,
  content: [{ type: 'text', text }],
});

test('a correction keeps the time it was published with when something else changes', () => {
  const first = correction('b2', '2026-11-22T10:00:00Z', 'Five votes, not four.');
  const again = correction('b2', '2026-11-23T18:00:00Z', 'Five votes, not four.');
  assert.deepEqual(keepCorrectionTimes([first], [again]), [first]);
});

test('a new correction and one with another text have their own time', () => {
  const first = correction('b2', '2026-11-22T10:00:00Z', 'Five votes, not four.');
  const reworded = correction('b2', '2026-11-23T18:00:00Z', 'Six votes, not four.');
  const second = correction('b3', '2026-11-23T18:00:00Z', 'The mayor is called Feldt.');
  assert.deepEqual(keepCorrectionTimes([first], [reworded, second]), [reworded, second]);
});

test('other blocks are left alone', () => {
  const paragraph: Block = { id: 'b2', type: 'paragraph', content: [{ type: 'text', text: 'Five votes.' }] };
  const first = correction('b2', '2026-11-22T10:00:00Z', 'Five votes.');
  assert.deepEqual(keepCorrectionTimes([first], [paragraph]), [paragraph]);
});
