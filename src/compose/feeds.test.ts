import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseJsonFeed, parseRssFeed } from 'feedsmith';
import { parseHTML } from 'linkedom';
import { SaxesParser } from 'saxes';
import type { LanguageVersion } from '../article/index.ts';
import { composeFeeds, type FeedsInput } from './feeds.ts';
import { FACE, RUSSIAN, withParagraphs } from './testing/specimen.ts';

const BASE = 'https://carrier.example/courier/';
const HOSTILE = ']]> </title><script>alert(1)</script> & "x"';
const second: LanguageVersion = {
  ...withParagraphs(RUSSIAN, [`Короткая заметка ${HOSTILE}`, 'Второй абзац.']),
  article: '7wk9m2tq7x',
};
const hostile: LanguageVersion = { ...second, body: { ...second.body, headline: HOSTILE, bylines: [HOSTILE] } };
const withdrawn: LanguageVersion = {
  ...withParagraphs(RUSSIAN, ['Ошибка <источника> & автора.']),
  article: '9zk9m2tq7x',
};
const input: FeedsInput = {
  face: FACE,
  language: 'ru',
  versions: [RUSSIAN, hostile, { ...withdrawn, body: { ...withdrawn.body, state: 'withdrawn' } }],
};

function feeds(given: FeedsInput = input): { xml: string; json: string } {
  const [xml, json, ...more] = composeFeeds(given);
  assert.equal(xml?.path, 'ru/feed.xml');
  assert.equal(json?.path, 'ru/feed.json');
  assert.deepEqual(more, []);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return { xml: decoder.decode(xml?.bytes), json: decoder.decode(json?.bytes) };
}

test('the RSS feed holds every current article in full, under an id that no revision changes', () => {
  const feed = parseRssFeed(feeds().xml);
  assert.equal(feed.title, 'Линдхафенский вестник');
  assert.equal(feed.language, 'ru');
  assert.equal(feed.xml?.lang, 'ru');
  assert.deepEqual(
    feed.items?.map(({ guid, title }) => [guid?.value, guid?.isPermaLink, title]),
    [
      ['tag:courier.example,2026-11-22:3fk9m2tq7x/ru', false, RUSSIAN.body.headline],
      ['tag:courier.example,2026-11-22:7wk9m2tq7x/ru', false, HOSTILE],
    ],
  );
  const [first] = feed.items ?? [];
  assert.equal(first?.link, '2026/11/22/3fk9m2tq7x.html');
  assert.equal(new Date(String(first?.pubDate)).toISOString(), '2026-11-22T10:15:00.000Z');
  assert.equal(new Date(String(first?.atom?.updated)).toISOString(), '2026-11-23T08:00:00.000Z');
  assert.deepEqual(first?.dc?.creators, ['Мира Хольт', 'Томас Брандау']);
  assert.deepEqual(
    first?.categories?.map(({ name }) => name),
    ['Гавань', 'Город'],
  );
  const html = first?.content?.encoded ?? '';
  assert.match(html, /^<p><em>Сайт издания Линдхафенский вестник заблокирован/);
  assert.match(html, /<table><caption>Расходы, тысяч крон<\/caption><tr><th>Работы<\/th>/);
  assert.match(html, /<p>▶ За три года/);
  assert.match(html, /<li>новая лестница:<ol><li>86 ступеней/);
  assert.match(html, /<strong>Исправление \(<time datetime="2026-11-23T08:00:00Z">2026-11-23<\/time>\):<\/strong>/);
});

test('feeds are well-formed and what they hold cannot leave its place', () => {
  const { xml } = feeds();
  new SaxesParser({ xmlns: true }).write(xml).close();
  for (const item of parseRssFeed(xml).items ?? []) {
    const { document } = parseHTML(`<body>${item.content?.encoded}</body>`);
    assert.equal(document.querySelectorAll('script, img, video, style, iframe').length, 0);
  }
  const [, item] = parseRssFeed(xml).items ?? [];
  assert.equal(item?.dc?.creators?.[0], HOSTILE);
});

test('a withdrawn article is a tombstone with its reason, in both feeds', () => {
  const { xml, json } = feeds();
  const tombstones: Record<string, unknown>[] = [];
  let comment = '';
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ local, uri, attributes }) => {
    if (uri !== 'http://purl.org/atompub/tombstones/1.0') return;
    if (local === 'deleted-entry') tombstones.push({ ref: attributes.ref?.value, when: attributes.when?.value });
    comment = '';
  });
  parser.on('text', (text) => {
    comment += text;
  });
  parser.on('closetag', ({ local }) => {
    if (local === 'comment') Object.assign(tombstones.at(-1) ?? {}, { reason: comment });
  });
  parser.write(xml).close();
  const expected = {
    when: '2026-11-23T08:00:00Z',
    reason: 'Ошибка <источника> & автора.',
  };
  const id = 'tag:courier.example,2026-11-22:9zk9m2tq7x/ru';
  assert.deepEqual(tombstones, [{ ref: id, ...expected }]);
  assert.deepEqual(JSON.parse(json)._tamizdat.withdrawn, [{ id, ...expected }]);
  assert.doesNotMatch(json, /"url": "2026\/11\/22\/9zk9m2tq7x\.html"/);
});

test('the JSON feed says the same, and how a translation came to be', () => {
  const feed = parseJsonFeed(JSON.parse(feeds().json));
  assert.equal(feed.language, 'ru');
  assert.equal(feed.feed_url, 'feed.json');
  const [first, other] = feed.items ?? [];
  assert.equal(first?.id, 'tag:courier.example,2026-11-22:3fk9m2tq7x/ru');
  assert.equal(other?.title, HOSTILE);
  assert.equal(first?.content_html, parseRssFeed(feeds().xml).items?.[0]?.content?.encoded);
  const item = JSON.parse(feeds().json).items[0];
  assert.equal(item._tamizdat.digital_source_type, 'CompositeWithTrainedAlgorithmicMediaDigitalSource');
});

test('addresses are relative to the feed, and absolute where the edition has an address', () => {
  const media = `m/aa/${'a'.repeat(64)}.webp`;
  const relative = feeds();
  assert.ok(relative.xml.includes(`<a href="../${media}">`));
  const { xml, json } = feeds({ ...input, baseAddress: BASE });
  assert.ok(xml.includes(`<a href="${BASE}${media}">`));
  const feed = parseRssFeed(xml);
  assert.equal(feed.link, `${BASE}ru/index.html`);
  assert.equal(feed.items?.[0]?.link, `${BASE}ru/2026/11/22/3fk9m2tq7x.html`);
  assert.equal(JSON.parse(json).items[0].url, `${BASE}ru/2026/11/22/3fk9m2tq7x.html`);
});

test('the same articles make the same feeds, and none make empty ones', () => {
  assert.deepEqual(feeds(), feeds());
  const none = feeds({ ...input, versions: [] });
  assert.equal(parseRssFeed(none.xml).title, 'Линдхафенский вестник');
  assert.deepEqual(JSON.parse(none.json).items ?? [], []);
});
