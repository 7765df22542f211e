import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { matchesTag, parseAcceptEncoding, parseRange } from './server-negotiation.ts';

test('codings are chosen by weight, the smaller one where weights are equal', () => {
  for (const [header, codings] of [
    [undefined, ['identity']],
    ['', ['identity']],
    ['gzip, deflate, br, zstd', ['br', 'gzip', 'identity']],
    ['gzip', ['gzip', 'identity']],
    ['x-gzip', ['gzip', 'identity']],
    ['GZIP;Q=1.0', ['gzip', 'identity']],
    ['br;q=0.5, gzip;q=0.8', ['gzip', 'br', 'identity']],
    ['br;q=0, gzip', ['gzip', 'identity']],
    ['*', ['br', 'gzip', 'identity']],
    ['*;q=0', ['identity']],
    ['br, *;q=0', ['br', 'identity']],
    ['identity, gzip;q=0.5', ['identity', 'gzip']],
    ['identity;q=0', ['identity']],
    ['deflate', ['identity']],
    ['gzip;q=0.000', ['identity']],
    ['gzip;q=2', ['identity']],
    ['gzip;q=abc', ['identity']],
    [' , ,br ;q=1', ['br', 'identity']],
  ] as const) {
    assert.deepEqual(parseAcceptEncoding(header), codings, String(header));
  }
});

test('no header makes a coding appear that the client refused', () => {
  const element = fc
    .tuple(
      fc.constantFrom('br', 'gzip', '*', 'identity', 'zstd'),
      fc.constantFrom('', ';q=0', ';q=0.3', '; q=1', ';q=x'),
    )
    .map(([name, weight]) => name + weight);
  fc.assert(
    fc.property(fc.uniqueArray(element, { selector: (each) => each.split(';')[0] }), (elements) => {
      const codings = parseAcceptEncoding(elements.join(', '));
      for (const coding of ['br', 'gzip'] as const) {
        const own = elements.find((each) => each.startsWith(coding)) ?? elements.find((each) => each.startsWith('*'));
        if (own === undefined || /q=[0x]$/.test(own)) assert.equal(codings.includes(coding), false);
      }
      assert.ok(codings.includes('identity'));
    }),
  );
});

test('an entity tag matches alone, in a list, weakened, and by a star', () => {
  for (const header of ['"abc"', '"x", "abc"', 'W/"abc"', '"x",W/"abc" ', '*', ' * ']) {
    assert.ok(matchesTag(header, '"abc"'), header);
  }
  for (const header of ['', 'abc', '"abcd"', '"ab', '"x", "y"', 'w/"abc"']) {
    assert.equal(matchesTag(header, '"abc"'), false, header);
  }
});

test('a single range is cut to the file; others are ignored or cannot be satisfied', () => {
  for (const [header, range] of [
    ['bytes=0-0', { first: 0, last: 0 }],
    ['bytes=2-5', { first: 2, last: 5 }],
    ['bytes=2-', { first: 2, last: 9 }],
    ['bytes=2-99', { first: 2, last: 9 }],
    ['bytes=-3', { first: 7, last: 9 }],
    ['bytes=-99', { first: 0, last: 9 }],
    ['Bytes=9-9', { first: 9, last: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=999999999999999-', 'unsatisfiable'],
    ['bytes=5-2', null],
    ['bytes=-', null],
    ['bytes=0-1,3-4', null],
    ['bytes=a-b', null],
    ['bytes=0-1x', null],
    ['items=0-1', null],
    ['bytes=9999999999999999-', null],
    ['', null],
  ] as const) {
    assert.deepEqual(parseRange(header, 10), range, header);
  }
  assert.equal(parseRange('bytes=0-', 0), 'unsatisfiable');
  assert.equal(parseRange('bytes=-1', 0), 'unsatisfiable');
});

test('a range never leaves the file', () => {
  fc.assert(
    fc.property(fc.nat(50), fc.option(fc.nat(60)), fc.option(fc.nat(60)), (sizeBytes, from, to) => {
      const range = parseRange(`bytes=${from ?? ''}-${to ?? ''}`, sizeBytes);
      if (range === null || range === 'unsatisfiable') return;
      assert.ok(range.first >= 0 && range.first <= range.last && range.last < sizeBytes);
    }),
  );
});
