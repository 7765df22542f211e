import { type Kysely, sql } from 'kysely';
import { QUEUE_NAMES, type QueueName } from './queues.ts';

/** How a queue stands. */
export interface QueueOverview {
  readonly queue: QueueName;
  /** Jobs that could be done now. */
  readonly waiting: number;
  /** Jobs whose time has not come: asked for later, or to be tried again. */
  readonly later: number;
  readonly active: number;
  /** Jobs that were given up and wait for a person. */
  readonly failed: number;
  /** Jobs done within a day. */
  readonly doneInDay: number;
  /** Since when the oldest job that could be done waits; null when none does. */
  readonly waitingSince: Date | null;
}

/** A job that was given up. */
export interface FailedJob {
  readonly id: string;
  readonly queue: QueueName;
  /** What it says: the members of its queue's data. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly enqueuedAt: Date;
  readonly failedAt: Date;
  /** How often it was tried. */
  readonly tries: number;
  /** Why it failed the last time, and what to do where that is known. */
  readonly message: string;
  readonly hint: string | null;
}

/** The schema of pg-boss's tables, beside ours. */
export const JOBS_SCHEMA = 'jobs';
const JOB = sql.table(`${JOBS_SCHEMA}.job`);

/**
 * Counts the jobs of every queue. From the table itself: pg-boss's own counts are up to a minute old, and a person who
 * presses "retry" looks for the effect.
 */
export async function loadOverview(db: Kysely<unknown>): Promise<QueueOverview[]> {
  const { rows } = await sql<Omit<QueueOverview, 'queue'> & { queue: string }>`
    select name as queue,
      count(*) filter (where state in ('created', 'retry') and start_after <= now()) as "waiting",
      count(*) filter (where state in ('created', 'retry') and start_after > now()) as "later",
      count(*) filter (where state = 'active') as "active",
      count(*) filter (where state = 'failed') as "failed",
      count(*) filter (where state = 'completed' and completed_on > now() - interval '1 day') as "doneInDay",
      min(start_after) filter (where state in ('created', 'retry') and start_after <= now()) as "waitingSince"
    from ${JOB} where name in (${sql.join(QUEUE_NAMES)}) group by name`.execute(db);
  return QUEUE_NAMES.map((queue) => {
    const none = { waiting: 0, later: 0, active: 0, failed: 0, doneInDay: 0, waitingSince: null };
    return { ...(rows.find((row) => row.queue === queue) ?? none), queue };
  });
}

/** The jobs that were given up, the newest first, at most `limit`. */
export async function loadFailed(db: Kysely<unknown>, limit: number): Promise<FailedJob[]> {
  const { rows } = await sql<{
    id: string;
    queue: QueueName;
    data: Record<string, unknown> | null;
    enqueuedAt: Date;
    failedAt: Date;
    tries: number;
    output: { message?: unknown; hint?: unknown } | null;
  }>`
    select id, name as queue, data, created_on as "enqueuedAt", coalesce(completed_on, created_on) as "failedAt",
      retry_count + 1 as tries, output
    from ${JOB} where name in (${sql.join(QUEUE_NAMES)}) and state = 'failed'
    order by completed_on desc nulls last, id limit ${limit}`.execute(db);
  return rows.map(({ data, output, ...job }) => ({
    ...job,
    data: data ?? {},
    message: typeof output?.message === 'string' ? output.message : 'it was given up without a word',
    hint: typeof output?.hint === 'string' ? output.hint : null,
  }));
}

/** The queue of a job that was given up; null when there is none of this id. */
export async function loadQueueOf(db: Kysely<unknown>, id: string): Promise<QueueName | null> {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return null;
  const { rows } = await sql<{ queue: QueueName }>`
    select name as queue from ${JOB}
    where id = ${id}::uuid and name in (${sql.join(QUEUE_NAMES)}) and state = 'failed'`.execute(db);
  return rows[0]?.queue ?? null;
}

/** Ids of the jobs of a queue that some process is at. */
export async function loadActive(db: Kysely<unknown>, queue: QueueName): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from ${JOB} where name = ${queue} and state = 'active'`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

/** A job that is not done, as it is taken along to another database. */
export interface UnfinishedJob {
  readonly queue: QueueName;
  readonly data: Readonly<Record<string, unknown>>;
  readonly key: string | null;
  /** Not before: ISO. */
  readonly startAfter: string;
}

/**
 * The jobs that are not done, given up ones too, the oldest first. Where they go, they are enqueued anew.
 * @param db may be a transaction; a database whose queues were never opened has no jobs
 */
export async function loadUnfinished(db: Kysely<unknown>): Promise<UnfinishedJob[]> {
  const table = await sql<{ found: string | null }>`select to_regclass(${`${JOBS_SCHEMA}.job`})::text as found`.execute(
    db,
  );
  if (table.rows[0]?.found == null) return [];
  const { rows } = await sql<Omit<UnfinishedJob, 'startAfter'> & { startAfter: Date }>`
    select name as queue, data, singleton_key as key, start_after as "startAfter" from ${JOB}
    where name in (${sql.join(QUEUE_NAMES)}) and state not in ('completed', 'cancelled')
    order by start_after, name, singleton_key, data::text`.execute(db);
  return rows.map((row) => ({ ...row, startAfter: row.startAfter.toISOString() }));
}
