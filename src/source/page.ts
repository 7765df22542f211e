import { canonicalLanguage, normaliseLine } from '../article/index.ts';
import { resolveAddress } from './addresses.ts';
import type { Alternate } from './arrival.ts';
import { parseMoment } from './dates.ts';
import type { DraftBlock } from './draft.ts';
import { parseTree, shownText } from './html-tree.ts';
import { type ArticleData, articleDataOf } from './json-ld.ts';
import { PASSWORD_FORM, wordsOf } from './junk.ts';
import { pageBlocks } from './page-text.ts';
import { SourceError } from './source-error.ts';

/** An article page, read. What it does not say is absent. */
export interface Page {
  readonly headline?: string;
  readonly kicker?: string;
  /** As declared by `<html lang>`, JSON-LD or Open Graph; canonical. */
  readonly language?: string;
  readonly publishedAt?: string;
  readonly modifiedAt?: string;
  readonly authors: readonly string[];
  readonly sections: readonly string[];
  /** The address the page gives itself. */
  readonly canonical?: string;
  /** Other language versions (`hreflang`), the page itself among them when it says so. */
  readonly alternates: readonly Alternate[];
  readonly blocks: readonly DraftBlock[];
  /** True when it says that it shows only a part to people who do not pay or have no password. */
  readonly isRestricted: boolean;
}

/** What is already known of the page's article and decides how it is read. */
export interface PageHints {
  /** Language of the article, when something more reliable than the page said it. */
  readonly language?: string;
  readonly headline?: string;
}

const KICKER = new Set(['kicker', 'overline', 'dachzeile', 'eyebrow', 'roofline', 'topline']);
const MAX_KICKER = 80;

function meta(document: Document, names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = document.querySelector(`meta[property="${name}"], meta[name="${name}"], meta[itemprop="${name}"]`);
    const content = normaliseLine(shownText(found?.getAttribute('content')));
    if (content !== '') return content;
  }
  return undefined;
}

/** Where relative references lead. A `<base>` that points to another origin is not believed. */
function baseOf(document: Document, address: string): string {
  const declared = resolveAddress(document.querySelector('base[href]')?.getAttribute('href'), address);
  return declared !== null && new URL(declared).origin === new URL(address).origin ? declared : address;
}

function alternatesOf(document: Document, base: string): Alternate[] {
  return [...document.querySelectorAll('link[hreflang]')].flatMap((link): Alternate[] => {
    const isAlternate = (link.getAttribute('rel') ?? '').toLowerCase().split(/\s+/).includes('alternate');
    const language = canonicalLanguage(link.getAttribute('hreflang') ?? '');
    const address = resolveAddress(link.getAttribute('href'), base);
    return isAlternate && language !== null && address !== null ? [{ language, address }] : [];
  });
}

function headlineOf(document: Document, data: ArticleData | null): string | undefined {
  const heading = document.querySelector('article h1, main h1') ?? document.querySelector('h1');
  // A title tag mostly carries the name of the site as well.
  const title = shownText(document.querySelector('title')?.textContent).replace(/\s+[|–—·-]\s+[^|–—·]{2,60}$/, '');
  const all = [data?.headline, heading?.textContent, meta(document, ['og:title']), title];
  return all.map((each) => normaliseLine(shownText(each))).find((each) => each !== '');
}

function kickerOf(document: Document, data: ArticleData | null): string | undefined {
  const around = document.querySelector('article h1, main h1, h1')?.parentElement ?? null;
  const marked = [...(around?.querySelectorAll('[class]') ?? [])].find((each) =>
    wordsOf(each).some((word) => KICKER.has(word)),
  );
  const text = normaliseLine(shownText(marked?.textContent ?? data?.alternativeHeadline));
  return text !== '' && text.length <= MAX_KICKER ? text : undefined;
}

function languageOf(document: Document, data: ArticleData | null): string | null {
  const root = document.documentElement;
  const declared = [
    root.getAttribute('lang'),
    root.getAttribute('xml:lang'),
    data?.language,
    meta(document, ['og:locale']),
    document.querySelector('meta[http-equiv="content-language" i]')?.getAttribute('content'),
  ];
  return declared.map((each) => canonicalLanguage(each ?? '')).find((each) => each !== null) ?? null;
}

function authorsOf(document: Document, data: ArticleData | null): string[] {
  if (data !== null && data.authors.length > 0) return data.authors.map(normaliseLine);
  const named = meta(document, ['author', 'article:author', 'dc.creator', 'DC.creator']);
  if (named !== undefined && !/^https?:/.test(named)) return [named];
  const linked = [...document.querySelectorAll('article [rel~="author"], article [itemprop="author"]')];
  return linked
    .map((each) => normaliseLine(shownText(each.textContent)))
    .filter((each) => each !== '' && each.length < 100);
}

/**
 * Reads an article page: its text as blocks, and what it says of itself in JSON-LD, Open Graph and its markup. Nothing
 * in it runs or is fetched.
 *
 * @param address where the page was found, after redirects
 * @throws SourceError `too-deep`, `not-a-page`
 */
export function extractPage(html: string, address: string, hints: PageHints = {}): Page {
  const document = parseTree(html, address);
  if ((document.documentElement as Element | null) === null || (document.body as Element | null) === null) {
    throw new SourceError('not-a-page', `${address}: not an HTML page`);
  }
  const data = articleDataOf(document);
  const base = baseOf(document, address);
  const headline = headlineOf(document, data);
  const kicker = kickerOf(document, data);
  const language = languageOf(document, data);
  const canonical = resolveAddress(document.querySelector('link[rel~="canonical"]')?.getAttribute('href'), base);
  const published = document.querySelector('[itemprop="datePublished"], article time[datetime]');
  const publishedAt =
    data?.publishedAt ??
    parseMoment(meta(document, ['article:published_time', 'datePublished', 'date', 'dc.date', 'DC.date'])) ??
    parseMoment(published?.getAttribute('datetime') ?? published?.getAttribute('content') ?? undefined);
  const modifiedAt =
    data?.modifiedAt ?? parseMoment(meta(document, ['article:modified_time', 'dateModified', 'og:updated_time']));
  const section = meta(document, ['article:section']);
  const known = hints.headline ?? headline;
  const blocks = pageBlocks(
    html,
    document,
    {
      language: hints.language ?? language ?? 'und',
      base,
      name: address,
      ...(known !== undefined && { headline: known }),
    },
    data?.text,
  );
  return {
    ...(headline !== undefined && { headline }),
    ...(kicker !== undefined && { kicker }),
    ...(language !== null && { language }),
    ...(publishedAt !== null && { publishedAt }),
    ...(modifiedAt !== null && { modifiedAt }),
    authors: authorsOf(document, data),
    sections: data !== null && data.sections.length > 0 ? data.sections : section === undefined ? [] : [section],
    ...(canonical !== null && { canonical }),
    alternates: alternatesOf(document, base),
    blocks,
    isRestricted: data?.isRestricted === true || document.querySelector(PASSWORD_FORM) !== null,
  };
}

/** Feeds that a web page names in its head, in its order; for people who give the address of a site. */
export function feedLinks(html: string, address: string): string[] {
  const document = parseTree(html, address);
  return [...document.querySelectorAll('link[rel~="alternate"][type]')].flatMap((link) => {
    const type = (link.getAttribute('type') ?? '').toLowerCase();
    const isFeed = /^application\/(?:rss\+xml|atom\+xml|feed\+json)/.test(type) || /^application\/json/.test(type);
    // Comment feeds come with every WordPress post; wp-json is no feed at all.
    const isOther = /comment|wp-json|oembed/i.test(`${link.getAttribute('href')} ${link.getAttribute('title')}`);
    const found = resolveAddress(link.getAttribute('href'), baseOf(document, address));
    return isFeed && !isOther && found !== null ? [found] : [];
  });
}
