import { newArticleId } from '../article/index.ts';
import type { ActContext, Db, Trx } from './context.ts';

/**
 * Notes that a text was withdrawn, in the transaction of that: its traces in the newsroom's files (old rows, pictures) are
 * to be erased by the process that publishes. In the database, so that it is done whoever withdrew it and whatever dies.
 */
export async function noteErasure(trx: Trx, { random }: Pick<ActContext, 'random'>): Promise<void> {
  await trx
    .insertInto('erasures')
    .values({ id: newArticleId(random) })
    .execute();
}

/** The withdrawals whose traces are still to be erased. */
export async function loadErasures(db: Db): Promise<string[]> {
  return (await db.selectFrom('erasures').select('id').execute()).map(({ id }) => id);
}

/** Notes that the traces of these withdrawals are erased. */
export async function settleErasures(db: Db, ids: readonly string[]): Promise<void> {
  await db
    .deleteFrom('erasures')
    .where('id', 'in', [...ids])
    .execute();
}
