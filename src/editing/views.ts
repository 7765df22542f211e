import type { ArticleBody } from '../article/index.ts';
import type { Check, Finding, Mark, Match, SegmentRole } from '../translate/index.ts';

/** Who does something: a person of the newsroom, a token of the API, or a part of this program. */
export interface Actor {
  /** As the audit trail and "checked by" write it. */
  readonly name: string;
  /** True of a token: what no person read cannot be confirmed, so it may write and not confirm. */
  readonly isToken?: boolean;
}

/**
 * Where a language version stands.
 *
 * | state | what it waits for |
 * | --- | --- |
 * | `arrived` | its translation has not begun, or it came in and is held back |
 * | `in-translation` | a machine or a person is at it |
 * | `review` | the machine is through with it; a person has to read it, and to fill in what is missing |
 * | `ready` | every segment is confirmed: somebody who publishes it, its time, or the next edition |
 * | `published` | nothing |
 * | `corrected` | nothing: a later revision is out |
 * | `withdrawn` | nothing: its reason is out |
 */
export type State = 'arrived' | 'in-translation' | 'review' | 'ready' | 'published' | 'corrected' | 'withdrawn';

/** One cell of the table of articles. */
export interface Cell {
  readonly language: string;
  readonly state: State;
  /** When it came to that state: ISO. */
  readonly since: string;
  /** Who brought it there, where that was a person. */
  readonly by: string | null;
  readonly assignee: string | null;
  /** The original changed and nobody has looked since. */
  readonly isTouched: boolean;
  /** When it will be published, where somebody said so: ISO. */
  readonly publishAt: string | null;
  /** Confirmed segments of all; null for a version that is not translated here. */
  readonly progress: { readonly confirmed: number; readonly all: number } | null;
  /** The revision that is out; 0 while none is. */
  readonly publishedRevision: number;
}

/** One row of the table of articles. */
export interface ArticleRow {
  readonly article: string;
  readonly day: string;
  /** In the original's language, else the first there is. */
  readonly headline: string;
  readonly language: string;
  readonly changedAt: string;
  /** No version is published before: ISO; null for no embargo. */
  readonly holdUntil: string | null;
  /** In the order of the newsroom's languages; a language without a cell has neither version nor draft. */
  readonly cells: readonly Cell[];
}

/** Which rows. Everything may be left out. */
export interface ArticleQuery {
  /** Words that its headlines have, in any language. */
  readonly search?: string;
  readonly state?: State;
  readonly language?: string;
  readonly touched?: boolean;
  readonly assignee?: string;
  /** Where the page before ended (`ArticlePage.next`). */
  readonly after?: string;
  /** At most 200; 50 by default. */
  readonly limit?: number;
}

export interface ArticlePage {
  /** Last changed first. */
  readonly rows: readonly ArticleRow[];
  readonly next: string | null;
  /** Cells in each state, of all articles, for the filters. */
  readonly counts: Readonly<Record<State, number>>;
}

/** One revision of a version that is or was out, as its record has it. */
export interface RevisionView {
  readonly revision: number;
  readonly time: string;
  readonly state: 'current' | 'corrected' | 'withdrawn';
  readonly by: string | null;
  /** Null when its text is gone (withdrawn, or older than this newsroom remembers). */
  readonly body: ArticleBody | null;
}

/** One article with everything there is of it. */
export interface ArticleView {
  readonly article: string;
  readonly day: string;
  readonly holdUntil: string | null;
  readonly cells: readonly Cell[];
  /** What stands in the database of each language that has a version, published or waiting to be. */
  readonly versions: readonly {
    readonly language: string;
    readonly revision: number;
    /** The edition that brought out the revision that is out; null while none is, or where nobody knows any more. */
    readonly edition: number | null;
    readonly body: ArticleBody;
  }[];
  /** What came in for versions that are out and waits for its time (ISO), or for somebody to let it go (null). */
  readonly held: readonly { readonly language: string; readonly until: string | null; readonly body: ArticleBody }[];
  /** Languages a draft could be begun in, with the language it would be translated from. */
  readonly translatable: readonly { readonly language: string; readonly from: string }[];
}

/** One segment of a draft, beside its original. */
export interface SegmentView {
  readonly key: string;
  readonly role: SegmentRole;
  readonly source: string;
  readonly marks: readonly Mark[];
  /** What the original said when the target was right; null when it says so still. */
  readonly sourceBefore: string | null;
  readonly target: string;
  readonly state: 'empty' | 'draft' | 'touched' | 'confirmed';
  readonly origin: 'person' | 'memory' | 'machine' | null;
  readonly engine: string | null;
  /** What the machine gave for this source, whatever the target says; null where it gave nothing. */
  readonly machine: string | null;
  /** Why the machine gave nothing. */
  readonly failure: string | null;
  readonly confirmedBy: string | null;
  readonly confirmedAt: string | null;
  /** To be named by whoever changes it. */
  readonly edit: number;
  readonly findings: readonly Finding[];
  readonly ignored: readonly { readonly check: Check; readonly reason: string; readonly by: string }[];
}

/** A draft as a whole. */
export interface DraftHead {
  readonly article: string;
  readonly language: string;
  readonly from: string;
  readonly day: string;
  readonly state: State;
  readonly edit: number;
  readonly assignee: string | null;
  readonly publishAt: string | null;
  readonly holdUntil: string | null;
  readonly touchedAt: string | null;
  /** The label its page would carry if it were published now. */
  readonly label: 'person' | 'machine-checked' | 'machine';
  /** What keeps it from being published now, as sentences; empty when nothing does. */
  readonly obstacles: readonly string[];
}

/** A draft with its segments. */
export interface DraftView extends DraftHead {
  readonly segments: readonly SegmentView[];
}

/** A draft, and how each of its segments stands, without their texts: what changes while people work in it. */
export interface DraftOutline extends DraftHead {
  readonly segments: readonly Pick<SegmentView, 'key' | 'state' | 'edit'>[];
}

/** What an editor sees beside one segment. */
export interface SegmentHelp {
  readonly matches: readonly Match[];
  readonly terms: readonly {
    readonly source: string;
    readonly target: string;
    readonly kind: 'required' | 'forbidden' | 'name';
    readonly note: string | null;
  }[];
}

/** What came of writing a segment. A `conflict` changes nothing and tells what stands there now. */
export type SegmentOutcome =
  | { readonly outcome: 'saved'; readonly segment: SegmentView }
  | { readonly outcome: 'conflict'; readonly segment: SegmentView }
  /** Only of confirming: errors stand against it, or no person asked. The text is kept, not confirmed. */
  | { readonly outcome: 'refused'; readonly segment: SegmentView }
  /** The segment is there no more: its block or its article is gone. */
  | { readonly outcome: 'gone' };

/** What came of an act on a draft, version or article. */
export type ActOutcome =
  | { readonly outcome: 'done' }
  /** A sentence that says what keeps it from being done, and what to do. */
  | { readonly outcome: 'refused'; readonly reason: string };

/** One line of the audit trail. */
export interface AuditEntry {
  readonly id: string;
  readonly at: string;
  readonly who: string;
  readonly what: AuditAct;
  readonly article: string | null;
  readonly language: string | null;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
}

/** Which lines of the audit trail. Everything may be left out. */
export interface AuditQuery {
  readonly article?: string;
  readonly who?: string;
  readonly what?: AuditAct;
  /** Where the answer before ended: the id of its last line. */
  readonly after?: string;
  /** At most 500; 100 by default. */
  readonly limit?: number;
}

export type AuditAct =
  | 'arrived'
  | 'changed'
  | 'draft-begun'
  | 'original-changed'
  | 'machine-drafted'
  | 'segment-confirmed'
  | 'check-ignored'
  | 'assigned'
  | 'ready'
  | 'reopened'
  | 'scheduled'
  | 'unscheduled'
  | 'draft-closed'
  | 'released'
  | 'embargo-set'
  | 'published'
  | 'corrected'
  | 'withdrawn'
  | 'signed-in'
  | 'invited'
  | 'person-changed'
  | 'token-made'
  | 'token-revoked'
  | 'settings-changed'
  | 'memory-imported'
  | 'memory-changed'
  | 'glossary-changed'
  | 'partner-changed';
