import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { memoryBlobs, openBlobs } from '../../src/platform/blobs/index.ts';
import { listed, testBlobs } from './blobs.ts';

testBlobs('memory', async () => {
  const kept = new Map<string, Uint8Array>();
  return {
    blobs: memoryBlobs(kept),
    damage: async ({ sha256, extension }, bytes) => void kept.set(`${sha256}.${extension}`, bytes),
    close: async () => {},
  };
});

testBlobs('directory', async () => {
  const base = mkdtempSync(join(tmpdir(), 'tamizdat-'));
  const folder = join(base, 'm');
  return {
    blobs: openBlobs(folder),
    damage: async ({ sha256, extension }, bytes) =>
      writeFileSync(join(folder, sha256.slice(0, 2), `${sha256}.${extension}`), bytes),
    close: async () => rmSync(base, { recursive: true }),
  };
});

test('directory: other things in the folder are neither listed nor touched', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tamizdat-'));
  try {
    const blobs = openBlobs(folder);
    const stored = await blobs.put(new Uint8Array(3), 'mp4');
    const shelf = join(folder, stored.sha256.slice(0, 2));
    mkdirSync(join(shelf, `${stored.sha256}.d`));
    for (const name of ['.tmp-1', 'note.txt', `${'0'.repeat(64)}.mp4`, stored.sha256])
      writeFileSync(join(shelf, name), '');
    writeFileSync(join(folder, 'README'), '');
    mkdirSync(join(folder, 'zz'));
    assert.deepEqual(await listed(blobs), [stored]);
    assert.equal(readdirSync(shelf).length, 6);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
