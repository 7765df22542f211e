import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sweepTemporary } from './index.ts';

test('what dead processes left is removed, in folders below too, and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tamizdat-'));
  try {
    mkdirSync(join(folder, 'held/a/.tmp-folder'), { recursive: true });
    mkdirSync(join(folder, 'outside'));
    for (const path of [
      'held/.tmp-1',
      'held/a/.tmp-2',
      'held/a/.tmp-folder/x',
      'held/tmp-3',
      'held/a/b.tmp-4',
      'outside/.tmp-5',
    ]) {
      writeFileSync(join(folder, path), '');
    }
    symlinkSync(join(folder, 'outside'), join(folder, 'held/link'));
    assert.deepEqual(await sweepTemporary(join(folder, 'held')), ['.tmp-1', 'a/.tmp-2', 'a/.tmp-folder']);
    assert.deepEqual(readdirSync(join(folder, 'held')).sort(), ['a', 'link', 'tmp-3']);
    assert.deepEqual(readdirSync(join(folder, 'held/a')), ['b.tmp-4']);
    assert.deepEqual(readdirSync(join(folder, 'outside')), ['.tmp-5']);
    assert.deepEqual(await sweepTemporary(join(folder, 'absent')), []);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
