import { generateAtomFeed, generateRssFeed } from 'feedsmith';
import type { FeedContents, FeedEntry } from './feed-items.ts';
import { escapeHtml } from './markup.ts';

const TOMBSTONES = 'http://purl.org/atompub/tombstones/1.0';
/** A feed without articles was never updated, and Atom wants a time. */
const NEVER = '1970-01-01T00:00:00Z';

/** RSS 2.0 with the texts in `content:encoded`; `atom:updated` tells of corrections, tombstones of withdrawals. */
export function rssFeed(contents: FeedContents): string {
  const { title, description, language, front, rights, entries, withdrawn, updatedAt, addressOf } = contents;
  const xml = generateRssFeed({
    title,
    link: front,
    description,
    language,
    copyright: rights,
    xml: { lang: language },
    ...(updatedAt === undefined ? {} : { lastBuildDate: updatedAt }),
    atom: { links: [{ href: addressOf(`${language}/feed.xml`), rel: 'self', type: 'application/rss+xml' }] },
    items: entries.map((entry) => ({
      title: entry.title,
      link: entry.address,
      guid: { value: entry.id, isPermaLink: false },
      pubDate: entry.publishedAt,
      description: entry.summary,
      content: { encoded: entry.html },
      categories: entry.sections.map((name) => ({ name })),
      dc: { creators: [...entry.bylines], rights: [rights] },
      atom: { updated: entry.updatedAt, links: linksOf(entry) },
      xml: { lang: entry.version.body.language },
    })),
  });
  return withTombstones(xml, '</channel>', withdrawn);
}

/** Atom (RFC 4287), withdrawals as tombstones too. */
export function atomFeed(contents: FeedContents): string {
  const { title, description, language, front, id, rights, entries, withdrawn, updatedAt, addressOf } = contents;
  const xml = generateAtomFeed({
    id,
    title: { value: title },
    subtitle: { value: description },
    updated: updatedAt ?? NEVER,
    rights: { value: rights },
    // Of entries without a byline.
    authors: [{ name: title }],
    xml: { lang: language },
    links: [
      { href: front, rel: 'alternate', type: 'text/html' },
      { href: addressOf(`${language}/atom.xml`), rel: 'self', type: 'application/atom+xml' },
    ],
    entries: entries.map((entry) => ({
      id: entry.id,
      title: { value: entry.title },
      published: entry.publishedAt,
      updated: entry.updatedAt,
      summary: { value: entry.summary },
      content: { type: 'html', value: entry.html },
      rights: { value: rights },
      authors: entry.bylines.map((name) => ({ name })),
      categories: entry.sections.map((term) => ({ term })),
      links: [{ href: entry.address, rel: 'alternate', type: 'text/html' }, ...linksOf(entry)],
      xml: { lang: entry.version.body.language },
    })),
  });
  return withTombstones(xml, '</feed>', withdrawn);
}

/** Links to the other languages. */
function linksOf({ others }: FeedEntry) {
  return others.map(({ language, address }) => ({
    href: address,
    rel: 'alternate',
    type: 'text/html',
    hreflang: language,
  }));
}

/**
 * Tombstones (RFC 6721) as the last elements before `end`; feedsmith has none. Each stands beside an entry of the same id
 * and time that says the same: a system that knows tombstones removes what it had, any other replaces it by the reason.
 */
function withTombstones(xml: string, end: string, withdrawn: readonly FeedEntry[]): string {
  const entries = withdrawn.map(
    ({ id, summary, updatedAt }) =>
      `<at:deleted-entry xmlns:at="${TOMBSTONES}" ref="${escapeHtml(id)}" when="${escapeHtml(updatedAt)}"><at:comment>${escapeHtml(summary)}</at:comment></at:deleted-entry>\n`,
  );
  const at = xml.lastIndexOf(end);
  return xml.slice(0, at) + entries.join('') + xml.slice(at);
}
