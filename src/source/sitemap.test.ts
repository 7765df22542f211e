import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSitemap } from './sitemap.ts';
import { SourceError } from './source-error.ts';

const AT = 'https://courier.example/news.xml';
const URLSET =
  '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml">';

test('a news sitemap gives addresses, titles, dates, languages and language links', () => {
  const feed = parseSitemap(
    `${URLSET}<url><loc>https://courier.example/ru/most</loc><lastmod>2026-11-22T12:00:00Z</lastmod>
     <xhtml:link rel="alternate" hreflang="de" href="https://courier.example/bruecke"/>
     <image:image><image:loc>https://courier.example/x.jpg</image:loc><image:title>Not the title</image:title></image:image>
     <news:news><news:publication><news:name>Courier</news:name><news:language>ru</news:language></news:publication>
     <news:publication_date>2026-11-22T10:15:00+01:00</news:publication_date><news:title>Мост &amp; порт</news:title></news:news></url>
     <url><loc>https://courier.example/section</loc></url></urlset>`,
    AT,
  );
  assert.deepEqual(feed.items, [
    {
      address: 'https://courier.example/ru/most',
      title: 'Мост & порт',
      language: 'ru',
      publishedAt: '2026-11-22T09:15:00Z',
      modifiedAt: '2026-11-22T12:00:00Z',
      authors: [],
      sections: [],
      media: [],
      alternates: [{ language: 'de', address: 'https://courier.example/bruecke' }],
    },
  ]);
});

test('a sitemap without news entries gives all its pages', () => {
  const feed = parseSitemap(`${URLSET}<url><loc>/a</loc></url><url><loc>javascript:x</loc></url></urlset>`, AT);
  assert.deepEqual(
    feed.items.map((item) => item.address),
    ['https://courier.example/a'],
  );
});

test('a list of sitemaps and anything else is refused with a hint', () => {
  for (const [text, message] of [
    ['<sitemapindex><sitemap><loc>x</loc></sitemap></sitemapindex>', /a list of sitemaps/],
    ['<rss version="2.0"/>', /not a sitemap/],
    ['no xml', /not a sitemap/],
  ] as const) {
    assert.throws(
      () => parseSitemap(text, AT),
      (error) => {
        assert.ok(error instanceof SourceError);
        assert.equal(error.code, 'not-a-sitemap');
        assert.match(error.message, message);
        return error.hint !== undefined;
      },
    );
  }
});
