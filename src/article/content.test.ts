import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as any from '../../test/arbitraries/article.ts';
import { type ArticleBody, canonicalJson, contentKey } from './index.ts';

const BODY: ArticleBody = {
  language: 'de',
  direction: 'ltr',
  state: 'current',
  headline: 'Hafen',
  sections: ['Stadt'],
  bylines: ['Anna T.'],
  publishedAt: '2026-11-22T10:15:00Z',
  blocks: [
    { id: 'b1', type: 'paragraph', content: [{ type: 'text', text: 'a' }] },
    { id: 'b2', type: 'separator' },
  ],
};

test('what a reader would not notice does not count', () => {
  const same: ArticleBody = {
    ...BODY,
    state: 'corrected',
    modifiedAt: '2026-11-23T10:15:00Z',
    blocks: BODY.blocks.map((block, at) => ({ ...block, id: `b${at + 7}` })),
  };
  assert.equal(contentKey(same), contentKey(BODY));
});

test('everything else counts', () => {
  const [first, second] = BODY.blocks;
  assert.ok(first && second);
  const changes: Partial<ArticleBody>[] = [
    { language: 'en' },
    { direction: 'rtl' },
    { headline: 'Hafen!' },
    { kicker: 'x' },
    { sections: [] },
    { sections: ['Hafen'] },
    { bylines: ['Anna T.', 'B'] },
    { publishedAt: '2026-11-22T10:15:01Z' },
    { translation: { from: 'ru', how: 'person' } },
    { blocks: [first] },
    { blocks: [second, first] },
    { blocks: [{ ...first, type: 'point' } as typeof first, second] },
  ];
  const keys = [BODY, ...changes.map((change) => ({ ...BODY, ...change }))].map(contentKey);
  assert.equal(new Set(keys).size, keys.length);
});

test('the order in which a value was put together does not count', () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, each]) => [key, reversed(each)])
        .toReversed(),
    );
  };
  fc.assert(
    fc.property(any.articleBody, (body) => {
      assert.equal(contentKey(reversed(body) as ArticleBody), contentKey(body));
      assert.deepEqual(JSON.parse(canonicalJson(body)), body);
    }),
  );
  assert.equal(canonicalJson({ b: 1, a: undefined, c: [{ z: 1, y: 2 }] }), '{"b":1,"c":[{"y":2,"z":1}]}');
});
