import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { wordDiff } from './word-diff.ts';

test('words that changed are told from those that stayed', () => {
  assert.deepEqual(wordDiff('Der Markt beginnt um acht.', 'Der Markt beginnt um neun Uhr.', 'de'), [
    { kind: 'same', text: 'Der Markt beginnt um ' },
    { kind: 'removed', text: 'acht' },
    { kind: 'added', text: 'neun Uhr' },
    { kind: 'same', text: '.' },
  ]);
});

test('without what was added it is the old text, without what was removed the new', () => {
  const text = fc.array(fc.constantFrom('Мост', 'پل', 'a', 'b', ' ', ', ', '{1}', '{/1}'), { maxLength: 30 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const runs = wordDiff(before.join(''), after.join(''));
      const side = (left: string): string =>
        runs
          .filter((run) => run.kind !== left)
          .map((run) => run.text)
          .join('');
      assert.equal(side('added'), before.join(''));
      assert.equal(side('removed'), after.join(''));
    }),
  );
});

test('texts that have too little in common are replaced as a whole', () => {
  const before = Array.from({ length: 3_000 }, (_, at) => `a${at}`).join(' ');
  const after = Array.from({ length: 3_000 }, (_, at) => `b${at}`).join('-');
  assert.deepEqual(
    wordDiff(before, after).map((run) => run.kind),
    ['removed', 'added'],
  );
});
