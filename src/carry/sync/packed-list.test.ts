import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PackedList } from './packed-list.ts';

const aPath = fc
  .array(
    fc.constantFrom(
      'ru/',
      '2026/',
      'm/aa/',
      'a',
      'b',
      '.html',
      '.gz',
      '0123456789abcdef',
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    ),
    {
      minLength: 1,
      maxLength: 30,
    },
  )
  .map((parts) => parts.join(''));
const someEntries = fc.array(fc.record({ path: aPath, payload: fc.uint8Array({ maxLength: 40 }) }));

function packed(entries: readonly { path: string; payload: Uint8Array }[]): PackedList {
  const list = new PackedList();
  for (const { path, payload } of entries) list.push(path, payload);
  return list;
}

const plain = (entries: Iterable<{ path: string; payload: Uint8Array }>) =>
  // A payload that is taken out goes with the next entry.
  Array.from(entries, ({ path, payload }) => ({ path, payload: [...payload] }));

test('it gives back what was put in, in that order', () => {
  fc.assert(
    fc.property(someEntries, (entries) => {
      const list = packed(entries);
      assert.equal(list.length, entries.length);
      assert.deepEqual(plain(list.entries()), plain(entries));
      assert.deepEqual(plain(list.drain()), plain(entries));
      assert.deepEqual([list.length, [...list.entries()]], [0, []]);
    }),
  );
});

test('it holds more than one piece, with paths as long as any', () => {
  const entries = Array.from({ length: 3000 }, (_, n) => ({
    path: `${'x'.repeat(500)}/${n}`,
    payload: Uint8Array.from({ length: 255 }, () => n % 256),
  }));
  assert.deepEqual(plain(packed(entries).entries()), plain(entries));
});

test('what is not kept is taken out, and nothing else', () => {
  fc.assert(
    fc.property(someEntries, (entries) => {
      const list = packed(entries);
      const isKept = (path: string): boolean => path.length % 2 === 0;
      list.filter(isKept);
      list.push('last');
      assert.deepEqual(
        [...list.entries()].map(({ path }) => path),
        [...entries.map(({ path }) => path).filter(isKept), 'last'],
      );
    }),
  );
});
