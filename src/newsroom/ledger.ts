import type { Kysely } from 'kysely';
import type { Ledger, LedgerState } from '../carry/index.ts';
import type { Tables } from './tables.ts';

/** Rows in one statement: PostgreSQL takes 65,535 parameters, three a row. */
const ROWS = 5_000;

/** What one carrier holds, kept in the database. */
export function openLedger(db: Kysely<Tables>, carrier: string): Ledger {
  return {
    async load() {
      const rows = await db.selectFrom('carried').select(['path', 'sha256']).where('carrier', '=', carrier).execute();
      return new Map(rows.map((row) => [row.path, row.sha256]));
    },
    async record(changes: ReadonlyMap<string, LedgerState | null>) {
      const kept: Tables['carried'][] = [];
      const gone: string[] = [];
      for (const [path, sha256] of changes) {
        if (sha256 === null) gone.push(path);
        else kept.push({ carrier, path, sha256 });
      }
      await db.transaction().execute(async (trx) => {
        for (let at = 0; at < gone.length; at += ROWS) {
          await trx
            .deleteFrom('carried')
            .where('carrier', '=', carrier)
            .where('path', 'in', gone.slice(at, at + ROWS))
            .execute();
        }
        for (let at = 0; at < kept.length; at += ROWS) {
          await trx
            .insertInto('carried')
            .values(kept.slice(at, at + ROWS))
            .onConflict((conflict) =>
              conflict.columns(['carrier', 'path']).doUpdateSet((row) => ({ sha256: row.ref('excluded.sha256') })),
            )
            .execute();
        }
      });
    },
  };
}
