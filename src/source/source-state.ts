import type { Alternate } from './arrival.ts';

/** Validators of one address, verbatim as the server sent them, and the hash of the body they came with. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
  /** SHA-256, hex, of the bytes: some servers keep a validator while the body changes, or send none. */
  readonly bodyHash?: string;
}

/** What is remembered of one item. */
export interface ItemState {
  readonly language: string;
  readonly address?: string;
  readonly alternates: readonly Alternate[];
  /** Hash of what the feed said about it; while it stays the same, its page is not fetched again. */
  readonly fingerprint: string;
  readonly contentHash: string;
  readonly publishedAt: string;
  readonly headline: string;
  /** Of its page, when the page was read. */
  readonly page?: Validators;
  /** True once it was reported as withdrawn. */
  readonly withdrawn?: true;
  /** Set while it is missing from the feed: how often its page was asked, and when to ask again (UTC, seconds). */
  readonly missing?: { readonly checks: number; readonly checkAt: string };
  /** Set while the source does not list it: what it says of it later must not be waited for. */
  readonly unlisted?: true;
  /** Set while the caller has it from another source. */
  readonly elsewhere?: true;
}

/** An item that was delivered and that the caller did not keep: not delivered again until it or the reason changes. */
export interface LeftOut {
  readonly fingerprint: string;
  readonly language: string;
  /** `keeping` of the settings under which it was left out; under another it is delivered again. */
  readonly under: string;
}

/** An item that could not be read, and when to try again. */
export interface ItemFailure {
  readonly fingerprint: string;
  readonly attempts: number;
  /** UTC, seconds; absent when only a change of the item can help. */
  readonly retryAt?: string;
}

/**
 * Everything a source must remember between two polls: plain JSON. The caller keeps it, together with what the poll
 * delivered, in one transaction; a poll repeated from an older state delivers the same things again.
 */
export interface SourceState {
  readonly version: 1;
  readonly feed: Validators;
  /** Address of the feed itself, when the configured one is a page that names it. */
  readonly followed?: string | undefined;
  /** Which settings the items were read under; under others everything is read again. */
  readonly settings: string;
  /** When its body was last seen whole (UTC, seconds); a "nothing changed" is believed for a while after that. */
  readonly readAt?: string;
  /** How many items it listed when it was last read whole. */
  readonly listed?: number;
  /** When the source must be read even if nothing changed (UTC, seconds): a failed item is due, a date has come. */
  readonly rereadAt?: string;
  /** By key. */
  readonly items: Readonly<Record<string, ItemState>>;
  /** By key. */
  readonly failures: Readonly<Record<string, ItemFailure>>;
  /** By key; of what the source lists. */
  readonly leftOut: Readonly<Record<string, LeftOut>>;
}

/** The state of a source that was never polled. */
export function emptySourceState(): SourceState {
  return { version: 1, feed: {}, settings: '', items: {}, failures: {}, leftOut: {} };
}
