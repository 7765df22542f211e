import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentValue, parseMoment } from './moment-field.ts';

test('a field of date and time is read as UTC, and shows again what it was given', () => {
  const moment = parseMoment('2026-11-23T18:05');
  assert.equal(moment?.toISOString(), '2026-11-23T18:05:00.000Z');
  assert.equal(momentValue(moment ?? new Date(0)), '2026-11-23T18:05');
  assert.equal(parseMoment('2026-11-23T18:05:09')?.toISOString(), '2026-11-23T18:05:09.000Z');
});

test('what is no moment is none', () => {
  for (const text of ['', 'soon', '2026-11-23', '2026-02-30T10:00', '2026-13-01T10:00', '2026-11-23T25:00', null, 7]) {
    assert.equal(parseMoment(text), null, String(text));
  }
});
