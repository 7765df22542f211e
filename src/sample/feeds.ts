import { alternatesOf, articlePath, articleTag, frontPath } from './address.ts';
import { absoluteBody, isReadable } from './body.ts';
import { bylinesOf } from './bylines.ts';
import { SAMPLE_LANGUAGES, type SampleLanguage } from './content.ts';
import { type Published, withdrawalReason } from './newsdesk.ts';
import { type Paper, rubrics } from './pages.ts';
import { WORDS } from './words.ts';

const HEADER = '<?xml version="1.0" encoding="utf-8"?>\n';
const TWO_DAYS_MS = 2 * 86_400_000;
/** Articles that a feed lists, and tombstones behind them: whoever is away for longer looks at the pages. */
const FEED_ITEMS = 60;

/** Text or attribute value for XML. */
function x(text: string): string {
  return text.replace(/[&<>"]/g, (each) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[each] ?? each);
}

/** The articles of a language that were withdrawn last, as tombstones (RFC 6721). */
function tombstones(paper: Paper, language: SampleLanguage): string {
  return paper.entries
    .filter((each) => each.state === 'withdrawn' && each.article.languages[language] !== undefined)
    .toSorted((a, b) => b.modifiedAt.getTime() - a.modifiedAt.getTime())
    .slice(0, FEED_ITEMS)
    .map(
      ({ article, modifiedAt }) =>
        `<at:deleted-entry ref="${x(articleTag(language, article))}" when="${modifiedAt.toISOString()}">` +
        `<at:comment xml:lang="${language}">${x(withdrawalReason(article, language))}</at:comment>` +
        `</at:deleted-entry>\n`,
    )
    .join('');
}

/** The newest readable articles of a language. */
function current(paper: Paper, language: SampleLanguage): Published[] {
  return paper.entries.filter((each) => isReadable(each, language)).slice(0, FEED_ITEMS);
}

/** Full-text RSS 2.0 of a language: `content:encoded`, permanent ids, all language versions, tombstones. */
export function rss(paper: Paper, language: SampleLanguage, changedAt: Date): string {
  const words = WORDS[language];
  const items = current(paper, language).map((entry) => {
    const { article } = entry;
    const head = article.languages[language];
    const alternates = alternatesOf(paper.origin, article).map(
      (each) => `<atom:link rel="alternate" hreflang="${each.language}" href="${x(each.address)}"/>\n`,
    );
    return `<item>
<title>${x(head?.headline ?? '')}</title>
<link>${x(paper.origin + articlePath(language, article))}</link>
<guid isPermaLink="false">${x(articleTag(language, article))}</guid>
<pubDate>${entry.publishedAt.toUTCString()}</pubDate>
<atom:updated>${entry.modifiedAt.toISOString()}</atom:updated>
${bylinesOf(article.authors, language)
  .map((name) => `<dc:creator>${x(name)}</dc:creator>\n`)
  .join('')}${rubrics(entry, language)
  .map((name) => `<category>${x(name)}</category>\n`)
  .join('')}${alternates.join('')}<description>${x(head?.teaser ?? '')}</description>
<content:encoded><![CDATA[${absoluteBody(paper.origin, entry, language).replaceAll(']]>', ']]]]><![CDATA[>')}]]></content:encoded>
</item>
`;
  });
  return `${HEADER}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:at="http://purl.org/atompub/tombstones/1.0">
<channel>
<title>${x(words.paper)}</title>
<link>${x(paper.origin + frontPath(language))}</link>
<atom:link rel="self" type="application/rss+xml" href="${x(`${paper.origin}${frontPath(language)}feed.xml`)}"/>
<description>${x(words.motto)}</description>
<language>${language}</language>
<lastBuildDate>${changedAt.toUTCString()}</lastBuildDate>
${items.join('')}${tombstones(paper, language)}</channel>
</rss>
`;
}

/** Atom feed of the German edition with teasers only: whoever wants the text fetches the pages. */
export function atomTeasers(paper: Paper, changedAt: Date): string {
  const words = WORDS.de;
  const entries = current(paper, 'de').map((entry) => {
    const { article } = entry;
    return `<entry>
<id>${x(articleTag('de', article))}</id>
<title>${x(article.languages.de.headline)}</title>
<link rel="alternate" type="text/html" href="${x(paper.origin + articlePath('de', article))}"/>
<published>${entry.publishedAt.toISOString()}</published>
<updated>${entry.modifiedAt.toISOString()}</updated>
${article.authors.map((name) => `<author><name>${x(name)}</name></author>\n`).join('')}${rubrics(entry, 'de')
  .map((name) => `<category term="${x(name)}"/>\n`)
  .join('')}<summary>${x(article.languages.de.teaser)}</summary>
</entry>
`;
  });
  return `${HEADER}<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="de">
<id>tag:bote.example,2026:teaser:de</id>
<title>${x(words.paper)}</title>
<subtitle>${x(words.motto)}</subtitle>
<link rel="alternate" type="text/html" href="${x(paper.origin)}/"/>
<link rel="self" type="application/atom+xml" href="${x(paper.origin)}/atom-teaser.xml"/>
<updated>${changedAt.toISOString()}</updated>
${entries.join('')}${tombstones(paper, 'de')}</feed>
`;
}

/** JSON Feed 1.1 of the German edition, full text. */
export function jsonFeed(paper: Paper): string {
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title: WORDS.de.paper,
    description: WORDS.de.motto,
    home_page_url: `${paper.origin}/`,
    feed_url: `${paper.origin}/feed.json`,
    language: 'de',
    items: current(paper, 'de').map((entry) => ({
      id: articleTag('de', entry.article),
      url: paper.origin + articlePath('de', entry.article),
      title: entry.article.languages.de.headline,
      summary: entry.article.languages.de.teaser,
      content_html: absoluteBody(paper.origin, entry, 'de'),
      date_published: entry.publishedAt.toISOString(),
      date_modified: entry.modifiedAt.toISOString(),
      authors: entry.article.authors.map((name) => ({ name })),
      tags: rubrics(entry, 'de'),
      language: 'de',
    })),
  };
  return `${JSON.stringify(feed, null, 1)}\n`;
}

/** News sitemap: the newest versions of each language published in the last two days, with their sister versions. */
export function newsSitemap(paper: Paper, now: Date): string {
  const recent = paper.entries.filter((each) => now.getTime() - each.publishedAt.getTime() <= TWO_DAYS_MS);
  const listed = new Map(SAMPLE_LANGUAGES.map((each) => [each, new Set(current(paper, each))]));
  const urls = recent
    .filter((each) => each.state !== 'withdrawn')
    .flatMap((entry) => {
      const alternates = alternatesOf(paper.origin, entry.article);
      const links = alternates
        .map((each) => `<xhtml:link rel="alternate" hreflang="${each.language}" href="${x(each.address)}"/>\n`)
        .join('');
      return alternates
        .filter(({ language }) => listed.get(language)?.has(entry))
        .map(
          ({ language, address }) => `<url>
<loc>${x(address)}</loc>
<lastmod>${entry.modifiedAt.toISOString()}</lastmod>
${links}<news:news>
<news:publication><news:name>${x(WORDS[language].paper)}</news:name><news:language>${language}</news:language></news:publication>
<news:publication_date>${entry.publishedAt.toISOString()}</news:publication_date>
<news:title>${x(entry.article.languages[language]?.headline ?? '')}</news:title>
</news:news>
</url>
`,
        );
    });
  return `${HEADER}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
${urls.join('')}</urlset>
`;
}
