import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { FINDINGS } from '../monitor/index.ts';
import { FAILURES } from '../proof/index.ts';
import { VERIFY_FAILURES } from './failures.ts';

/** The names in the first column of a page's tables. */
function namesIn(page: string): string[] {
  const text = readFileSync(new URL(`../../docs/operate/${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, name]) => name ?? '');
}

test('every failure that verify can name is explained, and nothing else is', () => {
  const names = [...Object.keys(FAILURES), ...Object.keys(VERIFY_FAILURES)];
  assert.deepEqual(namesIn('verify.md').sort(), names.sort());
});

test('every finding of a monitor is explained, and nothing else is', () => {
  assert.deepEqual(namesIn('monitor.md').sort(), Object.keys(FINDINGS).sort());
});
