import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { parseHTML } from 'linkedom';
import { SaxesParser } from 'saxes';
import * as any from '../../test/arbitraries/article.ts';
import type { LanguageVersion } from '../article/index.ts';
import { FEED_HTML_BYTES, type FeedsInput } from './feed-items.ts';
import { composeFeeds } from './feeds.ts';
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
const WITHDRAWN = 'tag:courier.example,2026-11-22:9zk9m2tq7x/ru';
const input: FeedsInput = {
  face: FACE,
  language: 'ru',
  versions: [RUSSIAN, hostile, { ...withdrawn, body: { ...withdrawn.body, state: 'withdrawn' } }],
};

function feeds(given: FeedsInput = input): { xml: string; atom: string; json: string } {
  const files = composeFeeds(given);
  assert.deepEqual(
    files.map(({ path }) => path),
    ['feed.xml', 'atom.xml', 'feed.json', 'ninjs.json'].map((name) => `${given.language}/${name}`),
  );
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const [xml = '', atom = '', json = ''] = files.map(({ bytes }) => decoder.decode(bytes));
  return { xml, atom, json };
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
      [WITHDRAWN, false, 'Эта статья отозвана.'],
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

test('the Atom feed says the same, entry by entry', () => {
  const { xml, atom } = feeds();
  const feed = parseAtomFeed(atom);
  const rss = parseRssFeed(xml);
  assert.equal(feed.title?.value, rss.title);
  assert.equal(feed.xml?.lang, 'ru');
  assert.equal(feed.id, 'https://courier.example/#feed-ru');
  assert.deepEqual(
    feed.entries?.map(({ id, title, content, links }) => [id, title?.value, content?.value, links?.[0]?.href]),
    rss.items?.map(({ guid, title, content, link }) => [guid?.value, title, content?.encoded, link]),
  );
  const [first] = feed.entries ?? [];
  assert.equal(first?.content?.type, 'html');
  assert.equal(new Date(String(first?.published)).toISOString(), '2026-11-22T10:15:00.000Z');
  assert.equal(new Date(String(first?.updated)).toISOString(), '2026-11-23T08:00:00.000Z');
  assert.deepEqual(
    first?.authors?.map(({ name }) => name),
    RUSSIAN.body.bylines,
  );
});

test('a correction is said above the text, and so is how a translation came to be', () => {
  const [corrected, current] = parseRssFeed(feeds().xml).items ?? [];
  assert.match(corrected?.content?.encoded ?? '', /<p><strong>В эту статью внесены исправления\.<\/strong><\/p>/);
  assert.match(corrected?.content?.encoded ?? '', /<p><small>Машинный перевод с немецкого; проверка: Анна Вебер/);
  assert.doesNotMatch(current?.content?.encoded ?? '', /внесены исправления/);
});

test('feeds are well-formed and what they hold cannot leave its place', () => {
  const { xml, atom } = feeds();
  for (const each of [xml, atom]) new SaxesParser({ xmlns: true }).write(each).close();
  for (const item of parseRssFeed(xml).items ?? []) {
    const { document } = parseHTML(`<body>${item.content?.encoded}</body>`);
    assert.equal(document.querySelectorAll('script, img, video, style, iframe').length, 0);
  }
  const [, item] = parseRssFeed(xml).items ?? [];
  assert.equal(item?.dc?.creators?.[0], HOSTILE);
});

test('whatever the articles are, the feeds are well-formed', () => {
  const versions = fc.array(
    fc.record({ article: any.articleId, day: any.day, revision: fc.nat(), body: any.articleBody }),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(versions, (each) => {
      const { xml, atom, json } = feeds({ ...input, versions: each });
      for (const text of [xml, atom]) new SaxesParser({ xmlns: true }).write(text).close();
      assert.equal(parseAtomFeed(atom).entries?.length ?? 0, each.length);
      assert.equal(JSON.parse(json).items?.length ?? 0, each.length);
    }),
    { numRuns: 50 },
  );
});

/** What the tombstones of a feed say. */
function tombstonesIn(xml: string): Record<string, unknown>[] {
  const tombstones: Record<string, unknown>[] = [];
  let comment = '';
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ local, uri, attributes }) => {
    if (uri !== 'http://purl.org/atompub/tombstones/1.0') return;
    if (local === 'deleted-entry') tombstones.push({ id: attributes.ref?.value, when: attributes.when?.value });
    comment = '';
  });
  parser.on('text', (text) => {
    comment += text;
  });
  parser.on('closetag', ({ local }) => {
    if (local === 'comment') Object.assign(tombstones.at(-1) ?? {}, { reason: comment });
  });
  parser.write(xml).close();
  return tombstones;
}

test('a withdrawn article is a tombstone and a notice, with its reason and nothing else of it', () => {
  const { xml, atom, json } = feeds();
  const reason = 'Ошибка <источника> & автора.';
  const tombstone = { id: WITHDRAWN, when: '2026-11-23T08:00:00Z', reason };
  assert.deepEqual(tombstonesIn(xml), [tombstone]);
  assert.deepEqual(tombstonesIn(atom), [tombstone]);
  assert.deepEqual(JSON.parse(json)._tamizdat.withdrawn, [tombstone]);
  const notice = parseRssFeed(xml).items?.find(({ guid }) => guid?.value === WITHDRAWN);
  assert.match(notice?.content?.encoded ?? '', /^<p><strong>Эта статья отозвана\. Причина:<\/strong><\/p>\n<p>/);
  assert.equal(notice?.description, reason);
  assert.deepEqual([notice?.dc?.creators, notice?.categories], [undefined, undefined]);
  assert.equal(JSON.parse(json).items[2]._tamizdat.state, 'withdrawn');
  // The headline of what was withdrawn stands there for the article that still has it, once a feed.
  for (const each of [xml, atom, json]) assert.equal(each.split(RUSSIAN.body.headline).length, 2);
});

test('feeds say whose the texts are, and what may be done with them where the newsroom says so', () => {
  const plain = feeds();
  assert.equal(parseRssFeed(plain.xml).copyright, '© Линдхафенский вестник');
  const { xml, atom, json } = feeds({ ...input, face: { ...FACE, rights: { de: 'Nachdruck frei.' } } });
  const rights = '© Линдхафенский вестник. Nachdruck frei.';
  assert.equal(parseRssFeed(xml).copyright, rights);
  assert.deepEqual(parseRssFeed(xml).items?.[0]?.dc?.rights, [rights]);
  assert.equal(parseAtomFeed(atom).rights?.value, rights);
  assert.equal(parseAtomFeed(atom).entries?.[0]?.rights?.value, rights);
  assert.equal(JSON.parse(json)._tamizdat.rights, rights);
});

test('an article leads to its other languages', () => {
  const others = new Map([[RUSSIAN.article, ['de', 'ru', 'fa']]]);
  const { xml, atom, json } = feeds({ ...input, others, baseAddress: BASE });
  const addresses = ['de', 'fa'].map((language) => [language, `${BASE}${language}/2026/11/22/3fk9m2tq7x.html`]);
  const languagesOf = (links: readonly { hreflang?: string; href?: string }[] = []) =>
    links.flatMap(({ hreflang, href }) => (hreflang === undefined ? [] : [[hreflang, href]]));
  assert.deepEqual(languagesOf(parseRssFeed(xml).items?.[0]?.atom?.links), addresses);
  assert.deepEqual(languagesOf(parseAtomFeed(atom).entries?.[0]?.links), addresses);
  const [item, other] = JSON.parse(json).items;
  assert.deepEqual(
    item._tamizdat.languages,
    addresses.map(([language, url]) => ({ language, url })),
  );
  assert.equal(other._tamizdat.languages, undefined);
});

test('full texts beyond the size of a feed are left out, the oldest first, and withdrawals never', () => {
  const long = withParagraphs(
    RUSSIAN,
    Array.from({ length: 100 }, () => 'слово '.repeat(300)),
  );
  const many = Array.from({ length: 6 }, (_, at): LanguageVersion => ({ ...long, article: `aaaaaaaaa${at}` }));
  const gone: LanguageVersion = { ...withdrawn, body: { ...withdrawn.body, state: 'withdrawn' } };
  const ids = (versions: readonly LanguageVersion[]) =>
    (parseRssFeed(feeds({ ...input, versions }).xml).items ?? []).map(({ guid }) => guid?.value?.slice(-13, -3));
  const kept = ids([...many, gone]);
  const sizeBytes = Buffer.byteLength(
    parseRssFeed(feeds({ ...input, versions: many }).xml).items?.[0]?.content?.encoded ?? '',
  );
  const fit = Math.floor(FEED_HTML_BYTES / sizeBytes);
  assert.ok(fit > 0 && fit < many.length);
  assert.deepEqual(kept, [...many.slice(0, fit).map(({ article }) => article), gone.article]);
  const huge = withParagraphs(
    RUSSIAN,
    Array.from({ length: 400 }, () => 'слово '.repeat(300)),
  );
  assert.deepEqual(ids([huge, ...many]), [huge.article]);
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
