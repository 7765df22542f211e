import {
  type AtomFeed,
  type JsonFeed,
  parseAtomFeed,
  parseJsonFeed,
  parseRdfFeed,
  parseRssFeed,
  type RdfFeed,
  type RssFeed,
} from 'feedsmith';
import { canonicalLanguage, normaliseLine } from '../article/index.ts';
import { resolveAddress } from './addresses.ts';
import type { Alternate } from './arrival.ts';
import { parseMoment } from './dates.ts';
import { type Feed, type FeedItem, MAX_ITEMS } from './feed-item.ts';
import { type MediaFields, mediaOf } from './feed-media.ts';
import { textOfHtml } from './html-tree.ts';
import { SourceError } from './source-error.ts';
import { checkXml, type Tombstone } from './xml.ts';

/** Where a feed lies, and in what language it says it is. */
interface Around {
  readonly address: string;
  readonly language?: string;
}

/** Everything of an item before it is cleaned; what is empty is dropped. */
interface RawItem extends MediaFields {
  readonly id?: string | undefined;
  readonly links: readonly (string | undefined)[];
  readonly title?: string | undefined;
  readonly languages: readonly (string | undefined)[];
  readonly content?: string | undefined;
  readonly summary?: string | undefined;
  readonly published: readonly (string | undefined)[];
  readonly modified: readonly (string | undefined)[];
  readonly authors: readonly (string | undefined)[];
  readonly sections: readonly (string | undefined)[];
  readonly alternates?: readonly { readonly href?: string; readonly rel?: string; readonly hreflang?: string }[];
}

function lines(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.map((text) => normaliseLine(textOfHtml(text ?? ''))).filter((text) => text !== ''))];
}

function firstOf<T>(values: readonly (string | undefined)[], read: (value: string) => T | null): T | undefined {
  for (const value of values) {
    const found = value === undefined ? null : read(value);
    if (found !== null) return found;
  }
  return undefined;
}

/** Authors as RSS writes them: `mail@courier.example (Anna Berg)`, `Anna Berg <mail@courier.example>`, or a name. */
function authorName(text: string): string | undefined {
  const bracketed = /^[^\s@]+@[^\s@]+\s*\((.+)\)$/.exec(text)?.[1];
  const name = (bracketed ?? text).replace(/<?[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+>?/g, '').trim();
  return name === '' ? undefined : name;
}

function alternatesOf(raw: RawItem, around: Around): Alternate[] {
  return (raw.alternates ?? []).flatMap(({ href, rel, hreflang }) => {
    const language = canonicalLanguage(hreflang ?? '');
    const address = resolveAddress(href, around.address);
    if (language === null || address === null || (rel ?? 'alternate') !== 'alternate') return [];
    return [{ language, address }];
  });
}

function itemOf(raw: RawItem, around: Around): FeedItem {
  const address = firstOf(raw.links, (link) => resolveAddress(link, around.address));
  const language = firstOf([...raw.languages, around.language], canonicalLanguage);
  const publishedAt = firstOf(raw.published, parseMoment);
  const modifiedAt = firstOf(raw.modified, parseMoment);
  const id = raw.id?.trim().slice(0, 2_000);
  return {
    ...(id !== undefined && id !== '' && { id }),
    ...(address !== undefined && { address }),
    title: normaliseLine(textOfHtml(raw.title ?? '')),
    ...(language !== undefined && { language }),
    ...(raw.content !== undefined && raw.content.trim() !== '' && { content: raw.content }),
    ...(raw.summary !== undefined && raw.summary.trim() !== '' && { summary: raw.summary }),
    ...(publishedAt !== undefined && { publishedAt }),
    ...(modifiedAt !== undefined && { modifiedAt }),
    authors: lines(raw.authors.map((author) => authorName(author ?? ''))),
    sections: lines(raw.sections),
    media: mediaOf(raw, address ?? around.address),
    alternates: alternatesOf(raw, around),
  };
}

/** Text as HTML, where a format has a field for text without markup. */
function asHtml(text: string): string {
  const escaped = text.replace(/[&<>]/g, (sign) => (sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : '&gt;'));
  return `<p>${escaped.replace(/\r?\n\s*\r?\n/g, '</p><p>').replace(/\r?\n/g, '<br>')}</p>`;
}

function fromRss(item: RssFeed.Item<string>): RawItem {
  const permalink = item.guid?.isPermaLink === false ? undefined : item.guid?.value;
  // Many feeds put the full text into the description; how long it is decides later.
  const encoded = item.content?.encoded ?? item.atom?.content?.value;
  return {
    id: item.guid?.value ?? item.atom?.id,
    links: [item.link, ...(item.atom?.links ?? []).filter(isPage).map((link) => link.href), permalink],
    title: item.title ?? item.dc?.titles?.[0],
    languages: [item.xml?.lang, item.dc?.languages?.[0]],
    content: encoded ?? item.description,
    summary: encoded === undefined ? undefined : item.description,
    published: [
      item.pubDate,
      item.dcterms?.issued?.[0],
      item.dcterms?.created?.[0],
      item.dc?.dates?.[0],
      item.atom?.published,
    ],
    modified: [item.atom?.updated, item.dcterms?.modified?.[0]],
    authors: [...(item.dc?.creators ?? []), ...(item.authors ?? []).map((author) => author.name ?? author.email)],
    sections: [...(item.categories ?? []).map((category) => category.name), ...(item.dc?.subjects ?? [])],
    alternates: item.atom?.links ?? [],
    media: item.media,
    enclosures: item.enclosures,
  };
}

function isPage(link: { readonly rel?: string; readonly hreflang?: string }): boolean {
  return (link.rel ?? 'alternate') === 'alternate' && link.hreflang === undefined;
}

function textOfAtom(text: { readonly value?: string; readonly type?: string } | undefined): string | undefined {
  if (text?.value === undefined) return undefined;
  const type = text.type ?? 'text';
  return type === 'text' || type === 'text/plain' ? asHtml(text.value) : text.value;
}

function fromAtom(entry: AtomFeed.Entry<string>, feedAuthors: readonly (string | undefined)[]): RawItem {
  const links = entry.links ?? [];
  const page = links.find((link) => isPage(link) && /html|^$/.test(link.type ?? '')) ?? links.find(isPage);
  // An entry may list itself among its languages; then that is its page.
  const own = links.find((link) => (link.rel ?? 'alternate') === 'alternate');
  const authors = (entry.authors ?? []).map((author) => author.name);
  return {
    id: entry.id,
    links: [page?.href, own?.href, entry.content?.src],
    title:
      entry.title?.type === 'html' || entry.title?.type === 'xhtml'
        ? entry.title.value
        : asHtml(entry.title?.value ?? ''),
    languages: [entry.content?.xml?.lang, entry.xml?.lang, entry.dc?.languages?.[0]],
    content: textOfAtom(entry.content),
    summary: textOfAtom(entry.summary),
    published: [entry.published, entry.dcterms?.issued?.[0], entry.dc?.dates?.[0], entry.updated],
    modified: [entry.updated],
    authors: [...(authors.length > 0 ? authors : feedAuthors), ...(entry.dc?.creators ?? [])],
    sections: (entry.categories ?? []).map((category) => category.label ?? category.term),
    alternates: links,
    media: entry.media,
    enclosures: links.filter((link) => link.rel === 'enclosure').map((link) => ({ url: link.href, type: link.type })),
  };
}

function fromRdf(item: RdfFeed.Item<string>): RawItem {
  return {
    id: item.rdf?.about ?? item.dc?.identifiers?.[0],
    links: [item.link, item.rdf?.about],
    title: item.title,
    languages: [item.xml?.lang, item.dc?.languages?.[0]],
    content: item.content?.encoded ?? item.description,
    summary: item.content?.encoded === undefined ? undefined : item.description,
    published: [item.dc?.dates?.[0], item.dcterms?.issued?.[0]],
    modified: [item.dcterms?.modified?.[0]],
    authors: item.dc?.creators ?? [],
    sections: item.dc?.subjects ?? [],
    alternates: item.atom?.links ?? [],
    media: item.media,
  };
}

function fromJson(item: JsonFeed.Item<string>, feedAuthors: readonly (string | undefined)[]): RawItem {
  const authors = (item.authors ?? []).map((author) => author.name);
  const picture = item.image ?? item.banner_image;
  return {
    id: item.id === undefined ? undefined : String(item.id),
    links: [item.url, item.external_url],
    title: asHtml(item.title ?? ''),
    languages: [item.language],
    content: item.content_html ?? (item.content_text === undefined ? undefined : asHtml(item.content_text)),
    summary: item.summary === undefined ? undefined : asHtml(item.summary),
    published: [item.date_published],
    modified: [item.date_modified],
    authors: authors.length > 0 ? authors : feedAuthors,
    sections: item.tags ?? [],
    enclosures: [
      ...(picture === undefined ? [] : [{ url: picture, type: 'image/*' }]),
      ...(item.attachments ?? []).map((each) => ({ url: each.url, type: each.mime_type })),
    ],
  };
}

function deletedOf(tombstones: readonly Tombstone[]): Feed['deleted'] {
  return tombstones.map(({ ref, when, comment }) => {
    const moment = parseMoment(when);
    const reason = normaliseLine(textOfHtml(comment ?? ''));
    return { id: ref, ...(moment !== null && { when: moment }), ...(reason !== '' && { reason }) };
  });
}

/** Runs a parser that may throw anything on what it did not expect. */
function attempt<T>(name: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof SourceError) throw cause;
    throw new SourceError('not-a-feed', `${name}: looks like a feed but cannot be read`, {
      hint: 'check the feed with a feed validator',
      cause,
    });
  }
}

function around(address: string, language: string | undefined): Around {
  const canonical = canonicalLanguage(language ?? '');
  return { address, ...(canonical !== null && { language: canonical }) };
}

function jsonFeedIn(text: string, address: string): JsonFeed.Feed<string> {
  const hint = 'give the address of an RSS, Atom or JSON feed';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SourceError('not-a-feed', `${address}: starts like JSON but is not`, { hint, cause });
  }
  const fields: { version?: unknown; items?: unknown } = typeof value === 'object' && value !== null ? value : {};
  if (!Array.isArray(fields.items) || !/jsonfeed\.org\/version/i.test(String(fields.version))) {
    throw new SourceError('not-a-feed', `${address}: JSON, but not a JSON Feed`, { hint });
  }
  return parseJsonFeed(value, { maxItems: MAX_ITEMS + 1 }) as JsonFeed.Feed<string>;
}

function parseJson(text: string, address: string): Feed {
  const feed = jsonFeedIn(text, address);
  const authors = (feed.authors ?? []).map((author) => author.name);
  return build('json', feed.items ?? [], (item) => fromJson(item, authors), around(address, feed.language));
}

function build<T>(format: Feed['format'], raw: readonly T[], read: (item: T) => RawItem, where: Around): Feed {
  const items = raw.slice(0, MAX_ITEMS).map((item) => itemOf(read(item), where));
  return { format, items, deleted: [], truncated: raw.length > MAX_ITEMS };
}

/** What stands at an address that should hold a feed, for the message: its first characters. */
function startOf(text: string): string {
  const start = text.replace(/\s+/g, ' ').trim().slice(0, 24);
  return start === '' ? 'empty' : `starts with "${start}"`;
}

/**
 * Parses RSS (0.9x, 1.0, 2.0), Atom or JSON Feed. Almost-XML is repaired, and an item the text breaks off in is left
 * out; both are told in `repaired`. Throws nothing but SourceError, on any text.
 *
 * @param address of the feed, for relative references and messages
 * @throws SourceError `not-a-feed`, `declares-entities`, `too-deep`
 */
export function parseFeed(text: string, address: string): Feed {
  if (/^\s*[[{]/.test(text)) return attempt(address, () => parseJson(text, address));
  const xml = checkXml(text, address);
  const options = { maxItems: MAX_ITEMS + 1 };
  const feed = attempt(address, (): Feed => {
    switch (xml.root) {
      case 'rss': {
        const rss = parseRssFeed(xml.text, options);
        const language = rss.language ?? rss.xml?.lang ?? rss.dc?.languages?.[0];
        return build('rss', rss.items ?? [], fromRss, around(address, language));
      }
      case 'feed': {
        const atom = parseAtomFeed(xml.text, options);
        const authors = (atom.authors ?? []).map((author) => author.name);
        return build('atom', atom.entries ?? [], (entry) => fromAtom(entry, authors), around(address, atom.xml?.lang));
      }
      case 'rdf': {
        const rdf = parseRdfFeed(xml.text, options);
        return build('rdf', rdf.items ?? [], fromRdf, around(address, rdf.xml?.lang ?? rdf.dc?.languages?.[0]));
      }
      case 'urlset':
      case 'sitemapindex':
        throw new SourceError('not-a-feed', `${address}: a sitemap, not a feed`, {
          hint: 'name it as a sitemap in the settings, or give the address of the feed',
        });
      case 'html':
        throw new SourceError('not-a-feed', `${address}: a web page, not a feed`, {
          hint: 'give the address of the RSS, Atom or JSON feed that the page names',
        });
      default:
        throw new SourceError(
          'not-a-feed',
          `${address}: ${xml.root === '' ? `not XML (${startOf(text)})` : `XML, but not a feed (<${xml.root.slice(0, 40)}>)`}`,
          { hint: 'give the address of an RSS, Atom or JSON feed' },
        );
    }
  });
  return {
    ...feed,
    deleted: deletedOf(xml.tombstones),
    ...(xml.repaired !== null && { repaired: xml.repaired }),
  };
}
