import assert from 'node:assert/strict';
import { posix, win32 } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { HEAD_STAGE, isEditionPath, stageOf, twinOf } from './layout.ts';

const inUploadOrder = [
  'm/ab/abcdef.webp',
  'o/cd/cdef01',
  'trust/1.root.json',
  'trust/targets/abc.desks.txt',
  'trust/timestamp.json',
  'ru/2026/11/22/3fk9m2tq7x.2.html',
  'ru/2026/11/22/3fk9m2tq7x.html',
  'ru/2026/11/22/index.html',
  'ru/index.html',
  'index.html',
  'ru/feed.xml',
  'log/tile/0/x001/067.p/12',
  'log/checkpoint',
  'head',
];

test('every path of the layout is an edition path and has its stage, in the order of the specification', () => {
  for (const path of inUploadOrder) assert.ok(isEditionPath(path), path);
  const stages = inUploadOrder.map(stageOf);
  assert.deepEqual(
    stages,
    stages.toSorted((a, b) => a - b),
  );
  assert.equal(new Set(stages.slice(0, -1)).has(HEAD_STAGE), false);
  assert.equal(stages.at(-1), HEAD_STAGE);
});

test('a path of no known kind is carried before the log and the head', () => {
  for (const path of ['robots.txt', 'pt-BR/feed.json', 'manifest.txt', 'm', 'header', 'heads/1', 'logo.svg']) {
    assert.ok(stageOf(path) >= 0 && stageOf(path) < stageOf('log/tile/0/000'), path);
  }
});

test('paths that could leave a folder, hide, or mean something else elsewhere are refused', () => {
  for (const path of [
    '',
    '/',
    '/head',
    'head/',
    'a//b',
    '.',
    '..',
    '../head',
    'ru/../../head',
    'ru/./head',
    '.htaccess',
    'ru/.git/config',
    'ru\\index.html',
    'C:/head',
    'head\0',
    'he\nad',
    'ru/%2e%2e/head',
    'ru/статья.html',
    'trailing.',
    'con',
    'ru/NUL.html',
    'a b',
    '~/head',
    'x'.repeat(513),
  ]) {
    assert.equal(isEditionPath(path), false, JSON.stringify(path));
  }
});

test('whatever is accepted stays inside its folder on POSIX and on Windows', () => {
  const piece = fc.oneof(
    fc.constantFrom('..', '.', '/', '\\', 'a', 'ru', '.x', 'C:', '%2e', '\0', 'index.html'),
    fc.string({ maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const path = pieces.join('');
      if (!isEditionPath(path)) return;
      assert.equal(posix.resolve('/base/folder', path), `/base/folder/${path}`);
      assert.equal(win32.resolve('C:\\base', path), `C:\\base\\${path.replaceAll('/', '\\')}`);
      assert.equal(new URL(path, 'https://carrier.example/x/').pathname, `/x/${path}`);
    }),
    { numRuns: 2000 },
  );
});

test('a twin names its file', () => {
  assert.equal(twinOf('ru/index.html.gz'), 'ru/index.html');
  assert.equal(twinOf('head.br'), 'head');
  assert.equal(twinOf('ru/index.html'), null);
  assert.equal(twinOf('.gz'), null);
});
