import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notBuilt } from './assets.ts';

test('only what is not installed is told to be installed', async () => {
  const missing = await import('./no-such-module.ts' as string).catch((cause: unknown) => cause);
  assert.match(notBuilt('reader', missing).hint ?? '', /npm ci/);
  const { hint, message } = notBuilt('console', new SyntaxError('Expected ";"'));
  assert.doesNotMatch(hint ?? '', /npm ci/);
  assert.match(message, /console.*Expected ";"/);
});
