import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isPinned, parsePicture, parsePlugin, parsePosts } from './answers.ts';

const POST = {
  id: 7,
  status: 'publish',
  slug: 'a-ru',
  link: 'https://sister.example/a-ru/',
  title: { raw: 'Порт', rendered: 'Порт' },
  content: { raw: '<p>x</p>' },
  excerpt: { raw: '' },
};

test('a post is read raw, with the texts of our own meta and no other', () => {
  const meta = { tamizdat_article: 'a', tamizdat_stopped: 3, footnotes: 'x' };
  const [post] = parsePosts([{ ...POST, meta }]) ?? [];
  assert.deepEqual([post?.title, post?.content, post?.meta], ['Порт', '<p>x</p>', { tamizdat_article: 'a' }]);
  assert.deepEqual(parsePosts([{ ...POST, meta: [] }])?.[0]?.meta, {});
  assert.deepEqual(parsePosts([]), []);
});

test('what is no post, picture or plug-in is none', () => {
  for (const change of [
    { id: 0 },
    { id: '7' },
    { id: 1.5 },
    { link: 'javascript:alert(1)' },
    { link: `https://sister.example/${'x'.repeat(2_000)}` },
    { title: 'Порт' },
    { title: { rendered: 'Порт' } },
    { content: { raw: null } },
  ])
    assert.equal(parsePosts([{ ...POST, ...change }]), null, JSON.stringify(change));
  assert.deepEqual(parsePicture({ id: 3, source_url: 'https://a.example/p.webp' }), {
    id: 3,
    address: 'https://a.example/p.webp',
  });
  assert.equal(parsePicture({ id: 3, source_url: 'data:image/png,x' }), null);
  assert.equal(parsePlugin({ version: '1', features: 'meta' }), null);
});

test('the state of the plug-in is read with and without newsrooms', () => {
  assert.deepEqual(parsePlugin({ version: '0.1.0', features: ['meta'] }), {
    version: '0.1.0',
    features: ['meta'],
    pinned: {},
    errors: {},
  });
  const keys = { log: 'key', clock: 'clock', desks: { de: ['a'], ru: ['b'] }, heads: ['https://a.example/head'] };
  const newsrooms = {
    'courier.example': { ...keys, title: 'The Courier', errors: { 'https://a.example/head': 'no answer' } },
  };
  const told = parsePlugin({ version: '0.1.0', features: [], newsrooms });
  assert.deepEqual([told?.pinned, told?.errors], [{ 'courier.example': keys }, { 'courier.example': ['no answer'] }]);
  assert.deepEqual(parsePlugin({ version: '0.1.0', features: [], newsrooms: [] })?.pinned, {});
});

test('keys are pinned only when none is missing and none is another', () => {
  const keys = { log: 'key', clock: 'clock', desks: { de: ['a'], ru: ['b'] }, heads: ['https://a.example/head'] };
  assert.ok(isPinned({ ...keys, desks: { ru: ['b'], de: ['a'] } }, keys));
  const others = [
    undefined,
    {},
    { log: 'key' },
    { ...keys, log: 'other' },
    { ...keys, clock: 'other' },
    { ...keys, desks: { de: ['a'] } },
    { ...keys, desks: { ...keys.desks, ru: ['a'] } },
    { ...keys, heads: [] },
  ];
  for (const there of others) assert.ok(!isPinned(there, keys), JSON.stringify(there));
});

test('whatever a site answers is read or refused, and never thrown at', () => {
  const near = fc.oneof(
    fc.jsonValue(),
    fc.record({ id: fc.oneof(fc.integer(), fc.string()), link: fc.webUrl(), title: fc.jsonValue() }),
    fc.array(fc.record({ ...Object.fromEntries(Object.keys(POST).map((key) => [key, fc.jsonValue()])) })),
  );
  fc.assert(
    fc.property(near, (value) => {
      for (const post of parsePosts(value) ?? []) assert.ok(Number.isSafeInteger(post.id) && post.id > 0);
      const picture = parsePicture(value);
      if (picture !== null) assert.match(picture.address, /^https?:/);
      parsePlugin(value);
    }),
  );
});
