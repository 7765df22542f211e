import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as any from '../../test/arbitraries/article.ts';
import { checkBody, checkListing, isArticleBody, type ProblemCode } from './index.ts';

const body = {
  language: 'de',
  direction: 'ltr',
  state: 'current',
  headline: 'Hafen',
  sections: [],
  bylines: [],
  publishedAt: '2026-11-22T10:15:00Z',
  blocks: [] as unknown[],
};
const text = (words: string) => [{ type: 'text', text: words }];
const paragraph = (content: unknown, id: unknown = 'b1') => ({ id, type: 'paragraph', content });

function nested(depth: number): unknown {
  return depth === 0
    ? { type: 'text', text: 'a' }
    : { type: depth % 2 ? 'strong' : 'emphasis', content: [nested(depth - 1)] };
}

test('every kind of fault is named, with its place', () => {
  const cells = (...each: string[]) => each.map(text);
  const cases: readonly [change: object, code: ProblemCode, path: string][] = [
    [{ headline: 1 }, 'wrong-type', 'headline'],
    [{ headline: undefined }, 'wrong-type', 'headline'],
    [{ sections: 'x' }, 'wrong-type', 'sections'],
    [{ blocks: [paragraph('x')] }, 'wrong-type', 'blocks[0].content'],
    [{ html: '<p>' }, 'unknown-field', 'html'],
    [{ blocks: [{ ...paragraph(text('a')), style: 'x' }] }, 'unknown-field', 'blocks[0].style'],
    [{ direction: 'up' }, 'bad-value', 'direction'],
    [{ state: 'draft' }, 'bad-value', 'state'],
    [{ language: 'DE' }, 'bad-value', 'language'],
    [{ publishedAt: '2026-11-22' }, 'bad-value', 'publishedAt'],
    [{ modifiedAt: '2026-02-30T00:00:00Z' }, 'bad-value', 'modifiedAt'],
    [{ blocks: [{ id: 'b1', type: 'script' }] }, 'bad-value', 'blocks[0]'],
    [{ blocks: [{ id: 'b1', type: 'toString' }] }, 'bad-value', 'blocks[0]'],
    [{ blocks: [null] }, 'bad-value', 'blocks[0]'],
    [{ blocks: [paragraph(text('a'), 'x')] }, 'bad-value', 'blocks[0].id'],
    [{ blocks: [paragraph([{ type: 'html', text: 'x' }])] }, 'bad-value', 'blocks[0].content[0]'],
    [
      { blocks: [paragraph([{ type: 'link', address: 'javascript:x', content: text('a') }])] },
      'bad-value',
      'blocks[0].content[0].address',
    ],
    [{ translation: { from: 'de', how: 'magic' } }, 'bad-value', 'translation.how'],
    [{ translation: { from: 'de', how: 'machine-checked', by: 'A' } }, 'empty', 'translation'],
    [{ headline: '' }, 'empty', 'headline'],
    [{ blocks: [paragraph([])] }, 'empty', 'blocks[0].content'],
    [
      { blocks: [{ id: 'b1', type: 'list', ordered: true, items: [{ content: [] }] }] },
      'empty',
      'blocks[0].items[0].content',
    ],
    [{ headline: 'x'.repeat(301) }, 'too-long', 'headline'],
    [{ blocks: [paragraph(text('ж'.repeat(2_001)))] }, 'too-long', 'blocks[0]'],
    [
      {
        blocks: [
          paragraph(
            [1, 2, 3].map((n) => ({
              type: 'link',
              address: `https://a.example/${n}${'x'.repeat(1_900)}`,
              content: text('a'),
            })),
          ),
        ],
      },
      'too-long',
      'blocks[0]',
    ],
    [
      { blocks: Array.from({ length: 2_001 }, (_, at) => ({ id: `b${at + 1}`, type: 'separator' })) },
      'too-many',
      'blocks',
    ],
    [{ bylines: Array.from({ length: 51 }, String) }, 'too-many', 'bylines'],
    [{ blocks: [paragraph([nested(9)])] }, 'too-deep', `blocks[0].content[0]${'.content[0]'.repeat(8)}`],
    [{ blocks: [paragraph(text('a')), paragraph(text('b'))] }, 'duplicate-id', 'blocks'],
    [{ kicker: ' x' }, 'not-normal', 'kicker'],
    [{ blocks: [paragraph([...text('a'), ...text('b')])] }, 'not-normal', 'blocks[0].content'],
    [{ blocks: [paragraph([{ type: 'strong', content: [nested(1)] }])] }, 'not-normal', 'blocks[0].content'],
    [{ blocks: [{ id: 'b1', type: 'table', rows: [cells('a'), cells('a', 'b')] }] }, 'ragged-table', 'blocks[0]'],
    [{ blocks: [{ id: 'b1', type: 'table', head: cells('a', 'b'), rows: [cells('a')] }] }, 'ragged-table', 'blocks[0]'],
  ];
  assert.deepEqual(checkBody(body), []);
  for (const [change, code, path] of cases) {
    const found = checkBody({ ...body, ...change }).map((each) => `${each.code} ${each.path}`);
    assert.ok(found.includes(`${code} ${path}`), `${code} ${path}: found ${JSON.stringify(found)}`);
  }
});

test('media must be of the kinds an edition holds, named by hash', () => {
  const file = { sha256: 'ab'.repeat(32), sizeBytes: 9, extension: 'webp', widthPx: 1, heightPx: 1 };
  const picture = (change: object) => ({
    ...body,
    blocks: [{ id: 'b1', type: 'picture', file: { ...file, ...change }, alternative: '' }],
  });
  assert.deepEqual(checkBody(picture({})), []);
  for (const change of [
    { extension: 'svg' },
    { extension: 'mp4' },
    { sha256: 'AB'.repeat(32) },
    { sha256: '../../x' },
    { sizeBytes: 0 },
    { sizeBytes: 1.5 },
    { widthPx: 0 },
    { widthPx: '1' },
    { path: 'x' },
  ]) {
    assert.equal(checkBody(picture(change)).length, 1, JSON.stringify(change));
  }
  for (const durationSeconds of [-1, -0, 0.0001, 1e7, Number.NaN, Number.POSITIVE_INFINITY, '1']) {
    const piece = { sha256: file.sha256, sizeBytes: 9, extension: 'mp4' };
    const hashes = { sha256: file.sha256, sizeBytes: 9 };
    const video = { id: 'b1', type: 'video', pieces: [piece], hashes, durationSeconds, captions: [], alternative: '' };
    assert.equal(checkBody({ ...body, blocks: [video] }).length, 1, String(durationSeconds));
  }
});

test('no value makes the checks throw', () => {
  const value = fc.oneof(fc.jsonValue(), fc.anything());
  fc.assert(fc.property(value, (given) => assert.ok(checkBody(given).length > 0 && checkListing(given).length > 0)));
  fc.assert(
    fc.property(any.articleBody, fc.nat(), value, (valid, at, given) => {
      // Replaces one value anywhere in a valid body.
      const places: [Record<string, unknown>, string][] = [];
      const copy = JSON.parse(JSON.stringify(valid)) as Record<string, unknown>;
      const visit = (node: unknown): void => {
        if (typeof node !== 'object' || node === null) return;
        for (const key of Object.keys(node)) {
          places.push([node as Record<string, unknown>, key]);
          visit((node as Record<string, unknown>)[key]);
        }
      };
      visit(copy);
      const [parent, key] = places[at % places.length] ?? [copy, 'blocks'];
      parent[key] = given;
      assert.ok(Array.isArray(checkBody(copy)));
    }),
  );
});

test('valid bodies and listings have no fault', () => {
  fc.assert(fc.property(any.articleBody, (valid) => isArticleBody(valid)));
  fc.assert(fc.property(any.listing, (valid) => checkListing(valid).length === 0));
});

test('a listing leads only where its language and day say', () => {
  const entry = {
    path: 'ru/2026/11/22/3fk9m2tq7x.html',
    headline: 'a',
    publishedAt: '2026-11-22T10:15:00Z',
    state: 'current',
  };
  const front = { kind: 'front', language: 'ru', direction: 'ltr', title: 't', entries: [entry], days: [] };
  const page = { ...front, kind: 'day', day: '2026-11-22' };
  assert.deepEqual([...checkListing(front), ...checkListing(page)], []);
  const faults: readonly [object, string][] = [
    [{ ...front, day: '2026-11-22' }, 'day'],
    [{ ...front, kind: 'day' }, 'day'],
    [{ ...page, day: '2026-11-23' }, 'entries[0].path'],
    ...[
      'de/2026/11/22/3fk9m2tq7x.html',
      'ru/2026/11/31/3fk9m2tq7x.html',
      'ru/2026/11/22/3fk9m2tq7u.html',
      'ru/2026/11/22/3fk9m2tq7x.2.html',
      'ru/2026/11/22/../3fk9m2tq7x.html',
      '/ru/2026/11/22/3fk9m2tq7x.html',
      'https://a.example/',
      'javascript:alert(1)',
    ].map((path): [object, string] => [{ ...front, entries: [{ ...entry, path }] }, 'entries[0].path']),
    ...[
      'ru/2026/11/20/index.html',
      'ru/2026/11/21/index.1.html',
      'ru/2026/11/21/x.html',
      'de/2026/11/21/index.html',
    ].map((path): [object, string] => [{ ...front, days: [{ day: '2026-11-21', path }] }, 'days[0].path']),
  ];
  for (const [listing, path] of faults) {
    assert.deepEqual(
      checkListing(listing).map((each) => each.path),
      [path],
      JSON.stringify(listing),
    );
  }
});
