import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { gramsOf } from './grams.ts';

test('a sentence shares a chosen pair of words with itself after one word was changed, put in or left out', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abcdeжзи'), minLength: 1, maxLength: 9 });
  const change = fc.constantFrom('replace', 'add', 'remove');
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 6, maxLength: 30 }), fc.nat(29), change, (words, place, how) => {
      const other = [...words];
      other.splice(place % words.length, how === 'add' ? 0 : 1, ...(how === 'remove' ? [] : ['q']));
      const grams = new Set(gramsOf('de', 'ru', words.join(' ')));
      assert.ok(gramsOf('de', 'ru', other.join(' ')).some((gram) => grams.has(gram)));
    }),
  );
});

test('other languages have other pairs, and a text without words has none', () => {
  const here = new Set(gramsOf('de', 'ru', 'Die Brücke ist offen'));
  assert.equal(
    gramsOf('de', 'fa', 'Die Brücke ist offen').some((gram) => here.has(gram)),
    false,
  );
  assert.deepEqual(gramsOf('de', 'ru', '{1/} … !'), []);
  assert.ok(gramsOf('zh', 'en', '桥今天开放').length > 2);
});

test('however long a text is, it has at most 24', () => {
  assert.equal(gramsOf('de', 'ru', Array.from({ length: 5_000 }, (_, at) => `wort${at}`).join(' ')).length, 24);
});
