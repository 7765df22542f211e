import { generateJsonFeed, generateRssFeed } from 'feedsmith';
import { type LanguageVersion, plainText, teaserOf } from '../article/index.ts';
import { articlePath, frontPath } from '../proof/index.ts';
import { type NewsroomFace, noticeText, titleOf } from './face.ts';
import { feedHtml } from './feed-html.ts';
import { sourceTypeOf } from './json-ld.ts';
import { escapeHtml, relativeAddress } from './markup.ts';
import type { ComposedPage } from './page.ts';
import { wordsFor } from './words/choose.ts';

/** What the feeds of one language are made from. */
export interface FeedsInput {
  readonly face: NewsroomFace;
  readonly language: string;
  /** Newest first, withdrawn ones among them: they become tombstones. All are taken. */
  readonly versions: readonly LanguageVersion[];
  /**
   * Address of the edition's root on a public carrier, ending in `/`. Without one every link is relative to the feed
   * itself, which readers resolve.
   */
  readonly baseAddress?: string;
}

const TOMBSTONES = 'http://purl.org/atompub/tombstones/1.0';

/**
 * The id of an article's language version in every feed, whichever carrier serves it and whatever its revision: a tag
 * URI (RFC 4151).
 */
export function feedId(face: NewsroomFace, version: LanguageVersion): string {
  return `tag:${face.name},${version.day}:${version.article}/${version.body.language}`;
}

/**
 * Full-text feeds of one language: `<lang>/feed.xml` (RSS 2.0 with `content:encoded`, withdrawals as RFC 6721
 * tombstones) and `<lang>/feed.json` (JSON Feed 1.1, withdrawals in its extension `_tamizdat`). They are for programs
 * and are not signed; they link to pages that are.
 */
export function composeFeeds(input: FeedsInput): ComposedPage[] {
  const encoder = new TextEncoder();
  return [
    { path: `${input.language}/feed.xml`, bytes: encoder.encode(rss(input)) },
    { path: `${input.language}/feed.json`, bytes: encoder.encode(jsonFeed(input)) },
  ];
}

/** The address of a path of the edition as a feed of this language has to write it. */
function addressOf({ language, baseAddress }: FeedsInput, path: string): string {
  return baseAddress === undefined ? relativeAddress(`${language}/feed.xml`, path) : baseAddress + path;
}

interface Item {
  readonly id: string;
  readonly address: string;
  readonly version: LanguageVersion;
  readonly html: string;
  readonly summary: string;
  readonly updatedAt: string;
}

function itemsOf(input: FeedsInput): { current: Item[]; withdrawn: Item[]; updatedAt: string | undefined } {
  const words = wordsFor(input.language);
  const notice = noticeText(input.face, words, input.language, 'article');
  const items = input.versions.map((version): Item => {
    const { body } = version;
    const withdrawn = body.state === 'withdrawn';
    return {
      id: feedId(input.face, version),
      address: addressOf(input, articlePath(body.language, version.day, version.article)),
      version,
      html: withdrawn
        ? ''
        : `<p><em>${escapeHtml(notice)}</em></p>\n${feedHtml(body, (path) => addressOf(input, path), words.correction)}`,
      summary: withdrawn ? plainText(body.blocks) : teaserOf(body, 300),
      updatedAt: body.modifiedAt ?? body.publishedAt,
    };
  });
  return {
    current: items.filter(({ version }) => version.body.state !== 'withdrawn'),
    withdrawn: items.filter(({ version }) => version.body.state === 'withdrawn'),
    // Not the clock: the same articles make the same feed.
    updatedAt: items
      .map(({ updatedAt }) => updatedAt)
      .toSorted()
      .at(-1),
  };
}

function rss(input: FeedsInput): string {
  const { face, language } = input;
  const { current, withdrawn, updatedAt } = itemsOf(input);
  const words = wordsFor(language);
  const xml = generateRssFeed({
    title: titleOf(face, language).text,
    link: addressOf(input, frontPath(language)),
    description: noticeText(face, words, language, 'listing'),
    language,
    xml: { lang: language },
    ...(updatedAt === undefined ? {} : { lastBuildDate: updatedAt }),
    atom: { links: [{ href: addressOf(input, `${language}/feed.xml`), rel: 'self', type: 'application/rss+xml' }] },
    items: current.map(({ id, address, version: { body }, html, summary, updatedAt }) => ({
      title: body.headline,
      link: address,
      guid: { value: id, isPermaLink: false },
      pubDate: body.publishedAt,
      description: summary,
      content: { encoded: html },
      categories: body.sections.map((name) => ({ name })),
      ...(body.bylines.length === 0 ? {} : { dc: { creators: [...body.bylines] } }),
      atom: { updated: updatedAt },
      xml: { lang: body.language },
    })),
  });
  return withTombstones(xml, withdrawn);
}

/** feedsmith has no RFC 6721, so its tombstones are put in as the last elements of the channel. */
function withTombstones(xml: string, withdrawn: readonly Item[]): string {
  if (withdrawn.length === 0) return xml;
  const entries = withdrawn.map(
    ({ id, summary, updatedAt }) =>
      `<at:deleted-entry xmlns:at="${TOMBSTONES}" ref="${escapeHtml(id)}" when="${escapeHtml(updatedAt)}"><at:comment>${escapeHtml(summary)}</at:comment></at:deleted-entry>\n`,
  );
  const end = xml.lastIndexOf('</channel>');
  return xml.slice(0, end) + entries.join('') + xml.slice(end);
}

function jsonFeed(input: FeedsInput): string {
  const { face, language } = input;
  const { current, withdrawn } = itemsOf(input);
  const words = wordsFor(language);
  const feed = generateJsonFeed({
    title: titleOf(face, language).text,
    home_page_url: addressOf(input, frontPath(language)),
    feed_url: addressOf(input, `${language}/feed.json`),
    description: noticeText(face, words, language, 'listing'),
    language,
    items: current.map(({ id, address, version: { body }, html, summary, updatedAt }) => {
      const sourceType = sourceTypeOf(body.translation);
      return {
        id,
        url: address,
        title: body.headline,
        summary,
        content_html: html,
        date_published: body.publishedAt,
        date_modified: updatedAt,
        language: body.language,
        ...(body.bylines.length === 0 ? {} : { authors: body.bylines.map((name) => ({ name })) }),
        ...(body.sections.length === 0 ? {} : { tags: [...body.sections] }),
        ...(sourceType === undefined ? {} : { _tamizdat: { digital_source_type: sourceType } }),
      };
    }),
  });
  const tombstones = withdrawn.map(({ id, summary, updatedAt }) => ({ id, when: updatedAt, reason: summary }));
  const whole = {
    ...(feed as Record<string, unknown>),
    ...(tombstones.length === 0 ? {} : { _tamizdat: { withdrawn: tombstones } }),
  };
  return `${JSON.stringify(whole, null, 1)}\n`;
}
