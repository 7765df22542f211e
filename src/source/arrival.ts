import type { Draft } from './draft.ts';

/** Another language version of the same text, as a page or feed names it. */
export interface Alternate {
  /** As declared, in canonical form. Never `x-default`. */
  readonly language: string;
  /** Absolute http(s) address. */
  readonly address: string;
}

/** One language version of an article that is new, or says something else than before. */
export interface Arrival {
  readonly status: 'new' | 'changed';
  /** Name of the source, as in its settings. */
  readonly source: string;
  /** Identity within its source, stable for as long as the item lives: its GUID, else its normalised address. */
  readonly key: string;
  /**
   * The article this is a language version of. A poll sets it to `<source> <key>`; `joinVersions` replaces it by the
   * group of the versions it belongs to.
   */
  readonly group: string;
  /** Where the page is, if there is one; absolute. */
  readonly address?: string;
  readonly alternates: readonly Alternate[];
  readonly body: Draft;
  /** SHA-256, hex, of everything a reader would notice. */
  readonly contentHash: string;
}

/** A language version that its newsroom took back. */
export interface Withdrawal {
  readonly source: string;
  readonly key: string;
  readonly address?: string;
  readonly language: string;
  /** Plain text, when the newsroom gave one. */
  readonly reason?: string;
  /** When the newsroom says it was taken back; UTC, seconds. */
  readonly withdrawnAt?: string;
  /** Set when the caller had it from another source. */
  readonly elsewhere?: true;
  /** What the conclusion rests on. */
  readonly evidence: 'tombstone' | 'page-gone' | 'vanished';
}

/** What a person should know about a poll; nothing was lost because of it. */
export interface Warning {
  readonly code:
    | 'charset'
    | 'repaired'
    | 'followed-link'
    | 'moved'
    | 'second-item'
    | 'future-date'
    | 'no-text'
    | 'no-date'
    | 'language-guessed'
    | 'page-failed'
    | 'bad-text'
    | 'too-many-items'
    | 'media-dropped'
    | 'not-joined'
    | 'same-version'
    | 'unknown-withdrawal';
  readonly source: string;
  /** Which item it is about: its title and address, or its key. */
  readonly item?: string;
  /** A sentence that names source and item. */
  readonly message: string;
}
