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
    state: 'arrived' | 'in-translation' | 'review' | 'ready' | 'published' | 'withdrawn';
    /** Counts every change of the draft itself (not of its segments): who writes names the one that they saw. */
    edit: number;
    /** When it is to be published: ISO, milliseconds; null when nobody said. */
    publish_at: string | null;
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
    await sql`alter table versions add column hold_until text`.execute(db);
    await db.schema
      .createTable('drafts')
      .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
      .addColumn('language', 'text', (column) => column.notNull())
      .addColumn('from_language', 'text', (column) => column.notNull())
      .addColumn('from_revision', 'integer', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('edit', 'integer', (column) => column.notNull().defaultTo(1))
      .addColumn('publish_at', 'text')
      .addColumn('touched_at', 'text')
      .addColumn('assignee', 'text')
      .addColumn('state_since', 'text', (column) => column.notNull())
      .addColumn('changed_at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('drafts_key', ['article', 'language'])
      .execute();
    await sql`create index drafts_state on drafts (state, changed_at desc)`.execute(db);
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
