import { CompiledQuery } from 'kysely';
import type { Db as BossDatabase } from 'pg-boss';
import type { Store } from '../store/index.ts';

/** What runs statements: the database, or a transaction on it. */
export interface Statements {
  executeQuery(query: CompiledQuery): Promise<{ readonly rows: unknown[] }>;
}

/** The database as pg-boss wants it, inside a transaction: what it writes is kept or undone with all else. */
export function bossStatements(trx: Statements): BossDatabase {
  return { executeSql: (text, values = []) => trx.executeQuery(CompiledQuery.raw(text, values)) };
}

/** The database as pg-boss wants it, for its own work. */
export function bossDatabase(store: Store<unknown>): BossDatabase {
  return {
    executeSql: (text, values = []) => {
      if (values.length > 0) return store.db.executeQuery(CompiledQuery.raw(text, values));
      // May be a whole transaction, `begin; …; commit`. One that fails in the middle would be left open for the next user.
      return store.db.connection().execute(async (connection) => {
        try {
          return await connection.executeQuery(CompiledQuery.raw(text));
        } catch (error) {
          await connection.executeQuery(CompiledQuery.raw('rollback')).catch(() => {});
          throw error;
        }
      });
    },
    listen: (channel, onTold, onAgain) => store.listen(channel, onTold, onAgain),
  };
}
