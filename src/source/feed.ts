import { type JsonFeed, parseAtomFeed, parseJsonFeed, parseRdfFeed, parseRssFeed } from 'feedsmith';
import { canonicalLanguage, normaliseLine } from '../article/index.ts';
import { resolveAddress } from './addresses.ts';
import type { Alternate } from './arrival.ts';
import { parseMoment } from './dates.ts';
import { fromAtom, fromJson, fromRdf, fromRss, type RawItem } from './feed-formats.ts';
import { type Feed, type FeedItem, MAX_ITEMS } from './feed-item.ts';
import { mediaOf } from './feed-media.ts';
import { textOfHtml } from './html-tree.ts';
import { SourceError } from './source-error.ts';
import { checkXml, type Tombstone } from './xml.ts';

/** Where a feed lies, and in what language it says it is. */
interface Around {
  readonly address: string;
  readonly language?: string;
  readonly title?: string;
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
  // JSON can say what no database stores: half a character, and none.
  const id = raw.id?.toWellFormed().replaceAll('\0', '').trim().slice(0, 2_000);
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

function around(address: string, language: string | undefined, name: string | undefined): Around {
  const canonical = canonicalLanguage(language ?? '');
  const title = normaliseLine(textOfHtml(name ?? ''));
  return { address, ...(canonical !== null && { language: canonical }), ...(title !== '' && { title }) };
}

function jsonFeedIn(text: string, address: string): { feed: JsonFeed.Feed<string>; tombstones: Tombstone[] } {
  const hint = 'give the address of an RSS, Atom or JSON feed';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SourceError('not-a-feed', `${address}: starts like JSON but is not`, { hint, cause });
  }
  const fields: { version?: unknown; items?: unknown; _tamizdat?: unknown } =
    typeof value === 'object' && value !== null ? value : {};
  if (!Array.isArray(fields.items) || !/jsonfeed\.org\/version/i.test(String(fields.version))) {
    throw new SourceError('not-a-feed', `${address}: JSON, but not a JSON Feed`, { hint });
  }
  const feed = parseJsonFeed(value, { maxItems: MAX_ITEMS + 1 }) as JsonFeed.Feed<string>;
  return { feed, tombstones: tombstonesIn(fields) };
}

/** Withdrawals as our own JSON feeds tell them, in an extension: the format has no word for them. */
function tombstonesIn({ _tamizdat: extension }: { readonly _tamizdat?: unknown }): Tombstone[] {
  const { withdrawn } = (extension ?? {}) as { readonly withdrawn?: unknown };
  if (!Array.isArray(withdrawn)) return [];
  return withdrawn.slice(0, MAX_ITEMS).flatMap((each: unknown): Tombstone[] => {
    const { id, when, reason } = (each ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof id !== 'string') return [];
    const ref = id.toWellFormed().replaceAll('\0', '').trim().slice(0, 2_000);
    return [{ ref, ...(typeof when === 'string' && { when }), ...(typeof reason === 'string' && { comment: reason }) }];
  });
}

function parseJson(text: string, address: string): Feed {
  const { feed, tombstones } = jsonFeedIn(text, address);
  const authors = (feed.authors ?? []).map((author) => author.name);
  const where = around(address, feed.language, feed.title);
  return {
    ...build('json', feed.items ?? [], (item) => fromJson(item, authors), where),
    deleted: deletedOf(tombstones),
  };
}

function build<T>(format: Feed['format'], raw: readonly T[], read: (item: T) => RawItem, where: Around): Feed {
  const items = raw.slice(0, MAX_ITEMS).map((item) => itemOf(read(item), where));
  const { title } = where;
  return { format, ...(title !== undefined && { title }), items, deleted: [], truncated: raw.length > MAX_ITEMS };
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
    const isPage = /<(?:!doctype html|html)[\s>]/i.test(text.slice(0, 1_000));
    switch (xml.root === '' && isPage ? 'html' : xml.root) {
      case 'rss': {
        const rss = parseRssFeed(xml.text, options);
        const language = rss.language ?? rss.xml?.lang ?? rss.dc?.languages?.[0];
        return build('rss', rss.items ?? [], fromRss, around(address, language, rss.title));
      }
      case 'feed': {
        const atom = parseAtomFeed(xml.text, options);
        const authors = (atom.authors ?? []).map((author) => author.name);
        return build(
          'atom',
          atom.entries ?? [],
          (entry) => fromAtom(entry, authors),
          around(address, atom.xml?.lang, atom.title?.value),
        );
      }
      case 'rdf': {
        const rdf = parseRdfFeed(xml.text, options);
        return build(
          'rdf',
          rdf.items ?? [],
          fromRdf,
          around(address, rdf.xml?.lang ?? rdf.dc?.languages?.[0], rdf.title),
        );
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
