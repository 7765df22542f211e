import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { articleQuery, EVERYTHING, type ListQuery, listAddress, parseListQuery, STATES } from './query.ts';

const queries: fc.Arbitrary<ListQuery> = fc.record(
  {
    search: fc.option(
      fc
        .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
        .map((text) => text.trim())
        .filter((text) => text !== ''),
    ),
    state: fc.option(fc.constantFrom(...STATES)),
    language: fc.option(fc.constantFrom('de', 'ru', 'pt-BR', 'fa')),
    isTouched: fc.boolean(),
    isMine: fc.boolean(),
    after: fc.option(fc.string({ minLength: 1, maxLength: 60 })),
  },
  { noNullPrototype: true },
);

test('an address says the same query that it was made from', () => {
  fc.assert(
    fc.property(queries, (query) => {
      assert.deepEqual(parseListQuery(listAddress(query).split('?')[1] ?? ''), query);
    }),
  );
});

test('the whole table has the plain address', () => {
  assert.equal(listAddress(EVERYTHING), '/articles');
});

test('what an address says that is no query is left out', () => {
  const odd = `q=${'x'.repeat(500)}&state=burnt&language=%3Cb%3E&touched=1&mine=true&after=${'y'.repeat(300)}&more=1`;
  const parsed = parseListQuery(odd);
  assert.equal(parsed.search?.length, 200);
  assert.deepEqual({ ...parsed, search: null }, EVERYTHING);
  fc.assert(fc.property(fc.string(), (text) => void parseListQuery(text)));
});

test('mine is asked for by the name of whoever looks', () => {
  const asked = articleQuery({ ...EVERYTHING, isMine: true, state: 'review' }, { name: 'Ada Brook' });
  assert.deepEqual(asked, { state: 'review', assignee: 'Ada Brook' });
});
