import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createKey, isUnsealed, listKeys, openOfflineKey, openOnlineKey } from './keys.ts';
import { isSealed, openSealedKey, publicHalfOf, sealKey } from './sealed-key.ts';

const SECRET = 'PRIVATE+KEY+courier.example/root/1+00000000+AAAA';
/** A temporary folder that goes with the process. */
async function scratchFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'tamizdat-keys-'));
  process.on('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
}

const never = async () => assert.fail('nobody is asked');

test('a sealed key opens with its passphrase and with no other', async () => {
  const file = await sealKey('courier.example/root/1', SECRET, 'tide table');
  assert.ok(isSealed(file) && !file.includes('PRIVATE'));
  assert.equal(await openSealedKey(file, 'tide table', 'root-1.key'), SECRET);
  await assert.rejects(openSealedKey(file, 'tide tables', 'root-1.key'), { code: 'passphrase-wrong' });
});

test('a sealed file that was changed is refused', async () => {
  const file = JSON.parse(await sealKey('courier.example/root/1', SECRET, 'tide table'));
  const variants: [object, string][] = [
    [{ ...file, key: 'courier.example/targets/1' }, 'passphrase-wrong'],
    [{ ...file, scrypt: { ...file.scrypt, N: 2 ** 30 } }, 'key-unreadable'],
    [{ ...file, sealed: 'AAAA' }, 'key-unreadable'],
    [{ ...file, nonce: 'AAAA' }, 'key-unreadable'],
    [{ ...file, tamizdat: 'sealed-key/v2' }, 'key-unreadable'],
  ];
  for (const [variant, code] of variants) {
    await assert.rejects(openSealedKey(JSON.stringify(variant), 'tide table', 'root-1.key'), { code });
  }
  await assert.rejects(openSealedKey('{', 'tide table', 'root-1.key'), { code: 'key-unreadable' });
});

test('key files are for their owner only, and never overwritten', async () => {
  const folder = join(await scratchFolder(), 'keys');
  const key = await createKey(folder, 'courier.example', 'desk-pt-BR');
  assert.equal(key.name, 'courier.example/desk/pt-br');
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
  assert.equal((await stat(join(folder, 'desk-pt-BR.key'))).mode & 0o777, 0o600);
  await assert.rejects(createKey(folder, 'courier.example', 'desk-pt-BR'), { code: 'request-invalid' });
  assert.deepEqual((await openOnlineKey(folder, 'courier.example', 'desk-pt-BR')).seed, key.seed);
});

test('a sealed root key is asked for, and refused without its passphrase', async () => {
  const folder = await scratchFolder();
  const key = await createKey(folder, 'courier.example', 'root-1', 'tide table');
  assert.equal(await isUnsealed(folder, 'root-1'), false);
  const opened = await openOfflineKey(folder, 'courier.example', 'root-1', async () => 'tide table', 'sign');
  assert.deepEqual(opened.seed, key.seed);
  await assert.rejects(
    openOfflineKey(folder, 'courier.example', 'root-1', async () => null, 'sign'),
    { code: 'passphrase-needed', hint: /TAMIZDAT_PASSPHRASE/ },
  );
  await createKey(folder, 'courier.example', 'targets-1');
  assert.equal(await isUnsealed(folder, 'targets-1'), true);
  await openOfflineKey(folder, 'courier.example', 'targets-1', never, 'sign');
});

test('a damaged or foreign key file is named, and its secret stays out of the message', async () => {
  const folder = await scratchFolder();
  await createKey(folder, 'courier.example', 'log-1');
  const path = join(folder, 'log-1.key');
  const secret = (await readFile(path, 'utf8')).trim();
  await writeFile(path, secret.slice(0, -4));
  await assert.rejects(openOnlineKey(folder, 'courier.example', 'log-1'), (error: Error) => {
    assert.match(error.message, /log-1\.key is not the key courier\.example\/log\/1/);
    assert.ok(!`${error.message}${error.cause}`.includes(secret.slice(30, 60)));
    return true;
  });
  await writeFile(path, secret);
  await assert.rejects(openOnlineKey(folder, 'other.example', 'log-1'), { code: 'key-unreadable' });
  await assert.rejects(openOnlineKey(folder, 'courier.example', 'clock'), { code: 'key-missing' });
});

test('a sealed file names its public half, and an early one that does not learns it when it is opened', async () => {
  const folder = await scratchFolder();
  await createKey(folder, 'courier.example', 'root-1', 'tide table');
  const path = join(folder, 'root-1.key');
  const text = await readFile(path, 'utf8');
  const [listed] = await listKeys(folder);
  assert.equal(listed?.verifier?.verifierKey, publicHalfOf(text));
  const { public: verifierKey, ...early } = JSON.parse(text);
  await writeFile(path, JSON.stringify(early));
  assert.equal((await listKeys(folder))[0]?.verifier, null, 'nothing is guessed');
  const open = () => openOfflineKey(folder, 'courier.example', 'root-1', async () => 'tide table', 'sign');
  const { seed } = await open();
  assert.equal(publicHalfOf(await readFile(path, 'utf8')), verifierKey);
  assert.deepEqual((await open()).seed, seed);
});

test('a sealed file that names the public half of another key is refused', async () => {
  const folder = await scratchFolder();
  await createKey(folder, 'courier.example', 'root-1', 'tide table');
  await createKey(folder, 'courier.example', 'root-2');
  const path = join(folder, 'root-1.key');
  const other = (await listKeys(folder)).find(({ file }) => file === 'root-2')?.verifier?.verifierKey;
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), public: other }));
  await assert.rejects(
    openOfflineKey(folder, 'courier.example', 'root-1', async () => 'tide table', 'sign'),
    { code: 'key-unreadable', message: /names another public key/ },
  );
});
