import assert from 'node:assert/strict';
import { test } from 'node:test';
import { articleOf, frontOf, pageOf, Scene } from '../../test/reader/scene.ts';
import type { PageSpec } from '../../test/vectors/newsroom.ts';
import { verifyReport } from '../proof/index.ts';
import { claimsOf, readContent } from './content.ts';
import type { Content } from './session.ts';

/** Publishes one page and verifies it as this file reads it. */
async function publish(t: Parameters<typeof Scene.open>[0], spec: PageSpec) {
  const { newsroom } = await Scene.open(t, 0);
  const [page] = await newsroom.publish([{ article: 'aaaaaaaaaa', ...spec }]);
  const contents: Content[] = [];
  const report = await verifyReport({
    fingerprint: newsroom.fingerprint,
    read: newsroom.read,
    page: { bytes: newsroom.file(page?.path ?? ''), path: page?.path ?? '' },
    readBody: (verified) => {
      const content = readContent(verified);
      contents.push(content);
      return claimsOf(content);
    },
    now: newsroom.now,
  });
  return { failure: report.label.failure, content: contents[0] };
}

test('an article, a withdrawal and a front are taken apart', async (t) => {
  const article = await publish(t, { language: 'ru', parts: [articleOf('Мост закрыт.')] });
  assert.equal(article.content?.kind === 'article' && article.content.body.headline, 'Мост');
  const withdrawal = await publish(t, {
    kind: 'withdrawal',
    language: 'ru',
    parts: [articleOf('Отозвано.', { state: 'withdrawn' })],
    state: 'withdrawn',
  });
  assert.deepEqual([withdrawal.failure, withdrawal.content?.kind], [null, 'article']);
  const front = await publish(t, { kind: 'front', language: 'ru', parts: [frontOf('Мост')] });
  assert.equal(front.content?.kind === 'listing' && front.content.listing.entries.length, 1);
});

test('a signed text that is another than its record says is not genuine', async (t) => {
  const text = articleOf('Мост закрыт.');
  const mismatches: readonly PageSpec[] = [
    { language: 'de', parts: [text] },
    { kind: 'withdrawal', language: 'ru', parts: [text], state: 'withdrawn' },
    { language: 'ru', parts: [articleOf('Мост.', { state: 'withdrawn' })] },
    { language: 'ru', parts: [text, text] },
    { kind: 'day', language: 'ru', parts: [frontOf('Мост')] },
  ];
  for (const spec of mismatches) assert.equal((await publish(t, spec)).failure, 'body-mismatch');
  const forms: readonly PageSpec[] = [
    { kind: 'front', language: 'ru', parts: [text] },
    { language: 'ru', parts: [frontOf('Мост')] },
    { language: 'ru', parts: [pageOf('<article lang="ru"><script>1</script></article>')] },
  ];
  for (const spec of forms) assert.equal((await publish(t, spec)).failure, 'body-format');
});
