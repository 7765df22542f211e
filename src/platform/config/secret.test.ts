import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isSecretReference, readSecret } from './secret.ts';

const folder = await mkdtemp(join(tmpdir(), 'tamizdat-secret-'));
after(() => rm(folder, { recursive: true }));

test('a secret is read from the environment or from a file of the newsroom', async () => {
  await writeFile(join(folder, 'deepl'), 'from a file\n');
  assert.equal(await readSecret('file:deepl', { folder, env: {} }), 'from a file');
  assert.equal(await readSecret(`file:${join(folder, 'deepl')}`, { folder: '/', env: {} }), 'from a file');
  assert.equal(await readSecret('env:DEEPL', { folder, env: { DEEPL: ' from outside ' } }), 'from outside');
});

test('a secret that is not there is told by its reference alone', async () => {
  await writeFile(join(folder, 'empty'), '\n');
  await writeFile(join(folder, 'large'), 'x'.repeat(20_000));
  for (const reference of ['env:NONE', 'file:none', 'file:empty', 'file:large', 'file:.'] as const) {
    await assert.rejects(
      readSecret(reference, { folder, env: {} }),
      (error: { code?: string; message: string }) =>
        error.code === 'secret-missing' && error.message.startsWith(reference) && !error.message.includes('xxx'),
    );
  }
});

test('a secret itself is no reference', () => {
  for (const text of ['hunter2', 'env:', 'env:A B', 'ENV:A', 'file:', 'https://a.example/']) {
    assert.equal(isSecretReference(text), false, text);
  }
  assert.ok(isSecretReference('env:A_1') && isSecretReference('file:keys/x'));
});
