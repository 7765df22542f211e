import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressIdentity, mediaIdentity, resolveAddress } from './addresses.ts';

test('addresses of one page are one identity', () => {
  const same = [
    'https://courier.example/harbour/wall',
    'http://courier.example/harbour/wall',
    'https://www.courier.example/harbour/wall/',
    'https://COURIER.example:443/harbour/wall#top',
    'https://courier.example/harbour/wall?utm_source=rss&utm_medium=feed',
    'https://courier.example//harbour/wall/index.html?fbclid=abc',
    'https://courier.example/h%61rbour/wall',
  ];
  assert.deepEqual(new Set(same.map(addressIdentity)).size, 1);
});

test('addresses of different pages stay different', () => {
  const different = [
    'https://courier.example/',
    'https://courier.example/a',
    'https://courier.example/A',
    'https://courier.example/a?id=1',
    'https://courier.example/a?id=2',
    'https://courier.example/a%2Fb',
    'https://courier.example/a/b',
    'https://courier.example:8080/a',
    'https://other.example/a',
  ];
  assert.equal(new Set(different.map(addressIdentity)).size, different.length);
});

test('the order of parameters does not matter', () => {
  assert.equal(addressIdentity('https://a.example/?x=1&y=2'), addressIdentity('https://a.example/?y=2&x=1'));
});

test('identity of identity is the same', () => {
  fc.assert(
    fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (address) => {
      const identity = addressIdentity(address);
      assert.equal(addressIdentity(`https://${identity}`), identity);
    }),
  );
});

test('any text has an identity', () => {
  fc.assert(fc.property(fc.string(), (text) => assert.equal(typeof addressIdentity(text), 'string')));
});

test('a picture stays the same when its signature changes, and not when its number does', () => {
  const at = (query: string): string => mediaIdentity(`https://cdn.example/a.jpg?${query}`);
  assert.equal(at('id=1&X-Amz-Signature=abc&Expires=1'), at('id=1&X-Amz-Signature=def&Expires=2'));
  assert.notEqual(at('id=1'), at('id=2'));
});

test('only http and https without user names are addresses', () => {
  const base = 'https://courier.example/a/b';
  assert.equal(resolveAddress('../c?d#e', base), 'https://courier.example/c?d#e');
  assert.equal(resolveAddress('//cdn.example/x', base), 'https://cdn.example/x');
  for (const reference of [
    'javascript:alert(1)',
    ' java\nscript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'mailto:a@courier.example',
    'https://user:secret@courier.example/',
    'https://',
    '',
    null,
    undefined,
    `/${'x'.repeat(3000)}`,
  ]) {
    assert.equal(resolveAddress(reference, base), null, String(reference).slice(0, 40));
  }
  assert.equal(resolveAddress('relative', undefined), null);
});
