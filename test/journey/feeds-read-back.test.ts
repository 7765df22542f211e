import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LanguageVersion, plainText } from '../../src/article/index.ts';
import { composeFeeds } from '../../src/compose/index.ts';
import { FACE, RUSSIAN, withParagraphs } from '../../src/compose/testing/specimen.ts';
import { blocksFromHtml, parseFeed } from '../../src/source/index.ts';

const BASE = 'https://carrier.example/';
const gone = withParagraphs(RUSSIAN, ['Автор ошибся.']);
const withdrawn: LanguageVersion = {
  ...gone,
  article: '9zk9m2tq7x',
  body: { ...gone.body, state: 'withdrawn', sections: [], bylines: [] },
};
const files = composeFeeds({
  face: FACE,
  language: 'ru',
  versions: [RUSSIAN, withdrawn],
  others: new Map([[RUSSIAN.article, ['de', 'ru']]]),
  baseAddress: BASE,
});
const READ_BACK = ['ru/feed.xml', 'ru/atom.xml', 'ru/feed.json'];

for (const path of READ_BACK) {
  const bytes = files.find((file) => file.path === path)?.bytes;
  const feed = parseFeed(new TextDecoder().decode(bytes), BASE + path);

  test(`${path} is read back as the article it was made from`, () => {
    assert.equal(feed.repaired, undefined);
    const [item] = feed.items;
    const { body, article, day } = RUSSIAN;
    assert.equal(item?.id, `tag:courier.example,${day}:${article}/ru`);
    assert.equal(item?.address, `${BASE}ru/2026/11/22/${article}.html`);
    assert.deepEqual(
      [item?.title, item?.language, item?.publishedAt, item?.modifiedAt],
      [body.headline, 'ru', body.publishedAt, body.modifiedAt],
    );
    assert.deepEqual([item?.authors, item?.sections], [body.bylines, body.sections]);
    const blocks = blocksFromHtml(item?.content ?? '', {
      language: 'ru',
      headline: body.headline,
      name: path,
      base: BASE + path,
    });
    const text = plainText(
      blocks.flatMap((block) => (block.type === 'picture' || block.type === 'video' ? [] : [block])),
    );
    for (const block of body.blocks) {
      if (block.type === 'picture' || block.type === 'video' || block.type === 'correction') continue;
      for (const line of plainText([block]).split('\n')) assert.ok(text.includes(line), line);
    }
  });

  test(`${path} is read back with what was withdrawn, and why`, () => {
    const id = 'tag:courier.example,2026-11-22:9zk9m2tq7x/ru';
    assert.deepEqual(feed.deleted, [{ id, when: '2026-11-23T08:00:00Z', reason: 'Автор ошибся.' }]);
    // Beside it stands an item that is no newer: the withdrawal counts.
    assert.equal(feed.items.find((item) => item.id === id)?.modifiedAt, '2026-11-23T08:00:00Z');
  });
}

for (const path of ['ru/feed.xml', 'ru/atom.xml']) {
  test(`${path} leads to the other languages`, () => {
    const bytes = files.find((file) => file.path === path)?.bytes;
    const [item] = parseFeed(new TextDecoder().decode(bytes), BASE + path).items;
    assert.deepEqual(item?.alternates, [{ language: 'de', address: `${BASE}de/2026/11/22/3fk9m2tq7x.html` }]);
  });
}
