import type { Fetch } from '../platform/http/index.ts';

/** Where articles come from, and how they are read. */
export interface SourceSettings {
  /** Shown in messages and given to arrivals; unique in a newsroom. */
  readonly name: string;
  readonly kind: 'feed' | 'sitemap';
  /** Absolute http(s) address. */
  readonly address: string;
  /** Where the text is taken from; `auto`, the default, reads the page where the feed has a teaser only. */
  readonly text?: 'auto' | 'feed' | 'page';
  /** Language of everything here, whatever the source declares. */
  readonly language?: string;
  /** The newest items are read, at most this many; 100 by default. */
  readonly maxItems?: number;
  /**
   * Set when the newsroom has several languages: then pages are also read for their `hreflang` links where the feed
   * gives none, once for each item that is new or changed.
   */
  readonly joinLanguages?: boolean;
  /**
   * What the caller decides by which arrivals it keeps, as a text: its languages, for example. What it left out
   * (`withoutUnkept`) is delivered again when this is another.
   */
  readonly keeping?: string;
}

/** What a poll needs from outside. */
export interface PollPorts {
  readonly fetch: Fetch;
  readonly now: () => Date;
  readonly signal?: AbortSignal;
}

/** Caps of what is read; counted after inflation. */
export const FEED_BYTES = 10_000_000;
export const PAGE_BYTES = 5_000_000;
export const DEFAULT_MAX_ITEMS = 100;
