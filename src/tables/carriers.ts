import type { Generated, Kysely } from 'kysely';
import type { Migrations } from '../platform/store/index.ts';

/** How carrying goes, a row for each place that is or was carried to. */
export interface CarrierTables {
  carrier_states: {
    /** The place, as `carried` names it: under a carrier's name another place may stand tomorrow. */
    carrier: string;
    /** The edition it was last seen to hold; null when it held none. */
    held_number: number | null;
    held_time: string | null;
    /** When it was tried last; when all of what was to be done there was done and read back; when everything was compared. */
    tried_at: string | null;
    complete_at: string | null;
    whole_at: string | null;
    /** What its public address gave out when it was last asked, as JSON. */
    publicly: string | null;
    /** Why the last turn failed, and what can be done; null when it did not. */
    failure: string | null;
    hint: string | null;
    /** How often in a row. */
    failures: Generated<number>;
    next_try_at: string | null;
    /** How far the turn under way is, as JSON. */
    progress: string | null;
    /** An operator holds it back. */
    stopped: Generated<boolean>;
    /** An operator wants it tried now. */
    asked: Generated<boolean>;
  };
}

export const carrierMigrations: Migrations = {
  async '008-carriers'(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('carrier_states')
      .addColumn('carrier', 'text', (column) => column.primaryKey())
      .addColumn('held_number', 'integer')
      .addColumn('held_time', 'text')
      .addColumn('tried_at', 'text')
      .addColumn('complete_at', 'text')
      .addColumn('whole_at', 'text')
      .addColumn('publicly', 'text')
      .addColumn('failure', 'text')
      .addColumn('hint', 'text')
      .addColumn('failures', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('next_try_at', 'text')
      .addColumn('progress', 'text')
      .addColumn('stopped', 'boolean', (column) => column.notNull().defaultTo(false))
      .addColumn('asked', 'boolean', (column) => column.notNull().defaultTo(false))
      .execute();
  },
};
