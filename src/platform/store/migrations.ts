import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { StoreError } from './error.ts';

/**
 * Migrations by name; they run in the order of their names, so names begin with a number: `001-sources`. A migration
 * that was ever released is never changed, renamed or removed; what it got wrong, the next one mends. There is no way
 * back: the database is working state and can be made anew.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on a schema between two versions, which has no type.
export type Migrations = Readonly<Record<string, (db: Kysely<any>) => Promise<void>>>;

const TABLE = 'tamizdat_migration';

/**
 * Brings a database to the newest of `migrations`, all of them or none (one transaction).
 * @throws StoreError `newer-database` when it has seen one that is not among them, `migration-failed`.
 */
export async function migrate<Schema>(db: Kysely<Schema>, migrations: Migrations, folder: string): Promise<void> {
  const unknown = (await readDone(db)).filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length > 0) {
    throw new StoreError(
      'newer-database',
      `${folder}: a newer version of this program has used this database (it knows ${unknown.join(', ')})`,
      { hint: 'use the newer version; or move the folder away, and the database is made anew' },
    );
  }
  const migrator = new Migrator({
    db,
    migrationTableName: TABLE,
    migrationLockTableName: `${TABLE}_lock`,
    provider: {
      getMigrations: async () => Object.fromEntries(Object.entries(migrations).map(([name, up]) => [name, { up }])),
    },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName;
  const reason = error instanceof Error ? error.message : String(error);
  throw new StoreError(
    'migration-failed',
    `${folder}: migration ${failed ?? 'order'} failed and was undone: ${reason}`,
    {
      hint: 'the database is as it was; this is a fault of the program, please report it',
      cause: error,
    },
  );
}

/** Names of the migrations that a database has seen. */
async function readDone<Schema>(db: Kysely<Schema>): Promise<string[]> {
  const table = await sql<{ found: string | null }>`select to_regclass(${TABLE})::text as found`.execute(db);
  if (table.rows[0]?.found == null) return [];
  const done = await sql<{ name: string }>`select name from ${sql.table(TABLE)} order by name`.execute(db);
  return done.rows.map(({ name }) => name);
}
