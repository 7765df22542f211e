import type { Kysely } from 'kysely';
import type { Migrations } from '../platform/store/index.ts';

/** Who may sign in to the console, and with what. Secrets stand here as hashes only. */
export interface AccountTables {
  people: {
    id: string;
    /** What others see; unique. */
    name: string;
    role: 'viewer' | 'editor' | 'chief' | 'operator';
    /** Null while no password is set. */
    password_hash: string | null;
    created_at: string;
    /** Null while the person may sign in. */
    closed_at: string | null;
  };
}

export const accountMigrations: Migrations = {
  async '005-accounts'(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('people')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull().unique())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('password_hash', 'text')
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('closed_at', 'text')
      .execute();
  },
};
