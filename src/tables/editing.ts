import { type Generated, type Kysely, sql } from 'kysely';
import type { Migrations } from '../platform/store/index.ts';

/** What editors work on: drafts of language versions, their segments, and who did what. */
export interface EditingTables {
  /** One row a language version that is translated here; its published text is in `versions`, as everybody's. */
  drafts: {
    article: string;
    language: string;
    /** Language translated from, and the revision of that version its segments were last cut from. */
    from_language: string;
    from_revision: number;
    /** Of a withdrawn version there is no draft: its texts are gone. */
    state: 'arrived' | 'in-translation' | 'review' | 'ready' | 'published';
    /** Counts every change of the draft itself (not of its segments): who writes names the one that they saw. */
    edit: number;
    /** When it is to be published: ISO, milliseconds; null when nobody said. */
    publish_at: string | null;
    /** Name of the person who said so. */
    publish_by: string | null;
    /** When the original changed under it and nobody has looked since; null when it did not. */
    touched_at: string | null;
    /** Name of the person who works on it; null for nobody. */
    assignee: string | null;
    /** ISO, milliseconds. */
    state_since: string;
    changed_at: string;
  };
  /** One row a segment of a draft, in the order of `position`. */
  segments: {
    article: string;
    language: string;
    /** Which part of the body: see `Segment.key` of the room `translate`. */
    key: string;
    position: number;
    role: string;
    /** Text of the original with placeholders, and what they stand for, as JSON. */
    source: string;
    marks: string;
    /** What `source` was when the target was last right; null when it is so still. For the word diff. */
    source_before: string | null;
    target: string;
    state: 'empty' | 'draft' | 'touched' | 'confirmed';
    origin: 'person' | 'memory' | 'machine' | null;
    /** `engine@version` of a machine's target, even after a person changed it; null where none was asked. */
    engine: string | null;
    /** What the machine gave for `source`, whatever became of it; null where it gave nothing. */
    machine: string | null;
    /** Why the machine gave no target; null when it gave one or was not asked. */
    failure: string | null;
    /** Name of the person who confirmed it, and when. */
    confirmed_by: string | null;
    confirmed_at: string | null;
    /** Counts its changes: who writes names the one that they saw. */
    edit: number;
    /** Checks that were switched off here: JSON list of `{ check, reason, by }`. */
    ignored: Generated<string>;
  };
  /** What came in for a version that is out, and is held back: `versions` has only what may be seen. One row a version. */
  held: {
    article: string;
    language: string;
    /** An `ArrivedText` as JSON. */
    text: string;
    content_hash: string;
    address: string | null;
    /** It waits until then: ISO, milliseconds; far off for "until somebody lets it go". */
    until: string;
    /** Name of the person who gave it a time; null where nobody did. */
    by: string | null;
  };
  /** Revisions that were out and were followed by another; erased with their version. */
  revisions: {
    article: string;
    language: string;
    revision: number;
    /** The `ArticleBody` as JSON. */
    body: string;
    /** Name of the person who published it; null for a source. */
    by: string | null;
    /** When it came out: ISO. */
    at: string;
  };
  /**
   * Where each language version stands, put together from its version, draft and segments by whoever changes those
   * (`refreshCells`): the table of articles is read, filtered and counted from here.
   */
  cells: {
    article: string;
    language: string;
    state: 'arrived' | 'in-translation' | 'review' | 'ready' | 'published' | 'corrected' | 'withdrawn';
    /** When it came to that state, and the person who brought it there. */
    since: string;
    by: string | null;
    assignee: string | null;
    is_touched: boolean;
    publish_at: string | null;
    /** Of its segments; `segments` is null where it is not translated here. */
    confirmed: number;
    segments: number | null;
    published_revision: number;
    /** That of the article: the table goes by it. */
    changed_at: string;
  };
  /** How many cells are in each state, as sums of changes: no writer waits for another. */
  tallies: {
    id: string;
    state: string;
    change: number;
  };
  /** Withdrawals whose traces in the newsroom's files are still to be erased. */
  erasures: { id: string };
  /** Who did what, when; rows are only ever added. */
  audit: {
    /** Sorts by time. */
    id: string;
    /** ISO, milliseconds. */
    at: string;
    /** Name of a person, of a token, or of the part of the program that did it. */
    who: string;
    what: string;
    article: string | null;
    language: string | null;
    /** JSON object; never a text that may have to be withdrawn, a password or a token. */
    detail: string;
  };
}

export const editingMigrations: Migrations = {
  async '003-editing'(db: Kysely<unknown>): Promise<void> {
    // Whoever holds back a version or an article: it waits until then. Far off for "until somebody says so".
    await sql`alter table articles add column hold_until text`.execute(db);
    await sql`alter table versions add column hold_until text, add column released_by text,
      add column going_out boolean not null default false`.execute(db);
    // Words of all its headlines, as the program cuts them: what a database takes for a word depends on where it runs.
    await sql`alter table articles add column words tsvector`.execute(db);
    await sql`create index articles_words on articles using gin (words)`.execute(db);
    await sql`create index articles_held on articles (hold_until) where hold_until is not null`.execute(db);
    await sql`create index versions_held on versions (hold_until) where hold_until is not null`.execute(db);
    await db.schema
      .createTable('drafts')
      .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
      .addColumn('language', 'text', (column) => column.notNull())
      .addColumn('from_language', 'text', (column) => column.notNull())
      .addColumn('from_revision', 'integer', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('edit', 'integer', (column) => column.notNull().defaultTo(1))
      .addColumn('publish_at', 'text')
      .addColumn('publish_by', 'text')
      .addColumn('touched_at', 'text')
      .addColumn('assignee', 'text')
      .addColumn('state_since', 'text', (column) => column.notNull())
      .addColumn('changed_at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('drafts_key', ['article', 'language'])
      .execute();
    await sql`create index drafts_due on drafts (publish_at) where publish_at is not null`.execute(db);
    await db.schema
      .createTable('segments')
      .addColumn('article', 'text', (column) => column.notNull())
      .addColumn('language', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('marks', 'text', (column) => column.notNull())
      .addColumn('source_before', 'text')
      .addColumn('target', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('origin', 'text')
      .addColumn('engine', 'text')
      .addColumn('machine', 'text')
      .addColumn('failure', 'text')
      .addColumn('confirmed_by', 'text')
      .addColumn('confirmed_at', 'text')
      .addColumn('edit', 'integer', (column) => column.notNull().defaultTo(1))
      .addColumn('ignored', 'text', (column) => column.notNull().defaultTo('[]'))
      .addPrimaryKeyConstraint('segments_key', ['article', 'language', 'key'])
      .addForeignKeyConstraint('segments_draft', ['article', 'language'], 'drafts', ['article', 'language'], (each) =>
        each.onDelete('cascade'),
      )
      .execute();
    await db.schema
      .createTable('held')
      .addColumn('article', 'text', (column) => column.notNull())
      .addColumn('language', 'text', (column) => column.notNull())
      .addColumn('text', 'text', (column) => column.notNull())
      .addColumn('content_hash', 'text', (column) => column.notNull())
      .addColumn('address', 'text')
      .addColumn('until', 'text', (column) => column.notNull())
      .addColumn('by', 'text')
      .addPrimaryKeyConstraint('held_key', ['article', 'language'])
      .addForeignKeyConstraint('held_version', ['article', 'language'], 'versions', ['article', 'language'], (each) =>
        each.onDelete('cascade'),
      )
      .execute();
    await sql`create index held_media on held using gin (media_hashes(text))`.execute(db);
    await db.schema
      .createTable('revisions')
      .addColumn('article', 'text', (column) => column.notNull())
      .addColumn('language', 'text', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('by', 'text')
      .addColumn('at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('revisions_key', ['article', 'language', 'revision'])
      .execute();
    await db.schema
      .createTable('cells')
      .addColumn('article', 'text', (column) => column.notNull().references('articles.id').onDelete('cascade'))
      .addColumn('language', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('since', 'text', (column) => column.notNull())
      .addColumn('by', 'text')
      .addColumn('assignee', 'text')
      .addColumn('is_touched', 'boolean', (column) => column.notNull())
      .addColumn('publish_at', 'text')
      .addColumn('confirmed', 'integer', (column) => column.notNull())
      .addColumn('segments', 'integer')
      .addColumn('published_revision', 'integer', (column) => column.notNull())
      .addColumn('changed_at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('cells_key', ['article', 'language'])
      .execute();
    // Each ends with the order of the table, so that a page of it is read from where the one before ended.
    await sql`create index cells_changed on cells (changed_at, article)`.execute(db);
    await sql`create index cells_state on cells (state, changed_at, article)`.execute(db);
    await sql`create index cells_language on cells (language, changed_at, article)`.execute(db);
    await sql`create index cells_touched on cells (changed_at, article) where is_touched`.execute(db);
    await sql`create index cells_assignee on cells (assignee, changed_at, article) where assignee is not null`.execute(
      db,
    );
    await db.schema
      .createTable('tallies')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('change', 'integer', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('erasures')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .execute();
    await db.schema
      .createTable('audit')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('who', 'text', (column) => column.notNull())
      .addColumn('what', 'text', (column) => column.notNull())
      .addColumn('article', 'text')
      .addColumn('language', 'text')
      .addColumn('detail', 'text', (column) => column.notNull())
      .execute();
    await sql`create index audit_article on audit (article, id desc)`.execute(db);
  },
};
