import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { exists, makeFolder, removeDurably, syncFolder, writeDurably } from './index.ts';

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tamizdat-'));
  try {
    await body(folder);
  } finally {
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true });
  }
}

test('a path is taken by a file, a folder and a link, even one that leads nowhere', () =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, 'file'), '');
    symlinkSync('nowhere', join(folder, 'link'));
    for (const taken of [folder, join(folder, 'file'), join(folder, 'link')])
      assert.equal(await exists(taken), true, taken);
    for (const free of ['nothing', 'nothing/below', 'file/below'])
      assert.equal(await exists(join(folder, free)), false, free);
  }));

test('a file is written whole, its folders are made, and no temporary file stays', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'a/b/c.txt');
    await writeDurably(path, 'one');
    await writeDurably(path, Uint8Array.of(0x32));
    assert.equal(readFileSync(path, 'utf8'), '2');
    assert.deepEqual(readdirSync(join(folder, 'a/b')), ['c.txt']);
  }));

test('a secret is written with mode 0600 and a folder with the mode asked for', () =>
  inFolder(async (folder) => {
    await makeFolder(join(folder, 'keys/online'), 0o700);
    await writeDurably(join(folder, 'keys/online/log'), 'x', { mode: 0o600 });
    assert.equal(statSync(join(folder, 'keys/online/log')).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, 'keys')).mode & 0o777, 0o700);
  }));

test('a write that fails leaves the old file and no temporary one', () =>
  inFolder(async (folder) => {
    // A folder in the file's place makes the rename fail, for root too.
    mkdirSync(join(folder, 'taken'));
    writeFileSync(join(folder, 'taken/inside'), 'old');
    await assert.rejects(writeDurably(join(folder, 'taken'), 'new'));
    assert.deepEqual(readdirSync(folder), ['taken']);
    assert.equal(readFileSync(join(folder, 'taken/inside'), 'utf8'), 'old');
  }));

test('writers of one file at once leave one of the texts whole', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'f');
    const texts = Array.from({ length: 12 }, (_, n) => String(n).repeat(5_000));
    await Promise.all(texts.map((text) => writeDurably(path, text)));
    assert.ok(texts.includes(readFileSync(path, 'utf8')));
    assert.deepEqual(readdirSync(folder), ['f']);
  }));

test('removing what is not there is fine', () =>
  inFolder(async (folder) => {
    await writeDurably(join(folder, 'f'), '');
    await removeDurably(join(folder, 'f'));
    await removeDurably(join(folder, 'f'));
    await removeDurably(join(folder, 'no/such/folder/f'));
    assert.deepEqual(readdirSync(folder), []);
  }));

test('syncing a folder that is not there is an error', () =>
  inFolder(async (folder) => {
    await syncFolder(folder);
    await assert.rejects(syncFolder(join(folder, 'absent')), { code: 'ENOENT' });
  }));
