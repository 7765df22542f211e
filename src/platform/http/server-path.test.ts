import assert from 'node:assert/strict';
import { posix, win32 } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseRequestPath } from './server-path.ts';

test('addresses of an edition name its files', () => {
  for (const [target, path] of [
    ['/', 'index.html'],
    ['/ru/', 'ru/index.html'],
    ['/head', 'head'],
    ['/ru/2026/11/22/3fk9m2tq7x.2.html', 'ru/2026/11/22/3fk9m2tq7x.2.html'],
    ['/log/tile/0/x001/067.p/12', 'log/tile/0/x001/067.p/12'],
    ['/head?fresh=1', 'head'],
    ['/?', 'index.html'],
    ['/%68ead', 'head'],
    ['/pt%2DBR/', 'pt-BR/index.html'],
  ] as const) {
    assert.equal(parseRequestPath(target), path, target);
  }
});

test('what cannot be a file of an edition is not found', () => {
  for (const target of [
    '/..',
    '/../head',
    '/ru/../head',
    '/./head',
    '/%2e%2e/head',
    '/%2E./head',
    '/ru/%2e%2e%2fhead',
    '/ru%2findex.html',
    '/ru%2Findex.html',
    '/ru%5cindex.html',
    '/%252e%252e/head',
    '/%00',
    '/head%00.html',
    '//head',
    '//other.example/head',
    '/ru//index.html',
    '/.htaccess',
    '/.git/config',
    '/ru/.tmp-123',
    '/%2ehtaccess',
    '/C:/head',
    '/head.',
    '/a%20b',
    '/%D1%80%D1%83/',
    '/~user/',
    `/${'a'.repeat(256)}`,
    `/${'a/'.repeat(600)}`,
  ]) {
    assert.equal(parseRequestPath(target), 404, target);
  }
});

test('what is no origin-form target is malformed', () => {
  for (const target of [
    '',
    '*',
    'head',
    'http://courier.example/head',
    'courier.example:443',
    '/ru\\index.html',
    '/a b',
    '/\0',
    '/head#x',
    '/%',
    '/%2',
    '/%zz',
    '/статья',
    '/"x"',
    '/<x>',
  ]) {
    assert.equal(parseRequestPath(target), 400, JSON.stringify(target));
  }
});

test('whatever is accepted is inside the folder, on POSIX and on Windows, and never a dot file', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '/',
      '/',
      '..',
      '.',
      '%2e',
      '%2E%2e',
      '%2f',
      '%5C',
      '\\',
      '%00',
      '%25',
      'ru',
      'a.html',
      '?',
      '#',
      ':',
    ),
    fc.string({ maxLength: 3 }),
    fc.string({ unit: 'binary', maxLength: 2 }),
  );
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const path = parseRequestPath(`/${pieces.join('')}`);
      if (typeof path === 'number') return;
      accepted += 1;
      assert.equal(posix.resolve('/served', path), `/served/${path}`);
      assert.equal(win32.resolve('C:\\served', path), `C:\\served\\${path.replaceAll('/', '\\')}`);
      assert.ok(path.split('/').every((segment) => !segment.startsWith('.') && segment !== ''));
    }),
    { numRuns: 5000 },
  );
  assert.ok(accepted > 100, `only ${accepted} accepted`);
});
