import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isSurelyPage, locatePage } from './page-place.ts';
import { openTarget as open } from './target.ts';

const PAGE = 'ru/2026/11/22/3fk9m2tq7x.html';

let folder: string;
const openTarget = (name: string) => open(name, new AbortController().signal);
const onDisk = { isAddress: false };
const atAddress = { isAddress: true };

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
  assert.deepEqual(locatePage(`/srv/www/${PAGE}`, onDisk), { root: '/srv/www', path: PAGE });
  assert.deepEqual(locatePage(`/${PAGE}`, onDisk), { root: '', path: PAGE });
  assert.deepEqual(locatePage('/srv/ru/index.html', onDisk), { root: '/srv', path: 'ru/index.html' });
  assert.deepEqual(locatePage('/srv/ru/2026/11/22/index.html', onDisk), {
    root: '/srv',
    path: 'ru/2026/11/22/index.html',
  });
  for (const path of ['/srv/page.html', '/index.html', PAGE.replace('.html', '.txt'), '', '/']) {
    assert.equal(locatePage(path, onDisk), null, path);
  }
});

test('a page in its place in an edition belongs to that edition', async () => {
  const target = await openTarget(join(folder, 'room/public', PAGE));
  assert.equal(target.kind, 'page');
  assert.equal(target.page?.path, PAGE);
  assert.equal(new TextDecoder().decode((await target.read?.('head', 100)) ?? new Uint8Array()), 'head');
});

test('a page whose folders look like an edition without a head stands alone, and keeps its place', async () => {
  const target = await openTarget(join(folder, 'alone', PAGE));
  assert.deepEqual([target.kind, target.read, target.page?.path], ['page', null, PAGE]);
});

test('however an address spells the path of a page, its place is found, and what precedes it stays as written', () => {
  for (const path of [PAGE, '%72u/2026/11/22/%33fk9m2tq7x.html', 'ru//2026/.//11/22/3fk9m2tq7x.html']) {
    assert.deepEqual(locatePage(`/%61//b/${path}`, atAddress), { root: '/%61//b', path: PAGE }, path);
  }
  assert.deepEqual(locatePage('/%2e/ru%2F2026/11/22/3fk9m2tq7x.html', atAddress), { root: '/%2e', path: PAGE });
  // A slash that is only encoded joins the two: the place is known, the root is not.
  assert.deepEqual(locatePage('/a%2Fru/2026/11/22/3fk9m2tq7x.html', atAddress), { root: null, path: PAGE });
  assert.equal(locatePage('/ru/%E0/index.html', atAddress), null);
  // A file is called what it is called.
  assert.equal(locatePage('/srv/%72u/2026/11/22/3fk9m2tq7x.html', onDisk), null);
});

test('a folder that is only shaped like a language does not make a page out of place', () => {
  for (const path of [PAGE, 'ru/index.html', 'pt-BR/index.html']) assert.equal(isSurelyPage(path), true, path);
  for (const path of ['tmp/index.html', 'out/index.html']) assert.equal(isSurelyPage(path), false, path);
});

test('what is no file is not waited for', async () => {
  const pipe = join(folder, 'pipe.html');
  execFileSync('mkfifo', [pipe]);
  await assert.rejects(openTarget(pipe), { code: 'not-found', message: /neither a file nor a folder/ });
  await assert.rejects(openTarget('/dev/zero'), { code: 'not-found' });
});

test('of a huge file no more is read than a page may have, and one byte', async () => {
  const huge = join(folder, 'huge.html');
  await writeFile(huge, '');
  await truncate(huge, 4 * 1024 ** 3);
  assert.equal((await openTarget(huge)).page?.bytes.length, 256 * 1024 + 1);
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
