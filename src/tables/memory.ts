import type { Kysely } from 'kysely';
import type { Migrations } from '../platform/store/index.ts';

/** What translators remember: pairs of sentences, and terms. */
export interface MemoryTables {
  /** One row a pair of texts that somebody confirmed, by what it says. */
  memory: {
    id: string;
    from_language: string;
    to_language: string;
    /** With placeholders. */
    source: string;
    target: string;
    /** What `source` is compared by: see `translate/memory.ts`. */
    source_key: string;
    by: string | null;
    /** ISO, milliseconds. */
    at: string;
    /** The article it was first confirmed in; null for an imported one. */
    article: string | null;
  };
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
      .addColumn('source_key', 'text', (column) => column.notNull())
      .addColumn('by', 'text')
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('article', 'text')
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
      .execute();
  },
};
