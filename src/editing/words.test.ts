import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { questionOf, wordsOf } from './words.ts';

test('words are told apart without case, accents and the two ways to type Persian', () => {
  assert.deepEqual(wordsOf('Straßenbahn, ÜBER „Łódź“ 24'), ['strassenbahn', 'uber', 'łodz', '24']);
  assert.deepEqual(wordsOf('Ёлка й'), ['елка', 'и']);
  assert.deepEqual(wordsOf('كتاب علي'), wordsOf('کتاب علی'));
  assert.deepEqual(wordsOf('می‌شود'), ['می', 'شود']);
  assert.deepEqual(wordsOf('港口'), ['港', '口']);
});

test('a question holds nothing but words, whatever was typed', () => {
  assert.equal(questionOf('  !! & | '), null);
  assert.equal(questionOf('Hafen Möwe'), "'hafen':* & 'mowe':*");
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const question = questionOf(text);
      assert.ok(question === null || /^'[\p{L}\p{N}]+':\*( & '[\p{L}\p{N}]+':\*)*$/u.test(question), question ?? '');
    }),
  );
});
