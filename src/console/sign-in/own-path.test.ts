import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ownPath } from './own-path.ts';

test('a path of the console is kept', () => {
  for (const path of ['/', '/articles', '/articles?state=review&language=ru', '/articles/3fk9m2tq7x/ru'])
    assert.equal(ownPath(path), path);
});

test('whatever leads elsewhere, or round in circles, leads to the first page', () => {
  const others = ['//evil.example/', '/\\evil.example', 'https://evil.example/', 'evil.example', '/\t/evil.example'];
  // What the path is once its dots are worked out begins with two slashes: another site, to a browser.
  const dots = [
    '/..//evil.example',
    '/.//evil.example',
    '/%2e%2e//evil.example/x',
    '/a/..//evil.example',
    '/x/.././/e',
  ];
  const loops = ['/sign-in', '/sign-in?to=/sign-in', '/sign-in/link?key=x', '/sign-out', '/x/../sign-out'];
  for (const path of [
    ...others,
    ...dots,
    ...loops,
    '',
    undefined,
    null,
    ['/x'],
    'javascript:alert(1)',
    '/./\\evil.example',
  ])
    assert.equal(ownPath(path), '/', String(path));
});

test('whatever is asked for, a browser stays at this console', () => {
  const parts = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2e%2e',
    '@',
    ':',
    'evil.example',
    '?',
    '#',
    '%2f',
    '%5c',
    '\t',
    'http',
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 8 }), (made) => {
      const to = new URL(ownPath(`/${made.join('')}`), 'http://console.invalid/sign-in');
      assert.equal(to.origin, 'http://console.invalid');
    }),
  );
});
