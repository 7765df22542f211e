import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { openStore, type Store } from '../../src/platform/store/index.ts';
import { migrations, type Tables } from '../../src/tables/index.ts';

/** Gives work a database that has all tables and nothing in them. */
export type UseEmpty = (work: (db: Kysely<Tables>) => Promise<void>) => Promise<void>;

/** Empties a database of everything but the names of its migrations, and gives it to work. */
export const emptied =
  ({ db }: Pick<Store<Tables>, 'db'>): UseEmpty =>
  async (work) => {
    const { rows } = await sql<{ name: string }>`
      select tablename as name from pg_tables where schemaname = 'public' and tablename !~ 'migration'`.execute(db);
    await sql`truncate ${sql.join(rows.map(({ name }) => sql.table(name)))} cascade`.execute(db);
    await work(db);
  };

/** The embedded one, in a folder of its own until the tests of the file are over. */
export async function openEmbedded(): Promise<UseEmpty> {
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-suite-'));
  const store = await openStore<Tables>(folder, { migrations });
  after(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  return emptied(store);
}
