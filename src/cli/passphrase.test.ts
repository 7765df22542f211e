import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { passphraseSource } from './passphrase.ts';
import type { Terminal } from './terminal.ts';

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tamizdat-passphrase-'));
});

after(() => rm(folder, { recursive: true, force: true }));

/** A terminal that fails the test when anything is written to it: whoever is no person is asked nothing. */
const silent: Terminal = {
  isInteractive: false,
  print: () => assert.fail('something was printed'),
  note: () => assert.fail('something was noted'),
  progress: () => assert.fail('something was shown'),
};
const request = { purpose: 'open', reason: 'let courier.example publish in ru' } as const;

test('a file comes before the environment', async () => {
  const file = join(folder, 'passphrase');
  await writeFile(file, 'from the file');
  const ask = passphraseSource({ passphraseFile: file }, silent, { TAMIZDAT_PASSPHRASE: 'from the environment' });
  assert.equal(await ask(request), 'from the file');
});

test('the environment is next, and without it nobody is asked', async () => {
  assert.equal(await passphraseSource({}, silent, { TAMIZDAT_PASSPHRASE: 'word' })(request), 'word');
  assert.equal(await passphraseSource({}, silent, {})(request), null);
  assert.equal(await passphraseSource({}, silent, { TAMIZDAT_PASSPHRASE: '' })({ ...request, purpose: 'seal' }), null);
});

test('the passphrase is the first line as it stands, blanks included', async () => {
  for (const [text, passphrase] of [
    ['seven grey herons\n', 'seven grey herons'],
    ['seven grey herons\r\nand a note\r\n', 'seven grey herons'],
    [' blanks stay \n', ' blanks stay '],
    ['каждый день', 'каждый день'],
  ] as const) {
    const file = join(folder, 'lines');
    await writeFile(file, text);
    assert.equal(await passphraseSource({ passphraseFile: file }, silent, {})(request), passphrase);
  }
});

test('a file that is empty or not there is an error, never "no passphrase"', async () => {
  const empty = join(folder, 'empty');
  await writeFile(empty, '\nsecond line\n');
  await assert.rejects(passphraseSource({ passphraseFile: empty }, silent, {})(request), { code: 'misuse' });
  const missing = join(folder, 'missing');
  await assert.rejects(passphraseSource({ passphraseFile: missing }, silent, {})(request), { code: 'not-found' });
});

test('the answer is looked for once', async () => {
  const file = join(folder, 'once');
  await writeFile(file, 'first');
  const ask = passphraseSource({ passphraseFile: file }, silent, {});
  assert.equal(await ask(request), 'first');
  await writeFile(file, 'second');
  assert.equal(await ask(request), 'first');
});
