import assert from 'node:assert/strict';
import { test } from 'node:test';
import { showAddress, showDay, showLanguage, showSize, showTime } from './format.ts';

const now = new Date(2026, 10, 22, 18, 0);

test('a time of today is told by the clock, another with its date', () => {
  assert.equal(showTime('en', new Date(2026, 10, 22, 14, 5), now), '14:05');
  assert.equal(showTime('fa', new Date(2026, 10, 22, 14, 5), now), '۱۴:۰۵');
  assert.match(showTime('en', new Date(2026, 10, 12, 9, 30), now), /^12 November at 09:30$/);
  assert.match(showTime('en', new Date(2025, 10, 12, 9, 30), now), /2025/);
});

test('dates are those of the newsroom in every language', () => {
  assert.equal(showDay('en', '2026-11-22'), '22 November 2026');
  assert.match(showDay('fa', '2026-11-22'), /۲۲ نوامبر ۲۰۲۶/);
  assert.match(showDay('ar', '2026-11-22'), /2026|٢٠٢٦/);
});

test('what a file costs is told in kilobytes or megabytes', () => {
  assert.equal(showSize('en', 12_340), '12 kB');
  assert.equal(showSize('en', 200), '1 kB');
  assert.equal(showSize('en', 1_840_000), '1.8 MB');
});

test('languages and addresses are called what people call them', () => {
  assert.equal(showLanguage('ru', 'de'), 'Немецкий');
  assert.equal(showLanguage('ru', 'ru'), 'Русский');
  assert.equal(showAddress('https://mirror-3.example/bote/'), 'mirror-3.example/bote');
  assert.equal(showAddress('http://127.0.0.1:8101/'), '127.0.0.1:8101');
});
