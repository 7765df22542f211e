import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { plainText } from '../article/index.ts';
import type { DraftBlock } from './draft.ts';
import { extractPage, feedLinks } from './page.ts';
import { SourceError } from './source-error.ts';

const AT = 'https://courier.example/harbour/wall.html';
const sentence = 'The wall at the north quay will be renewed over its whole length from March on. ';
const paragraphs = (count: number, words = sentence): string => `<p>${words.repeat(3)}</p>`.repeat(count);

function textOf(blocks: readonly DraftBlock[]): string {
  return blocks.flatMap((block) => ('address' in block ? [] : [plainText(block)])).join('\n');
}

const PAGE = `<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>The quay wall | The Courier</title>
<link rel="canonical" href="/harbour/wall.html"><link rel="alternate" hreflang="de" href="/de/mauer.html">
<link rel="alternate" hreflang="x-default" href="/harbour/wall.html"><link rel="alternate" hreflang="en" href="/harbour/wall.html">
<meta property="og:title" content="OG title"><meta property="article:section" content="Harbour">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"The Courier"},
{"@type":["NewsArticle"],"headline":"The quay wall’s new face","datePublished":"2026-11-22T10:15:00+01:00",
"dateModified":"2026-11-22T12:00:00Z","author":[{"@type":"Person","name":"Marlene Quast"},"Ove Lind"],"articleSection":["Harbour","Town"],"inLanguage":"en"}]}</script>
</head><body><header><nav><a href="/">Home</a> <a href="/harbour">Harbour</a></nav></header><main><article>
<p class="kicker">Repairs</p><h1>The quay wall’s new face</h1><p class="standfirst">Fourteen million for four hundred metres of stone.</p>
<p class="byline">By Marlene Quast</p><figure><img src="/hero.jpg" alt="The wall"><figcaption>The wall. Photo: Piet Holm</figcaption></figure>
<ul class="share"><li><a href="#">Share</a></li></ul>
<div class="article-body">${paragraphs(3)}<aside class="newsletter"><p>Sign up now</p></aside><h2>The money</h2>${paragraphs(2)}</div>
</article><aside class="related"><h2>More</h2><ul><li><a href="/x">Other story</a></li></ul></aside></main>
<footer><p>Imprint</p></footer><div class="cookie-banner"><p>We use cookies</p></div></body></html>`;

test('a page gives its text and what it says of itself', () => {
  const { blocks, ...about } = extractPage(PAGE, AT);
  assert.deepEqual(about, {
    headline: 'The quay wall’s new face',
    kicker: 'Repairs',
    language: 'en-GB',
    publishedAt: '2026-11-22T09:15:00Z',
    modifiedAt: '2026-11-22T12:00:00Z',
    authors: ['Marlene Quast', 'Ove Lind'],
    sections: ['Harbour', 'Town'],
    canonical: AT,
    alternates: [
      { language: 'de', address: 'https://courier.example/de/mauer.html' },
      { language: 'en', address: AT },
    ],
    isRestricted: false,
  });
  assert.deepEqual(
    blocks.map((block) => block.type),
    ['picture', 'lead', 'paragraph', 'paragraph', 'paragraph', 'heading', 'paragraph', 'paragraph'],
  );
  assert.deepEqual(blocks[0], {
    type: 'picture',
    address: 'https://courier.example/hero.jpg',
    alternative: 'The wall',
    caption: [{ type: 'text', text: 'The wall.' }],
    credit: 'Photo: Piet Holm',
  });
  assert.doesNotMatch(textOf(blocks), /Sign up|Share|Other story|Imprint|cookies|Home|By Marlene/);
});

test('a page without marked text is read by what looks like the article', () => {
  const html = `<html><body><div id="top"><a href="/a">Menu one</a> <a href="/b">Menu two</a></div>
    <div id="c1"><h1>Headline</h1><div>${paragraphs(6)}</div></div><div id="foot"><a href="/i">Imprint</a></div></body></html>`;
  const page = extractPage(html, AT);
  assert.equal(page.headline, 'Headline');
  assert.equal(page.blocks.filter((block) => block.type === 'paragraph').length, 6);
  assert.doesNotMatch(textOf(page.blocks), /Menu|Imprint/);
});

test('paragraphs written as divs are not lost', () => {
  const html = `<html><body><article><h1>H</h1>${`<div>${sentence.repeat(3)}</div>`.repeat(5)}</article></body></html>`;
  assert.equal(textOf(extractPage(html, AT).blocks).split('north quay').length - 1, 15);
});

test('a marked body that holds only a teaser is not believed', () => {
  const html = `<html><body><div class="entry-content"><p>Short.</p></div><article>${paragraphs(6)}</article></body></html>`;
  assert.match(textOf(extractPage(html, AT).blocks), /north quay/);
});

test('of several marked texts the longest is the article', () => {
  const html = `<html><body><main><div class="entry-content">${paragraphs(4)}</div><div class="entry-content"><p>Another post.</p></div></main></body></html>`;
  assert.doesNotMatch(textOf(extractPage(html, AT).blocks), /Another post/);
});

test('the text in JSON-LD is the last resort', () => {
  const body = `${sentence.repeat(4)}\n\n${sentence.repeat(4)}`;
  const html = `<html><head><script type="application/ld+json">${JSON.stringify({ '@type': 'Article', headline: 'H', articleBody: body, isAccessibleForFree: 'False' })}</script></head><body><div id="app"></div></body></html>`;
  const page = extractPage(html, AT);
  assert.equal(page.blocks.length, 2);
  assert.equal(page.isRestricted, true);
});

test('JSON-LD that is broken or about something else is passed over', () => {
  const html = `<html><head><script type="application/ld+json">{broken</script><script type="application/ld+json">[{"@type":"Organization","name":"X"}]</script>
    <meta property="og:title" content="From Open Graph"><meta property="article:published_time" content="2026-11-22T10:15:00Z"><meta name="author" content="Ann"><meta property="og:locale" content="ru_RU"></head><body>${paragraphs(4)}</body></html>`;
  const page = extractPage(html, AT);
  assert.equal(page.headline, 'From Open Graph');
  assert.equal(page.publishedAt, '2026-11-22T10:15:00Z');
  assert.deepEqual(page.authors, ['Ann']);
  assert.equal(page.language, 'ru-RU');
});

test('a base element of another origin is not believed', () => {
  const body = `<body><article><p>${sentence.repeat(9)} <a href="x">link</a></p></article></body>`;
  const linkIn = (base: string): string =>
    JSON.stringify(extractPage(`<html><head><base href="${base}"></head>${body}</html>`, AT).blocks);
  assert.match(linkIn('https://evil.example/'), /https:\/\/courier\.example\/harbour\/x/);
  assert.match(linkIn('/other/'), /https:\/\/courier\.example\/other\/x/);
});

test('a hostile page is refused by name or leaves only words', () => {
  assert.throws(
    () => extractPage(`<html><body>${'<div>'.repeat(10_000)}x`, AT),
    (error) => error instanceof SourceError && error.code === 'too-deep' && error.message.includes(AT),
  );
  const page = extractPage(
    `<html><body><article onclick="x()">${paragraphs(4)}<script>x()</script><p><a href="javascript:x()">y</a></p><svg><script>x()</script></svg></article></body></html>`,
    AT,
  );
  assert.doesNotMatch(JSON.stringify(page), /x\(\)|javascript/);
});

test('feeds a page names are found, comment feeds are not', () => {
  const html = `<html><head><link rel="alternate" type="application/rss+xml" title="Courier » Comments" href="/comments/feed/">
    <link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1"><link rel="alternate" type="application/rss+xml" href="/feed/">
    <link rel="alternate" type="application/atom+xml" href="https://feeds.example/atom"><link rel="stylesheet" type="text/css" href="/x.css"></head><body></body></html>`;
  assert.deepEqual(feedLinks(html, AT), ['https://courier.example/feed/', 'https://feeds.example/atom']);
});

test('any text in place of a page is read or refused', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '<html>',
      '<body>',
      '<article>',
      '</article>',
      '<p>',
      '<script type="application/ld+json">',
      '{"@type":"Article","author":[null,1,{"name":{}}]}',
      '</script>',
      '<link rel=alternate hreflang=',
      '<base href=',
      '<frameset>',
      '<head/>',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      try {
        assert.ok(Array.isArray(extractPage(pieces.join(''), AT).blocks));
      } catch (error) {
        assert.ok(error instanceof SourceError, `${String(error)} ${(error as Error).stack}`);
      }
    }),
    { numRuns: 300 },
  );
});
