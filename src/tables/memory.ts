import { type Generated, type Kysely, sql } from 'kysely';
import type { Migrations } from '../platform/store/index.ts';

/** What translators remember: pairs of texts, and terms. */
export interface MemoryTables {
  /** One row a pair of texts that somebody confirmed, sentences and whole segments alike. */
  memory: {
    /** Of what the pair says: the same pair is one row, whoever confirms it and how often. */
    id: string;
    from_language: string;
    to_language: string;
    /** With placeholders, numbered from 1. */
    source: string;
    target: string;
    /** Hash of what `source` is compared by when the same is looked for: see `translate/memory-key.ts`. */
    source_hash: string;
    /** Who confirmed it last; null for an imported one. */
    by: string | null;
    /** When: ISO, milliseconds. */
    at: string;
    /** Stays when no article uses it any more. */
    imported: boolean;
    /** A machine wrote the target, and people only ever confirmed it: whoever takes it over has a machine's text. */
    machine: Generated<boolean>;
  };
  /** In which articles a pair was confirmed. When the last of them is withdrawn, the pair goes too. */
  memory_uses: { memory: string; article: string };
  /** By which pairs of words a text is found that is only alike: see `translate/grams.ts`. */
  memory_grams: { gram: number; memory: string };
  /** One row a term of the glossary. */
  terms: {
    id: string;
    from_language: string;
    to_language: string;
    source: string;
    /** Of a forbidden one: what must not be written. */
    target: string;
    kind: 'required' | 'forbidden' | 'name';
    note: string | null;
    by: string | null;
    /** ISO, milliseconds. */
    at: string;
  };
}

export const memoryMigrations: Migrations = {
  async '004-memory'(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('memory')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('from_language', 'text', (column) => column.notNull())
      .addColumn('to_language', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('target', 'text', (column) => column.notNull())
      .addColumn('source_hash', 'text', (column) => column.notNull())
      .addColumn('by', 'text')
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('imported', 'boolean', (column) => column.notNull())
      .addColumn('machine', 'boolean', (column) => column.notNull().defaultTo(false))
      .execute();
    await sql`create index memory_source on memory (source_hash)`.execute(db);
    await sql`create index memory_newest on memory (at desc, id)`.execute(db);
    // The console searches for words of either side. `simple`: no stemming, every language alike.
    await sql`create index memory_words on memory using gin (to_tsvector('simple', source || ' ' || target))`.execute(
      db,
    );
    await db.schema
      .createTable('memory_uses')
      .addColumn('memory', 'text', (column) => column.notNull().references('memory.id').onDelete('cascade'))
      .addColumn('article', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('memory_uses_key', ['memory', 'article'])
      .execute();
    await sql`create index memory_uses_article on memory_uses (article)`.execute(db);
    // No reference to `memory`: an index to cascade by would be as large as the table, and the rows can be computed.
    await db.schema
      .createTable('memory_grams')
      .addColumn('gram', 'integer', (column) => column.notNull())
      .addColumn('memory', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('memory_grams_key', ['gram', 'memory'])
      .execute();
    await db.schema
      .createTable('terms')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('from_language', 'text', (column) => column.notNull())
      .addColumn('to_language', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('target', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('note', 'text')
      .addColumn('by', 'text')
      .addColumn('at', 'text', (column) => column.notNull())
      .addUniqueConstraint('terms_same', ['from_language', 'to_language', 'source', 'target'])
      .execute();
  },
};
