import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as any from '../../test/arbitraries/article.ts';
import {
  type ArticleBody,
  joinListingParts,
  joinParts,
  parseBody,
  parseListing,
  serializeBody,
  serializeListing,
} from './index.ts';

/** Shares of a list, in order; some may be empty. */
function shares<Each>(list: readonly Each[], count: number): Each[][] {
  const size = Math.ceil(list.length / count);
  return Array.from({ length: count }, (_, at) => list.slice(at * size, (at + 1) * size));
}

function pages(body: ArticleBody, salt: string, of: number) {
  return shares(body.blocks, of).map((blocks, at) =>
    parseBody(serializeBody({ ...body, blocks }, { salt, part: { number: at + 1, of } })),
  );
}

test('the pages of a long read join to the whole', () => {
  fc.assert(
    fc.property(any.articleBody, any.salt, fc.integer({ min: 1, max: 5 }), (body, salt, of) => {
      assert.deepEqual(joinParts(pages(body, salt, of)), { body, salt });
    }),
  );
});

test('the pages of a day join to the whole', () => {
  fc.assert(
    fc.property(any.listing, any.salt, fc.integer({ min: 1, max: 4 }), (listing, salt, of) => {
      const parts = shares(listing.entries, of).map((entries, at) => {
        const days = at === of - 1 ? listing.days : [];
        return parseListing(serializeListing({ ...listing, entries, days }, { salt, part: { number: at + 1, of } }));
      });
      assert.deepEqual(joinListingParts(parts), { listing, salt });
    }),
  );
});

test('pages that do not belong together are refused', () => {
  const body: ArticleBody = {
    language: 'de',
    direction: 'ltr',
    state: 'current',
    headline: 'Hafen',
    sections: [],
    bylines: [],
    publishedAt: '2026-11-22T10:15:00Z',
    blocks: [
      { id: 'b1', type: 'separator' },
      { id: 'b2', type: 'separator' },
      { id: 'b3', type: 'separator' },
    ],
  };
  const salt = '0'.repeat(32);
  const [one, two, three] = pages(body, salt, 3);
  assert.ok(one && two && three);
  const [, otherSalt] = pages(body, '1'.repeat(32), 3);
  const [, corrected] = pages({ ...body, state: 'corrected' }, salt, 3);
  const again = { ...two, body: { ...two.body, blocks: one.body.blocks } };
  assert.ok(otherSalt && corrected);
  for (const [name, parts] of Object.entries({
    none: [],
    'a missing last': [one, two],
    'a missing first': [two, three],
    'another order': [one, three, two],
    'one twice': [one, two, two],
    'another salt': [one, otherSalt, three],
    'another revision': [one, corrected, three],
    'a block twice': [one, again, three],
  })) {
    assert.throws(() => joinParts(parts), { code: 'parts-do-not-join' }, name);
  }
});
