import type { Kysely, Transaction } from 'kysely';
import { type Jobs, loadUnfinished, type QueueName } from '../../platform/jobs/index.ts';
import { type CopyLine, exportTables, importTables, type Store, StoreError } from '../../platform/store/index.ts';
import type { Tables } from '../../tables/index.ts';

/** A line of a copied database: what tables hold, then the jobs that are not done, then that this was all. */
export type DatabaseLine =
  | CopyLine
  | {
      readonly job: QueueName;
      readonly data: Readonly<Record<string, unknown>>;
      readonly key: string | null;
      readonly startAfter: string;
    }
  | { readonly jobs: number };

/** What was copied. */
export interface CopyReport {
  /** Rows, by table. */
  readonly tables: ReadonlyMap<string, number>;
  readonly jobs: number;
}

/** Reads a database as it is at one moment, while others go on working on it. */
export async function* readDatabase(db: Kysely<Tables>): AsyncGenerator<DatabaseLine> {
  const trx = await db.startTransaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute();
  try {
    yield* exportTables(trx as unknown as Transaction<never>);
    const jobs = await loadUnfinished(trx as unknown as Kysely<unknown>);
    for (const { queue, data, key, startAfter } of jobs) yield { job: queue, data, key, startAfter };
    yield { jobs: jobs.length };
  } finally {
    await trx.rollback().execute();
  }
}

/**
 * Writes what was read into a database with nothing in it: all of it or, when it is damaged or the process dies, nothing.
 * @param where what to call the database in messages
 * @throws StoreError `not-empty`, `copy-damaged`
 */
export async function fillDatabase(
  store: Store<Tables>,
  jobs: Jobs,
  lines: AsyncIterable<DatabaseLine>,
  where: string,
): Promise<CopyReport> {
  return store.db.transaction().execute(async (trx) => {
    const waiting: Extract<DatabaseLine, { job: unknown }>[] = [];
    let told: number | null = null;
    const tableLines = async function* (): AsyncGenerator<CopyLine> {
      for await (const line of lines) {
        if (!('job' in line || 'jobs' in line)) yield line;
        else if ('job' in line) waiting.push(line);
        else told = line.jobs;
      }
    };
    const tables = await importTables(trx as unknown as Transaction<never>, tableLines(), where);
    if (told !== waiting.length) {
      throw new StoreError('copy-damaged', 'the copy of the database is damaged: it ends before its end', {
        hint: 'nothing was changed; take another copy, or make it again',
      });
    }
    for (const { job, data, key, startAfter } of waiting) {
      // Told again by whoever reads the job: what it says was checked when it was first enqueued, and is when it is done.
      await jobs.enqueue(trx, job, data as never, {
        ...(key !== null && { key }),
        startAfter: new Date(startAfter),
      });
    }
    return { tables, jobs: waiting.length };
  });
}
