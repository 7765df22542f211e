import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Push, readPush } from './push.ts';
import { SourceError } from './source-error.ts';

const push: Push = {
  language: 'de',
  headline: '  Die Brücke\n ist offen ',
  publishedAt: new Date('2026-11-22T10:15:00.500Z'),
  html: '<p>Die Brücke ist <b>offen</b>.</p><script>alert(1)</script><p><a href="/mehr">Mehr</a></p>',
  address: 'https://courier.example/bruecke',
};

test('HTML becomes blocks, and nothing of it survives', () => {
  const { draft, contentHash } = readPush(push, 'push:cms');
  assert.equal(draft.headline, 'Die Brücke ist offen');
  assert.equal(draft.publishedAt, '2026-11-22T10:15:00Z');
  assert.deepEqual(
    draft.blocks.map(({ type }) => type),
    ['paragraph', 'paragraph'],
  );
  assert.match(JSON.stringify(draft.blocks), /"address":"https:\/\/courier\.example\/mehr"/);
  assert.ok(!JSON.stringify(draft).includes('alert'));
  assert.match(contentHash, /^[0-9a-f]{64}$/);
});

test('the same text has the same hash, another one another', () => {
  const hash = (other: Partial<Push>) => readPush({ ...push, ...other }, 'push:cms').contentHash;
  assert.equal(hash({}), hash({ headline: 'Die Brücke ist offen' }));
  assert.notEqual(hash({}), hash({ html: '<p>Die Brücke ist zu.</p>' }));
});

test('what has no text, no headline or no language is refused', () => {
  for (const other of [{ html: '<script>1</script>' }, { headline: ' ' }, { language: '??' }])
    assert.throws(() => readPush({ ...push, ...other }, 'push:cms'), SourceError);
});
