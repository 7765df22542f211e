import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseFeed } from './feed.ts';
import { SourceError } from './source-error.ts';

const AT = 'https://courier.example/feed';

const WORDPRESS = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
<channel><title>The Courier</title><atom:link href="https://courier.example/feed/" rel="self" type="application/rss+xml" />
<link>https://courier.example</link><description></description><lastBuildDate>Sun, 22 Nov 2026 11:00:00 +0000</lastBuildDate>
<language>en-GB</language><sy:updatePeriod>hourly</sy:updatePeriod>
<item><title>The quay wall&#8217;s new face &#038; more</title><link>https://courier.example/quay-wall/</link>
<dc:creator><![CDATA[Marlene Quast]]></dc:creator><pubDate>Sun, 22 Nov 2026 10:15:00 +0000</pubDate>
<category><![CDATA[Harbour]]></category><category><![CDATA[Town &amp; Council]]></category>
<guid isPermaLink="false">https://courier.example/?p=17</guid>
<description><![CDATA[<p>Repairs begin in March. [&#8230;]</p>]]></description>
<content:encoded><![CDATA[<p>Repairs <strong>begin</strong> in March.</p>]]></content:encoded>
<wfw:commentRss>https://courier.example/quay-wall/feed/</wfw:commentRss><slash:comments>0</slash:comments></item>
</channel></rss>`;

test('a WordPress feed gives its items', () => {
  const feed = parseFeed(WORDPRESS, AT);
  assert.equal(feed.format, 'rss');
  assert.equal(feed.title, 'The Courier');
  assert.deepEqual(feed.items, [
    {
      id: 'https://courier.example/?p=17',
      address: 'https://courier.example/quay-wall/',
      title: 'The quay wall’s new face & more',
      language: 'en-GB',
      content: '<p>Repairs <strong>begin</strong> in March.</p>',
      summary: '<p>Repairs begin in March. [&#8230;]</p>',
      publishedAt: '2026-11-22T10:15:00Z',
      authors: ['Marlene Quast'],
      sections: ['Harbour', 'Town & Council'],
      media: [],
      alternates: [],
    },
  ]);
});

test('a Ghost feed gives its pictures', () => {
  const feed = parseFeed(
    `<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:media="http://search.yahoo.com/mrss/" version="2.0"><channel><title><![CDATA[Courier]]></title>
     <item><title><![CDATA[Tides]]></title><description><![CDATA[High water]]></description><link>https://courier.example/tides/</link>
     <guid isPermaLink="false">6921</guid><dc:creator><![CDATA[Ove]]></dc:creator><pubDate>Sun, 22 Nov 2026 10:15:00 GMT</pubDate>
     <media:content url="https://courier.example/content/images/tides.jpg" medium="image"/>
     <content:encoded><![CDATA[<p>High water at four.</p>]]></content:encoded></item></channel></rss>`,
    AT,
  );
  assert.deepEqual(feed.items[0]?.media, [
    { kind: 'picture', address: 'https://courier.example/content/images/tides.jpg' },
  ]);
  assert.equal(feed.items[0]?.language, undefined);
});

test('a Blogger feed (Atom, HTML in content) gives its items', () => {
  const feed = parseFeed(
    `<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'>
     <id>tag:blogger.example,1999:blog-1</id><updated>2026-11-22T10:15:00.000-08:00</updated><title type='text'>Notes</title>
     <author><name>Nils</name></author>
     <entry><id>tag:blogger.example,1999:blog-1.post-2</id><published>2026-11-22T10:15:00.000-08:00</published>
     <updated>2026-11-23T10:15:00.000-08:00</updated><category scheme='http://www.blogger.example/atom/ns#' term='harbour'/>
     <title type='text'>A &lt;b&gt; in a title</title><content type='html'>&lt;p&gt;One &amp;amp; two&lt;/p&gt;</content>
     <link rel='replies' type='text/html' href='https://notes.example/2026/11/a.html#comment-form'/>
     <link rel='alternate' type='text/html' href='https://notes.example/2026/11/a.html' title='A'/>
     <thr:total>0</thr:total></entry></feed>`,
    AT,
  );
  assert.deepEqual(feed.items, [
    {
      id: 'tag:blogger.example,1999:blog-1.post-2',
      address: 'https://notes.example/2026/11/a.html',
      title: 'A <b> in a title',
      content: '<p>One &amp; two</p>',
      publishedAt: '2026-11-22T18:15:00Z',
      modifiedAt: '2026-11-23T18:15:00Z',
      authors: ['Nils'],
      sections: ['harbour'],
      media: [],
      alternates: [],
    },
  ]);
});

test('Atom with XHTML, languages and deleted entries is understood', () => {
  const feed = parseFeed(
    `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="de">
     <title>Bote</title><at:deleted-entry ref="tag:bote.example,2026:1" when="2026-11-22T12:00:00+01:00">
     <at:comment>Die Angabe war falsch.</at:comment></at:deleted-entry>
     <entry xml:lang="ru"><id>tag:bote.example,2026:2</id><title>Мост</title><updated>2026-11-22T10:15:00Z</updated>
     <link href="/ru/most"/><link rel="alternate" hreflang="de" href="/bruecke"/><link rel="alternate" hreflang="x-default" href="/bruecke"/>
     <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Мост <em>закрыт</em>.</p></div></content></entry></feed>`,
    'https://bote.example/feed',
  );
  assert.deepEqual(feed.deleted, [
    { id: 'tag:bote.example,2026:1', when: '2026-11-22T11:00:00Z', reason: 'Die Angabe war falsch.' },
  ]);
  const [item] = feed.items;
  assert.equal(item?.language, 'ru');
  assert.equal(item?.address, 'https://bote.example/ru/most');
  assert.deepEqual(item?.alternates, [{ language: 'de', address: 'https://bote.example/bruecke' }]);
  assert.match(item?.content ?? '', /<p>Мост <em>закрыт<\/em>\.<\/p>/);
});

test('RSS 1.0 (RDF) gives its items', () => {
  const feed = parseFeed(
    `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
     xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://courier.example/"><title>C</title>
     <link>https://courier.example/</link><description>d</description><dc:language>en</dc:language></channel>
     <item rdf:about="https://courier.example/1"><title>One</title><link>https://courier.example/1</link>
     <description>Text of one.</description><dc:date>2026-11-22T10:15:00+01:00</dc:date><dc:creator>Ann</dc:creator>
     <dc:subject>Harbour</dc:subject></item></rdf:RDF>`,
    AT,
  );
  assert.equal(feed.format, 'rdf');
  assert.deepEqual(feed.items, [
    {
      id: 'https://courier.example/1',
      address: 'https://courier.example/1',
      title: 'One',
      language: 'en',
      content: 'Text of one.',
      publishedAt: '2026-11-22T09:15:00Z',
      authors: ['Ann'],
      sections: ['Harbour'],
      media: [],
      alternates: [],
    },
  ]);
});

test('RSS 0.91 without ids and dates gives its items', () => {
  const feed = parseFeed(
    `<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.example/rss.dtd">
     <rss version="0.91"><channel><title>C</title><link>https://courier.example/</link><language>en-us</language>
     <item><title>One</title><link>/one.html</link><description>Text &lt;b&gt;of&lt;/b&gt; one</description></item></channel></rss>`,
    AT,
  );
  assert.equal(feed.items[0]?.address, 'https://courier.example/one.html');
  assert.equal(feed.items[0]?.content, 'Text <b>of</b> one');
  assert.equal(feed.items[0]?.language, 'en-US');
  assert.equal(feed.items[0]?.id, undefined);
});

test('JSON Feed gives its items, text without markup too', () => {
  const feed = parseFeed(
    JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'C',
      language: 'en',
      authors: [{ name: 'The desk' }],
      items: [
        {
          id: 17,
          url: 'https://courier.example/1',
          title: 'R&D <b>',
          content_text: 'One < two.\n\nThree.',
          image: 'https://courier.example/1.jpg',
          date_published: '2026-11-22T10:15:00Z',
          tags: ['Harbour'],
        },
      ],
    }),
    AT,
  );
  assert.deepEqual(feed.items, [
    {
      id: '17',
      address: 'https://courier.example/1',
      title: 'R&D <b>',
      language: 'en',
      content: '<p>One &lt; two.</p><p>Three.</p>',
      publishedAt: '2026-11-22T10:15:00Z',
      authors: ['The desk'],
      sections: ['Harbour'],
      media: [{ kind: 'picture', address: 'https://courier.example/1.jpg' }],
      alternates: [],
    },
  ]);
});

test('authors are names, without their addresses', () => {
  const feed = parseFeed(
    `<rss version="2.0"><channel><title>C</title><item><title>x</title><link>/x</link>
     <author>ann@courier.example (Ann Berg)</author></item><item><title>y</title><link>/y</link><author>nils@courier.example</author></item></channel></rss>`,
    AT,
  );
  assert.deepEqual(
    feed.items.map((item) => item.authors),
    [['Ann Berg'], []],
  );
});

test('a feed that is not quite XML is read, and says so', () => {
  const feed = parseFeed(
    `<rss version="2.0"><channel><title>Fish & chips</title><item><title>A & B</title><link>https://courier.example/?a=1&b=2</link>
     <description>&lt;p&gt;x&amp;nbsp;y&lt;/p&gt;&nbsp;z</description></item></channel></rss>`,
    AT,
  );
  assert.ok(feed.repaired !== undefined);
  assert.equal(feed.items[0]?.title, 'A & B');
  assert.equal(feed.items[0]?.address, 'https://courier.example/?a=1&b=2');
});

test('an address that is none is not taken', () => {
  const feed = parseFeed(
    '<rss version="2.0"><channel><title>C</title><item><title>x</title><link>javascript:alert(1)</link><guid isPermaLink="true">data:x</guid></item></channel></rss>',
    AT,
  );
  assert.equal(feed.items[0]?.address, undefined);
});

test('items beyond the cap are not read, and the feed says so', () => {
  const items = Array.from({ length: 2_100 }, (_, at) => `<item><title>${at}</title></item>`).join('');
  const feed = parseFeed(`<rss version="2.0"><channel><title>C</title>${items}</channel></rss>`, AT);
  assert.equal(feed.items.length, 2_000);
  assert.equal(feed.truncated, true);
});

for (const [what, text, message] of [
  ['nothing', '', /not XML \(empty\)/],
  ['a sentence', 'Service unavailable', /not XML \(starts with "Service unavailable"\)/],
  ['a web page', '<!doctype html><html><body><p>Hi</body></html>', /a web page, not a feed/],
  ['other XML', '<opml version="2.0"><body/></opml>', /XML, but not a feed \(<opml>\)/],
  ['a sitemap', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', /a sitemap, not a feed/],
  ['JSON of another kind', '{"posts":[]}', /JSON, but not a JSON Feed/],
  ['a list in JSON', '[1,2]', /JSON, but not a JSON Feed/],
  ['broken JSON', '{"version":', /starts like JSON but is not/],
  ['JSON nested without end', '['.repeat(100_000), /starts like JSON but is not/],
] as const) {
  test(`${what} in place of a feed is refused by name, with a hint`, () => {
    assert.throws(
      () => parseFeed(text, AT),
      (error) => {
        assert.ok(error instanceof SourceError, String(error));
        assert.equal(error.code, 'not-a-feed');
        assert.ok(error.message.startsWith(`${AT}: `), error.message);
        assert.match(error.message, message);
        assert.ok((error.hint ?? '').length > 10);
        return true;
      },
    );
  });
}

test('a feed whose fields are of any type is read or refused, never a crash', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.dictionary(
          fc.constantFrom(
            'id',
            'url',
            'title',
            'content_html',
            'tags',
            'authors',
            'language',
            'date_published',
            'attachments',
            '__proto__',
          ),
          fc.jsonValue(),
        ),
      ),
      fc.jsonValue(),
      (items, extra) => {
        try {
          parseFeed(
            JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: extra, language: extra, items }),
            AT,
          );
        } catch (error) {
          assert.ok(error instanceof SourceError, String(error));
        }
      },
    ),
  );
});

test('a damaged feed is read or refused, never a crash', () => {
  fc.assert(
    fc.property(
      fc.nat(WORDPRESS.length),
      fc.nat(400),
      fc.oneof(fc.string(), fc.constantFrom('<', '>', '&', ']]>', '<item>', '</channel>', '\u0000')),
      (at, length, text) => {
        const damaged = WORDPRESS.slice(0, at) + text + WORDPRESS.slice(at + length);
        try {
          for (const item of parseFeed(damaged, AT).items) assert.equal(typeof item.title, 'string');
        } catch (error) {
          assert.ok(error instanceof SourceError, String(error));
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('any text at all is read or refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.throws(
        () => parseFeed(text, AT),
        (error) => error instanceof SourceError,
      );
    }),
  );
});

test('an id is a text that can be stored, whatever JSON escapes into it', () => {
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title: 'The Courier',
    items: [
      { id: 'a\u0000b', content_text: 'One.' },
      { id: 'c\ud800', content_text: 'Two.' },
    ],
  };
  assert.deepEqual(
    parseFeed(JSON.stringify(feed), 'https://courier.example/feed.json').items.map(({ id }) => id),
    ['ab', 'c\ufffd'],
  );
});
