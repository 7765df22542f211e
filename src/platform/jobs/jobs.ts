import { PgBoss } from 'pg-boss';
import { TamizdatError } from '../../errors/index.ts';
import type { Store } from '../store/index.ts';
import type { Log } from '../telemetry/index.ts';
import { bossDatabase, bossStatements, type Statements } from './boss-database.ts';
import { type JobData, QUEUE_NAMES, QUEUES, type QueueName } from './queues.ts';
import {
  type FailedJob,
  JOBS_SCHEMA,
  loadActive,
  loadFailed,
  loadOverview,
  loadQueueOf,
  type QueueOverview,
} from './reports.ts';

/** When a job is to be done, and with which it is one. */
export interface EnqueueOptions {
  /** Jobs of one queue that wait under one key are one, where the queue merges; by default what the job says. */
  readonly key?: string;
  /** Not before. */
  readonly startAfter?: Date;
}

/**
 * Does a job. It may be called again for a job that was done already (a process that dies tells nobody how far it came), and
 * in two processes at once: what it does has to bear both. What it throws is kept, and the job is tried again.
 */
export type JobHandler<Name extends QueueName> = (
  data: JobData<Name>,
  /** `signal`: the job took too long, or this process ends. */
  context: { readonly signal: AbortSignal },
) => Promise<void>;

/** Work that is kept in the database until it is done. Any number of processes may have it open. */
export interface Jobs {
  /**
   * Enqueues a job in a transaction: it is there when the transaction is, and nobody sees it before. With the database in
   * place of a transaction it is there at once.
   */
  enqueue<Name extends QueueName>(
    trx: Statements,
    queue: Name,
    data: JobData<Name>,
    options?: EnqueueOptions,
  ): Promise<void>;
  /** Does the jobs of a queue in this process, `concurrency` at once (by default one), until `close`. */
  work<Name extends QueueName>(
    queue: Name,
    handler: JobHandler<Name>,
    options?: { readonly concurrency?: number },
  ): Promise<void>;
  overview(): Promise<QueueOverview[]>;
  /** The jobs that were given up, the newest first; at most 200. They are kept for a month. */
  failed(): Promise<FailedJob[]>;
  /** Has a job that was given up done again. False when there is none of this id, which may be because somebody else did so. */
  retry(id: string): Promise<boolean>;
  /** Stops working: what is being done is asked to stop and waited for, some seconds at most. The database stays open. */
  close(): Promise<void>;
}

/** What `openJobs` needs. */
export interface JobsParts<Schema> {
  readonly store: Store<Schema>;
  readonly log: Log;
  readonly now: () => Date;
}

/** A job of a process that died is found by that it has not been heard of for so long. */
const SILENCE_SECONDS = 20;
const KEPT_SECONDS = 30 * 24 * 60 * 60;
const STOP_MS = 10_000;
/** While the database is away every poll fails: one line of the log says so, once in so long. */
const SAME_ERROR_MS = 5 * 60_000;

/**
 * Opens the queues of a newsroom in its database: pg-boss, whose tables are made or brought up to date in a schema of their
 * own. See `docs/design/jobs.md`.
 */
export async function openJobs<Schema>({ store: given, log, now }: JobsParts<Schema>): Promise<Jobs> {
  // Its tables are none of this room's business.
  const store = given as unknown as Store<unknown>;
  const boss = new PgBoss({
    db: bossDatabase(store),
    backend: store.kind === 'embedded' ? 'pglite' : 'postgres',
    schema: JOBS_SCHEMA,
    schedule: false,
    registerInstance: false,
    useListenNotify: true,
    openTelemetry: { enabled: false },
    superviseIntervalSeconds: SILENCE_SECONDS,
    monitorIntervalSeconds: SILENCE_SECONDS,
  });
  let told = { message: '', at: Number.NEGATIVE_INFINITY };
  boss.on('error', (error) => {
    const { message } = error;
    if (message === told.message && performance.now() - told.at < SAME_ERROR_MS) return;
    told = { message, at: performance.now() };
    log.warn('the queues of jobs fail; they are tried again', { error });
  });
  boss.on('warning', ({ message }) => log.debug('pg-boss warns', { message }));
  await boss.start();
  try {
    await makeQueues(boss);
    // Nobody else can be at them: whoever was has died.
    if (store.kind === 'embedded') await giveBack(boss, store);
  } catch (error) {
    await boss.stop({ close: false, graceful: false });
    throw error;
  }
  return new OpenJobs(boss, { store, log, now });
}

/** Makes the queues, or has those that are there keep to what the table says now. */
async function makeQueues(boss: PgBoss): Promise<void> {
  const there = await boss.getQueues(QUEUE_NAMES);
  for (const name of QUEUE_NAMES) {
    const { retries, againSeconds, againAtMostSeconds, atMostSeconds, isMerged } = QUEUES[name];
    const options = {
      retryLimit: retries,
      retryDelay: againSeconds,
      retryBackoff: true,
      retryDelayMax: againAtMostSeconds,
      expireInSeconds: atMostSeconds,
      heartbeatSeconds: SILENCE_SECONDS,
      deleteAfterSeconds: KEPT_SECONDS,
      retentionSeconds: KEPT_SECONDS * 120,
      notify: true,
    };
    const known = there.find((queue) => queue.name === name);
    if (known === undefined) await boss.createQueue(name, { ...options, policy: isMerged ? 'short' : 'standard' });
    else if (Object.entries(options).some(([key, value]) => known[key as keyof typeof options] !== value))
      await boss.updateQueue(name, options);
  }
}

async function giveBack(boss: PgBoss, store: Store<unknown>): Promise<void> {
  for (const name of QUEUE_NAMES) {
    const ids = await loadActive(store.db, name);
    if (ids.length > 0) await boss.fail(name, ids, { message: 'the process that was at it has ended' });
  }
}

class OpenJobs implements Jobs {
  readonly #boss: PgBoss;
  readonly #parts: JobsParts<unknown>;
  readonly #ending = new AbortController();
  #closing: Promise<void> | undefined;

  constructor(boss: PgBoss, parts: JobsParts<unknown>) {
    this.#boss = boss;
    this.#parts = parts;
  }

  async enqueue<Name extends QueueName>(
    trx: Statements,
    queue: Name,
    data: JobData<Name>,
    { key = JSON.stringify(data), startAfter }: EnqueueOptions = {},
  ): Promise<void> {
    const delayMs = startAfter === undefined ? 0 : startAfter.getTime() - this.#parts.now().getTime();
    await this.#boss.send(queue, data, {
      db: bossStatements(trx),
      ...(QUEUES[queue].isMerged && { singletonKey: key, group: { id: key } }),
      // From now on, not at that time: the clock of the database may not be ours.
      ...(delayMs > 0 && { startAfter: Math.ceil(delayMs / 1_000) }),
    });
  }

  async work<Name extends QueueName>(
    queue: Name,
    handler: JobHandler<Name>,
    { concurrency = 1 }: { readonly concurrency?: number } = {},
  ): Promise<void> {
    const options = {
      localConcurrency: concurrency,
      // At one job a batch pg-boss fetches the next one only after its pause: see `docs/design/jobs.md`.
      batchSize: 2,
      burstWhenBatchFull: true,
      perJobResults: true,
      notifyPollingIntervalSeconds: 5,
      ...(QUEUES[queue].isMerged && { groupConcurrency: 1 }),
    } as const;
    await this.#boss.work<unknown, unknown, typeof options>(queue, options, async (jobs) => {
      const results = [];
      for (const { id, data, signal } of jobs) {
        const failure = await this.#try(queue, data, handler, signal);
        results.push(failure === null ? { id, status: 'completed' as const } : { id, ...failure });
      }
      return results;
    });
  }

  /** Null when the job is done. */
  async #try<Name extends QueueName>(
    queue: Name,
    data: unknown,
    handler: JobHandler<Name>,
    signal: AbortSignal,
  ): Promise<{ readonly status: 'failed' | 'deadletter'; readonly output: object } | null> {
    const parsed = QUEUES[queue].data.safeParse(data);
    if (!parsed.success) {
      // Written by another version of this program; trying again would change nothing.
      return { status: 'deadletter', output: { message: `a job of ${queue} that this version cannot read` } };
    }
    try {
      await handler(parsed.data as JobData<Name>, { signal: AbortSignal.any([signal, this.#ending.signal]) });
      return null;
    } catch (error) {
      if (!this.#ending.signal.aborted) this.#parts.log.warn(`a job of ${queue} failed`, { ...parsed.data, error });
      const message = error instanceof Error ? error.message : String(error);
      const told = error instanceof TamizdatError ? { code: error.code, hint: error.hint } : {};
      return { status: 'failed', output: { message, ...told } };
    }
  }

  overview(): Promise<QueueOverview[]> {
    return loadOverview(this.#parts.store.db);
  }

  failed(): Promise<FailedJob[]> {
    return loadFailed(this.#parts.store.db, 200);
  }

  async retry(id: string): Promise<boolean> {
    const queue = await loadQueueOf(this.#parts.store.db, id);
    if (queue === null) return false;
    await this.#boss.retry(queue, id);
    return (await loadQueueOf(this.#parts.store.db, id)) === null;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#ending.abort();
    await this.#boss.stop({ close: false, timeout: STOP_MS });
  }
}
