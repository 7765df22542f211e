import { SaxesParser } from 'saxes';
import { canonicalLanguage, normaliseLine } from '../article/index.ts';
import { resolveAddress } from './addresses.ts';
import type { Alternate } from './arrival.ts';
import { parseMoment } from './dates.ts';
import { type Feed, type FeedItem, MAX_ITEMS } from './feed-item.ts';
import { SourceError } from './source-error.ts';
import { checkXml } from './xml.ts';

interface Entry {
  readonly fields: Map<string, string>;
  readonly alternates: { href: string; hreflang: string }[];
}

/** The `<url>` elements of a sitemap: their texts by element name, and their language links. */
function entriesOf(xml: string): Entry[] {
  const entries: Entry[] = [];
  const path: string[] = [];
  let text = '';
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on('opentag', ({ name, attributes }) => {
    const local = name.slice(name.indexOf(':') + 1).toLowerCase();
    path.push(local);
    text = '';
    if (local === 'url' && path.length === 2) entries.push({ fields: new Map(), alternates: [] });
    const { rel, href, hreflang } = attributes;
    if (local === 'link' && rel === 'alternate' && href !== undefined && hreflang !== undefined) {
      entries.at(-1)?.alternates.push({ href, hreflang });
    }
  });
  parser.on('text', (part) => {
    text += part;
  });
  parser.on('cdata', (part) => {
    text += part;
  });
  parser.on('closetag', () => {
    const name = path.pop() ?? '';
    // Pictures and videos of a page have titles and addresses too; only what is below url or url/news counts.
    if (path.at(-1) === 'url' || path.at(-1) === 'news' || path.at(-1) === 'publication') {
      const fields = entries.at(-1)?.fields;
      if (fields !== undefined && !fields.has(name)) fields.set(name, text.trim());
    }
    text = '';
  });
  parser.write(xml).close();
  return entries;
}

function itemOf({ fields, alternates }: Entry, base: string): FeedItem | null {
  const address = resolveAddress(fields.get('loc'), base);
  if (address === null) return null;
  const language = canonicalLanguage(fields.get('language') ?? '');
  const publishedAt = parseMoment(fields.get('publication_date'));
  const modifiedAt = parseMoment(fields.get('lastmod'));
  return {
    address,
    title: normaliseLine(fields.get('title') ?? ''),
    ...(language !== null && { language }),
    ...(publishedAt !== null && { publishedAt }),
    ...(modifiedAt !== null && { modifiedAt }),
    authors: [],
    sections: [],
    media: [],
    alternates: alternates.flatMap((each): Alternate[] => {
      const tag = canonicalLanguage(each.hreflang);
      const other = resolveAddress(each.href, base);
      return tag === null || other === null ? [] : [{ language: tag, address: other }];
    }),
  };
}

/**
 * Parses a news sitemap (sitemaps.org 0.9 with Google's news extension): what was published in the last two days, with
 * titles, dates, languages and language links. It holds no text; pages are fetched. In a sitemap with news entries,
 * others (section pages, old articles) are left out.
 *
 * @throws SourceError `not-a-sitemap`, `declares-entities`, `too-deep`
 */
export function parseSitemap(text: string, address: string): Feed {
  const xml = checkXml(text, address);
  if (xml.root !== 'urlset') {
    throw new SourceError(
      'not-a-sitemap',
      `${address}: ${xml.root === 'sitemapindex' ? 'a list of sitemaps' : 'not a sitemap'}`,
      {
        hint:
          xml.root === 'sitemapindex'
            ? 'give the address of the news sitemap that the list names'
            : 'give the address of a news sitemap, or name it as a feed in the settings',
      },
    );
  }
  const entries = entriesOf(xml.text);
  const news = entries.filter((entry) => entry.fields.has('publication_date'));
  const wanted = news.length > 0 ? news : entries;
  return {
    format: 'sitemap',
    items: wanted.slice(0, MAX_ITEMS).flatMap((entry) => itemOf(entry, address) ?? []),
    deleted: [],
    truncated: wanted.length > MAX_ITEMS,
    ...(xml.repaired !== null && { repaired: xml.repaired }),
  };
}
