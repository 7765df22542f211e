import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { base64Of, bytesOf, hexOf, parseBase64, parseHex } from './bytes.ts';
import { canonicalJson, type Json, parseStrictJson } from './canonical.ts';
import { formatFingerprint, matchesFingerprint } from './fingerprint.ts';

test('canonical JSON is that of securesystemslib', () => {
  // The examples of its test suite.
  assert.equal(canonicalJson({}), '{}');
  assert.equal(canonicalJson([1, 2, 3]), '[1,2,3]');
  assert.equal(canonicalJson({ A: [99] }), '{"A":[99]}');
  assert.equal(canonicalJson({ A: true }), '{"A":true}');
  assert.equal(canonicalJson({ B: false }), '{"B":false}');
  assert.equal(canonicalJson({ x: 3, y: 2 }), '{"x":3,"y":2}');
  assert.equal(canonicalJson({ x: 3, y: null }), '{"x":3,"y":null}');
  assert.equal(canonicalJson({ b: '"\\\n', a: 'é' }), '{"a":"é","b":"\\"\\\\\n"}');
});

test('keys are sorted by code point, also above U+FFFF', () => {
  assert.equal(canonicalJson({ '\u{1f4f0}': 1, '\uff5e': 2, a: 3, ab: 4 }), '{"a":3,"ab":4,"\uff5e":2,"\u{1f4f0}":1}');
});

test('what has no canonical form is refused', () => {
  for (const value of [0.5, -0, 2 ** 53, Number.NaN, '\ud800', { '\ud800': 1 }, [undefined], { a: undefined }]) {
    assert.throws(() => canonicalJson(value as Json), TypeError, String(value));
  }
});

/** The same value with the members of its objects in the other order. */
function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value as { readonly [key: string]: Json }).reverse();
  return Object.fromEntries(members.map(([key, member]) => [key, reversed(member)]));
}

const { value: jsonValue } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, -7, 2 ** 53 - 1),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
}));
test('the order of members makes no difference', () => {
  fc.assert(fc.property(jsonValue, (each) => assert.equal(canonicalJson(reversed(each)), canonicalJson(each))));
});

test('JSON that two parsers could read otherwise is refused', () => {
  for (const text of [
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '[{"b":{"a":"x","c":[],"a" :2}}]',
    '1.0',
    '[1e0]',
    '{"a":1E2}',
  ]) {
    assert.throws(() => parseStrictJson(text), SyntaxError, text);
  }
  const free = '{ "b": {"a": ["1.5e7", true, false, null, -3]}, "a": {"a": "\\"a\\":1", "c": "\\\\"} }';
  assert.deepEqual(parseStrictJson(free), JSON.parse(free));
  fc.assert(fc.property(jsonValue, (value) => assert.deepEqual(parseStrictJson(JSON.stringify(value)), value)));
});

test('a fingerprint is eight groups of five digits, a fixed function of the hash', () => {
  assert.equal(formatFingerprint(`${'0'.repeat(63)}1`), '00000 00000 00000 00000 00000 00000 00000 00001');
  assert.equal(formatFingerprint('f'.repeat(64)), '32699 84665 64056 40394 57584 00791 31296 39935');
});

test('a typed fingerprint matches in hex or digits, in full only', () => {
  const hex = 'ab'.repeat(32);
  const digits = formatFingerprint(hex);
  assert.ok(matchesFingerprint(hex.toUpperCase(), hex));
  assert.ok(matchesFingerprint(digits.replaceAll(' ', ''), hex));
  assert.ok(matchesFingerprint(`${digits.replaceAll(' ', '-')}\n`, hex));
  assert.ok(!matchesFingerprint(digits.slice(0, -1), hex));
  assert.ok(!matchesFingerprint(hex.slice(0, 16), hex));
  assert.ok(!matchesFingerprint('', hex));
});

test('hex and base64 have one spelling and lead back', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      assert.deepEqual(parseHex(hexOf(bytes)), Uint8Array.from(bytes));
      assert.deepEqual(parseBase64(base64Of(bytes)), Uint8Array.from(bytes));
      assert.equal(base64Of(bytes), Buffer.from(bytes).toString('base64'));
    }),
  );
  for (const text of ['a', 'AB', '0g', ' 00']) assert.equal(parseHex(text), null, text);
  for (const text of ['AA', 'AAA', 'AB==', 'A===', 'AA==\n', 'AA-_', ' AA='])
    assert.equal(parseBase64(text), null, text);
  assert.deepEqual(parseBase64('AA=='), Uint8Array.of(0));
  assert.deepEqual(bytesOf('é'), Uint8Array.of(0xc3, 0xa9));
});
