import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Response } from 'undici';
import { type EngineSettings, readSecret } from '../../platform/config/index.ts';
import { openEngine } from './open-engine.ts';

const settings = { name: 'house', address: 'http://127.0.0.1:9/', timeoutMs: 60_000 };

test('an engine whose key is nowhere is not opened, and the message names the reference only', async () => {
  await assert.rejects(
    openEngine(
      { ...settings, kind: 'deepl', key: 'env:NO_SUCH_KEY' },
      { readSecret: (at) => readSecret(at, { folder: '/nowhere', env: {} }) },
    ),
    (error) => error instanceof Error && 'code' in error && error.code === 'secret-missing',
  );
});

test('opening an engine asks nothing, of any kind, with a key or without', async () => {
  const kinds: readonly EngineSettings['kind'][] = ['libretranslate', 'deepl', 'chat', 'apertium'];
  for (const kind of kinds) {
    const read: string[] = [];
    const parts = {
      readSecret: async (at: string) => {
        read.push(at);
        return 'k';
      },
      fetch: async (): Promise<Response> => assert.fail('asked'),
    };
    assert.equal((await openEngine({ ...settings, kind, model: 'm', key: 'env:A_KEY' }, parts)).name, 'house');
    await openEngine({ ...settings, kind, model: 'm' }, parts);
    assert.deepEqual(read, ['env:A_KEY']);
  }
});
