/** What is going on in a newsroom, for those who watch over it: the console and the terminal. */

/** One language version on its way. */
export interface VersionOverview {
  readonly language: string;
  /**
   * Of a withdrawn one the reason its page gives, cut when it is long, or the words there in the headline's place: the
   * headline itself is gone.
   */
  readonly headline: string;
  readonly revision: number;
  readonly state: 'current' | 'corrected' | 'withdrawn';
  /** Whether this revision came in and waits, or stands in an edition. */
  readonly stage: 'waiting' | 'published';
  /** The edition that brought this revision out; null while it waits, and where that is not known any more. */
  readonly edition: number | null;
  /** Names of the carriers that hold an edition with this revision. */
  readonly carriedBy: readonly string[];
  /** Where its page lies in the edition. */
  readonly path: string;
}

/** One article with its language versions, in the order of the newsroom's languages. */
export interface ArticleOverview {
  readonly article: string;
  readonly day: string;
  /** When it last changed at the newsroom. */
  readonly changedAt: Date;
  readonly versions: readonly VersionOverview[];
}

/** One edition. */
export interface EditionOverview {
  readonly number: number;
  readonly time: Date;
  /** Language versions it brought out, by what happened to them. */
  readonly published: number;
  readonly corrected: number;
  readonly withdrawn: number;
}

/** One carrier of the settings. */
export interface CarrierOverview {
  readonly name: string;
  readonly group: string;
  readonly address: string | null;
  /** The edition it holds whole; null when it holds none, or that is not known. */
  readonly holds: { readonly number: number; readonly time: Date } | null;
  /** Editions it lacks; null where `holds` is. */
  readonly behind: number | null;
  /** Why the last carrying did not come through; null when it did. */
  readonly failure: string | null;
}

/** One source of the settings. */
export interface SourceOverview {
  readonly address: string;
  /** Why the last poll failed; null when it did not. */
  readonly failure: string | null;
}

/** Everything at one moment. */
export interface Overview {
  readonly newsroom: string;
  readonly title: Readonly<Record<string, string>>;
  readonly home: string;
  /** The original's language first. */
  readonly languages: readonly string[];
  readonly fingerprint: string;
  readonly sources: readonly SourceOverview[];
  /** Articles in all, of which `articles` are the newest. */
  readonly articleCount: number;
  /** The last to change first, at most 40. */
  readonly articles: readonly ArticleOverview[];
  /** The newest first, at most 20. */
  readonly editions: readonly EditionOverview[];
  readonly carriers: readonly CarrierOverview[];
  /** When the newest edition was last proven to be the newest; null before the first. */
  readonly provenAt: Date | null;
}
