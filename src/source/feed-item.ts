import type { Alternate } from './arrival.ts';

/** A picture or video a feed names beside the text. */
export interface FeedMedia {
  readonly kind: 'picture' | 'video';
  readonly address: string;
  readonly alternative?: string;
  readonly caption?: string;
  readonly credit?: string;
}

/** One item of a feed or sitemap, whatever its format. */
export interface FeedItem {
  /** The id the feed gives it. */
  readonly id?: string;
  /** Its page; absolute. */
  readonly address?: string;
  /** Plain text; may be empty. */
  readonly title: string;
  /** Declared for this item, else for the whole feed; canonical. */
  readonly language?: string;
  /** HTML of what may be the full text. */
  readonly content?: string;
  /** HTML of what is at most a teaser. */
  readonly summary?: string;
  /** UTC, seconds. */
  readonly publishedAt?: string;
  readonly modifiedAt?: string;
  readonly authors: readonly string[];
  readonly sections: readonly string[];
  readonly media: readonly FeedMedia[];
  readonly alternates: readonly Alternate[];
}

/** A feed or sitemap, read. */
export interface Feed {
  readonly format: 'rss' | 'atom' | 'rdf' | 'json' | 'sitemap';
  /** What it calls itself; absent when it does not. */
  readonly title?: string;
  /** In the order of the feed, as many as the cap allows. */
  readonly items: readonly FeedItem[];
  /** Items the feed says are deleted. */
  readonly deleted: readonly { readonly id: string; readonly when?: string; readonly reason?: string }[];
  /** Set when it was not well-formed: what was wrong, without the address. */
  readonly repaired?: string;
  /** True when there were more items than the cap. */
  readonly truncated: boolean;
}

/** Items beyond this are not read; feeds with more are archives. */
export const MAX_ITEMS = 2_000;
