import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkPlaceholders, formatPlaceholders, parsePlaceholders, withoutPlaceholders } from './placeholders.ts';

const scrap = fc.constantFrom('{', '}', '/', '1', '2', '{1}', '{/1}', '{2/}', '{02}', '{3}', '{/3}', 'слово', ' ');
const text = fc.array(scrap, { maxLength: 20 }).map((parts) => parts.join(''));

test('cutting a text at its placeholders and writing it again changes nothing, whatever it holds', () => {
  fc.assert(
    fc.property(text, (each) => {
      const pieces = parsePlaceholders(each);
      assert.equal(formatPlaceholders(pieces), each);
      assert.ok(pieces.every((piece) => piece.type !== 'text' || piece.text !== ''));
    }),
  );
});

test('only what is written exactly as a placeholder is one', () => {
  for (const each of ['{0}', '{01}', '{ 1}', '{1 }', '{//1}', '{/1/}', '{}', '{a}', '{1234567}', '{١}'])
    assert.deepEqual(parsePlaceholders(each), [{ type: 'text', text: each }], each);
});

test('the same placeholders in another order are right, as are texts without any', () => {
  for (const [source, target] of [
    ['', ''],
    ['a', 'b'],
    ['{1}a{/1} and {2}b{/2}', '{2}б{/2} и {1}а{/1}'],
    ['{1}a {2}b{/2}{/1}{3/}c', 'c {1}{2}b{/2} a{/1}{3/}'],
    ['one{1/}two', '{1/}two one'],
  ] as const)
    assert.deepEqual(checkPlaceholders(source, target), [], `${source} → ${target}`);
});

test('what is missing, invented, doubled, crossed, moved or emptied is named', () => {
  for (const [source, target, ...faults] of [
    ['{1}a{/1}', 'a', 'missing'],
    ['a', '{1}a{/1}', 'invented'],
    ['a', '{7/}a', 'invented'],
    ['{1}a{/1}', '{1}a{/1} {1}b{/1}', 'repeated'],
    ['a{1/}', 'a{1/}{1/}', 'repeated'],
    ['{1}a{/1}', '{1}a', 'unpaired'],
    ['{1}a{/1}', 'a{/1}', 'unpaired'],
    ['{1}a{/1}', '{/1}a{1}', 'unpaired'],
    ['{1}a{/1}{2}b{/2}', '{1}a{2}b{/1}{/2}', 'crossing'],
    ['{1}a{/1}{2}b{/2}', '{1}a{2}b{/2}{/1}', 'moved'],
    ['{1}a{2}b{/2}{/1}', '{1}a{/1}{2}b{/2}', 'moved'],
    ['{1}a{/1}', 'a {1} {/1}', 'emptied'],
    ['{1}a{/1}', '{1/}a', 'missing'],
    ['a{1/}', '{1}a{/1}', 'missing'],
    ['{1}a{/1}{2}b{/2}', 'c', 'missing', 'missing'],
  ] as const) {
    const found = checkPlaceholders(source, target).map((each) => each.fault);
    assert.deepEqual(found, faults, `${source} → ${target}`);
  }
});

test('a text is always right against itself, unless its own nesting is broken', () => {
  fc.assert(
    fc.property(text, (each) => {
      const faults = checkPlaceholders(each, each).map(({ fault }) => fault);
      assert.deepEqual(
        faults.filter((fault) => fault !== 'repeated' && fault !== 'unpaired' && fault !== 'crossing'),
        [],
      );
    }),
  );
});

test('a hundred thousand placeholders are looked at once each', () => {
  const long = Array.from({ length: 100_000 }, (_, at) => `{${at + 1}/}`).join(' ');
  assert.deepEqual(checkPlaceholders(long, long), []);
});

test('people read a text without placeholders; what stands alone leaves a space', () => {
  assert.equal(withoutPlaceholders('{1}The bridge{/1} is{2/}open'), 'The bridge is open');
});
