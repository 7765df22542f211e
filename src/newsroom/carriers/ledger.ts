import type { Kysely } from 'kysely';
import { type Ledger, type LedgerState, UNCONFIRMED } from '../../carry/index.ts';
import type { Tables } from '../../tables/index.ts';

/** Rows in one statement: PostgreSQL takes 65,535 parameters, three a row. */
const ROWS = 5_000;
/** Rows that are read at once. */
const PAGE_ROWS = 2_000;

/** What one carrier holds, kept in the database. */
export function openLedger(db: Kysely<Tables>, carrier: string): Ledger {
  const ours = db.selectFrom('carried').select(['path', 'sha256']).where('carrier', '=', carrier);
  return {
    async load(paths: ReadonlySet<string>) {
      const known = new Map<string, LedgerState>();
      const all = [...paths];
      for (let at = 0; at < all.length; at += ROWS) {
        const rows = await ours.where('path', 'in', all.slice(at, at + ROWS)).execute();
        for (const { path, sha256 } of rows) known.set(path, sha256);
      }
      return known;
    },
    async *entries() {
      // A page at a time: the embedded database answers on our own thread, and a million rows at once take 500 MB.
      for (let last = ''; ; ) {
        const rows = await ours.where('path', '>', last).orderBy('path').limit(PAGE_ROWS).execute();
        for (const { path, sha256 } of rows) yield [path, sha256] as const;
        const end = rows.at(-1);
        if (end === undefined || rows.length < PAGE_ROWS) return;
        last = end.path;
      }
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

/** Whether any file was ever carried to a carrier, and read back. */
export async function isCarriedTo(db: Kysely<Tables>, carrier: string): Promise<boolean> {
  const confirmed = db
    .selectFrom('carried')
    .select('path')
    .where('carrier', '=', carrier)
    .where('sha256', '<>', UNCONFIRMED);
  return (await confirmed.limit(1).executeTakeFirst()) !== undefined;
}

/**
 * Carriers that were carried to, are not among `current`, and were not named by this before: what lies there stays, and
 * somebody should know. One that comes back and goes again is named again; what is known of it is never forgotten, so that
 * files that were withdrawn meanwhile are then still removed.
 */
export async function newFormerCarriers(db: Kysely<Tables>, current: readonly string[]): Promise<string[]> {
  return db.transaction().execute(async (trx) => {
    if (current.length > 0) await trx.deleteFrom('former_carriers').where('carrier', 'in', current).execute();
    const rows = await trx
      .selectFrom('carried')
      .select('carrier')
      .distinct()
      .where('carrier', 'not in', trx.selectFrom('former_carriers').select('carrier'))
      .execute();
    const left = rows.map(({ carrier }) => carrier).filter((carrier) => !current.includes(carrier));
    for (const carrier of left) await trx.insertInto('former_carriers').values({ carrier }).execute();
    return left;
  });
}
