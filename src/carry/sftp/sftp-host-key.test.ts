import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isKeyNamed, kindsBeside, parseHostKey } from './sftp-host-key.ts';

// Made with ssh-keygen for this test; what it prints for it stands below.
const blob = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIK19BYPinyw2DStTYoqZLajidImjswS5XeXUp0m9pRIY', 'base64');

test('a key has the fingerprint that ssh-keygen prints, with or without padding', () => {
  const key = parseHostKey(blob);
  assert.deepEqual(key, { type: 'ssh-ed25519', fingerprint: 'SHA256:7vbY/YFpLF17Bif6epsvL8FyGeTa8SsEq62r8B0yUWo' });
  for (const named of [key.fingerprint, `${key.fingerprint}=`, ` ${key.fingerprint}\n`]) {
    assert.equal(isKeyNamed(key, named), true);
  }
  for (const named of [
    '',
    'SHA256:',
    key.fingerprint.slice(0, -1),
    key.fingerprint.toLowerCase(),
    `MD5:${blob.length}`,
  ]) {
    assert.equal(isKeyNamed(key, named), false, named);
  }
});

test('whatever a host shows as its key is named in plain characters', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const { type, fingerprint } = parseHostKey(bytes);
      assert.match(type, /^[a-z0-9@. -]+$/);
      assert.match(fingerprint, /^SHA256:[A-Za-z0-9+/]{43}$/);
    }),
  );
});

test('after a key was seen, the host is asked for keys of the other kinds only', () => {
  const beside = (type: string): string[] => kindsBeside({ type, fingerprint: '' }).map((kind) => kind[0] ?? '');
  assert.deepEqual(beside('ssh-ed25519'), ['ecdsa-sha2-nistp256', 'rsa-sha2-512']);
  assert.deepEqual(beside('ecdsa-sha2-nistp521'), ['ssh-ed25519', 'rsa-sha2-512']);
  assert.deepEqual(beside('ssh-rsa'), ['ssh-ed25519', 'ecdsa-sha2-nistp256']);
});
