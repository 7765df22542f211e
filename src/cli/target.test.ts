import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openTarget, splitPagePath } from './target.ts';

const PAGE = 'ru/2026/11/22/3fk9m2tq7x.html';

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tamizdat-target-'));
  await mkdir(join(folder, 'room/public/ru/2026/11/22'), { recursive: true });
  await writeFile(join(folder, 'room/public/head'), 'head');
  await writeFile(join(folder, 'room/public', PAGE), 'page');
  await mkdir(join(folder, 'alone/ru/2026/11/22'), { recursive: true });
  await writeFile(join(folder, 'alone', PAGE), 'page');
});

after(() => rm(folder, { recursive: true, force: true }));

test('the end of a path that is a page of an edition is told from what precedes it', () => {
  assert.deepEqual(splitPagePath(`/srv/www/${PAGE}`), { root: '/srv/www', path: PAGE });
  assert.deepEqual(splitPagePath(`/${PAGE}`), { root: '', path: PAGE });
  assert.deepEqual(splitPagePath('/srv/ru/index.html'), { root: '/srv', path: 'ru/index.html' });
  assert.deepEqual(splitPagePath('/srv/ru/2026/11/22/index.html'), {
    root: '/srv',
    path: 'ru/2026/11/22/index.html',
  });
  for (const path of ['/srv/page.html', '/index.html', PAGE.replace('.html', '.txt'), '', '/']) {
    assert.equal(splitPagePath(path), null, path);
  }
});

test('a page in its place in an edition belongs to that edition', async () => {
  const target = await openTarget(join(folder, 'room/public', PAGE));
  assert.equal(target.kind, 'page');
  assert.equal(target.page?.path, PAGE);
  assert.equal(new TextDecoder().decode((await target.read?.('head', 100)) ?? new Uint8Array()), 'head');
});

test('a page whose folders look like an edition without a head stands alone', async () => {
  const target = await openTarget(join(folder, 'alone', PAGE));
  assert.deepEqual([target.kind, target.read, target.page?.path], ['page', null, undefined]);
});

test("a newsroom's folder means the carrier called public in it", async () => {
  const target = await openTarget(join(folder, 'room'));
  assert.deepEqual([target.kind, target.folder], ['carrier', join(folder, 'room/public')]);
});

test('a file longer than allowed is as good as absent', async () => {
  const target = await openTarget(join(folder, 'room/public'));
  assert.equal(await target.read?.('head', 3), null);
  assert.notEqual(await target.read?.('head', 4), null);
});

test('a folder without an edition, and nothing at all, are told by name', async () => {
  await assert.rejects(openTarget(join(folder, 'alone')), {
    code: 'not-found',
    message: /alone does not hold an edition/,
  });
  await assert.rejects(openTarget(join(folder, 'nowhere')), { code: 'not-found', message: /nowhere is not there/ });
  await assert.rejects(openTarget('http://'), { code: 'misuse' });
});
