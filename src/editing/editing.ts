import type {
  ActOutcome,
  Actor,
  ArticlePage,
  ArticleQuery,
  ArticleView,
  AuditEntry,
  AuditQuery,
  DraftOutline,
  DraftView,
  RevisionView,
  SegmentHelp,
  SegmentOutcome,
  SegmentView,
} from './views.ts';

/** Names a draft or a version. */
export interface VersionName {
  readonly article: string;
  readonly language: string;
}

/** Names a segment, and the change of it that the writer saw. */
export interface SegmentName extends VersionName {
  readonly key: string;
  readonly edit: number;
}

/**
 * What editors do, whoever asks: the console, the API, the command line. Every act is one transaction with its line of the
 * audit trail and the job it causes; what has returned is on the disk. Calls may run at once, in several processes.
 * Reads are a few short queries whatever the size of the archive.
 */
export interface Editing {
  articles(query: ArticleQuery): Promise<ArticlePage>;
  article(article: string): Promise<ArticleView | null>;
  draft(name: VersionName): Promise<DraftView | null>;
  /** The draft without the texts of its segments: many times shorter to load while there is work left in it. */
  outline(name: VersionName): Promise<DraftOutline | null>;
  /** Those of the named segments that there are, in the order of the draft. */
  segments(name: VersionName, keys: readonly string[]): Promise<SegmentView[]>;
  help(name: VersionName & { readonly key: string }): Promise<SegmentHelp>;
  revisions(name: VersionName): Promise<RevisionView[]>;
  /** Newest first. */
  audit(query: AuditQuery): Promise<AuditEntry[]>;

  /** Begins a translation: memory and engine of the settings fill it in, in a job. */
  begin(name: VersionName, who: Actor): Promise<ActOutcome>;
  assign(name: VersionName, assignee: string | null, who: Actor): Promise<ActOutcome>;
  /** Keeps what a person typed; not yet confirmed. */
  saveSegment(name: SegmentName, target: string, who: Actor): Promise<SegmentOutcome>;
  /** Says that a segment is right, text included; what it says goes into the memory. */
  confirmSegment(name: SegmentName, target: string, who: Actor): Promise<SegmentOutcome>;
  ignoreCheck(name: SegmentName, check: string, reason: string, who: Actor): Promise<SegmentOutcome>;
  /** Asks the machine again, for the segments that have no text or for one. */
  draftAgain(name: VersionName & { readonly key?: string }, who: Actor): Promise<ActOutcome>;

  /** Publishes what the draft says: now, or at a time. Of a version that was held back: lets it go. */
  publish(name: VersionName, options: { readonly at?: Date }, who: Actor): Promise<ActOutcome>;
  /** Takes back a time that has not come. */
  unschedule(name: VersionName, who: Actor): Promise<ActOutcome>;
  /** Opens a published or ready draft again, for a further revision. */
  reopen(name: VersionName, who: Actor): Promise<ActOutcome>;
  /** Publishes a further revision with a correction note: what was wrong. */
  correct(name: VersionName, note: string, who: Actor): Promise<ActOutcome>;
  /** Puts the reason in place of the text, in one language or in all of them, wherever copies are. */
  withdraw(
    name: { readonly article: string; readonly language?: string },
    reason: string,
    who: Actor,
  ): Promise<ActOutcome>;
  /** Nothing of the article is published before; null lifts that. */
  setEmbargo(article: string, until: Date | null, who: Actor): Promise<ActOutcome>;
}
