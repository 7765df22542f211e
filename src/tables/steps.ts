import type { Kysely } from 'kysely';
import type { Migrations } from '../platform/store/index.ts';

/** How the steps of the publishing process go: what the queues are for all other work. */
export interface StepTables {
  steps: {
    /** `keep`, `publish`, `heartbeat`, `carry`. */
    step: string;
    /** When it was done last, and when it was tried last: ISO, milliseconds. */
    done_at: string | null;
    tried_at: string;
    /** Why it failed when it was tried last; null when it did not. */
    failure: string | null;
    /** How often in a row. */
    failures: number;
  };
}

export const stepMigrations: Migrations = {
  async '006-steps'(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('steps')
      .addColumn('step', 'text', (column) => column.primaryKey())
      .addColumn('done_at', 'text')
      .addColumn('tried_at', 'text', (column) => column.notNull())
      .addColumn('failure', 'text')
      .addColumn('failures', 'integer', (column) => column.notNull())
      .execute();
  },
};
