import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as any from '../../test/arbitraries/article.ts';
import { isAddress, normaliseAddress } from './index.ts';

test('addresses are brought into one form', () => {
  for (const [given, address] of [
    ['https://a.example', 'https://a.example'],
    ['HTTPS://A.Example/B', 'https://a.example/B'],
    [' https://a.example/x y ', 'https://a.example/x%20y'],
    ['https://a.example/путь', 'https://a.example/%D0%BF%D1%83%D1%82%D1%8C'],
    ['https://münchen.example/', 'https://xn--mnchen-3ya.example/'],
    ['http://[2001:db8::1]:8080/', 'http://[2001:db8::1]:8080/'],
    ['https://a.example/?q="<x>"#y\\z', 'https://a.example/?q=%22%3Cx%3E%22#y%5Cz'],
    ["https://a.example/?a=1&b='2'", "https://a.example/?a=1&b='2'"],
  ] as const) {
    assert.equal(normaliseAddress(given), address, given);
    assert.ok(isAddress(address), address);
  }
});

test('nothing else than a plain web address may be linked to', () => {
  for (const none of [
    '',
    '/x',
    '//a.example/',
    'a.example',
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'ftp://a.example/',
    'mailto:a@a.example',
    'https://user@a.example/',
    'https://user:secret@a.example/',
    'https://@/',
    'https://',
    `https://a.example/${'x'.repeat(2_000)}`,
  ]) {
    assert.equal(normaliseAddress(none), null, none);
    assert.equal(isAddress(none), false, none);
  }
  for (const unclean of [
    'https://a.example/"',
    'https://a.example/<',
    'https://a.example/ ',
    'https://a.example\\@b.example/',
  ]) {
    assert.equal(isAddress(unclean), false, unclean);
  }
});

test('an accepted address means to a browser what it says', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        any.address,
        fc.string(),
        fc.string().map((rest) => `https://a.example${rest}`),
      ),
      (text) => {
        const address = normaliseAddress(text);
        if (address === null) return;
        assert.ok(isAddress(address));
        assert.equal(normaliseAddress(address), address);
        // The shape admits some that lead nowhere (a port of 99999), but none that leads elsewhere.
        const url = URL.parse(address);
        if (url === null) return;
        assert.match(url.protocol, /^https?:$/);
        assert.equal(url.username + url.password, '');
        assert.equal(normaliseAddress(address), address);
      },
    ),
    { numRuns: 1_000 },
  );
});
