import { resolve } from 'node:path';
import { CompiledQuery, Kysely, sql } from 'kysely';
import { openLock } from '../home/index.ts';
import { engineDialect } from './engine-driver.ts';
import { openDataFolder } from './folder.ts';
import { type Migrations, migrate } from './migrations.ts';
import type { StoppingEngine } from './stopping-engine.ts';

/** The working state of a newsroom: a database of its own in a folder of its own. */
export interface Store<Schema> {
  /**
   * Queries. Every statement that has returned and every transaction whose `execute` has returned is on the disk.
   * Calls may run at once; they take turns. They run on this thread, so keep them short. Inside
   * `db.transaction().execute(async (trx) => …)` use `trx` alone: a query on `db` waits for the end of the very
   * transaction it is called from, for ever. When the disk fails it (full, broken), the database stops: what runs rejects
   * and was not done, and a later call finds it started again, with all that was acknowledged; until then calls reject with
   * `engine-stopped` or `engine-failed`. What is used has to exist in PostgreSQL 15; ids are texts made by the
   * program.
   */
  readonly db: Kysely<Schema>;
  /**
   * What a database server does by itself and an embedded one does not: frees the space of old rows and cuts the log
   * of writes, both of which otherwise grow until the next start. Does nothing when little was written since; call it
   * every half hour or so.
   *
   * With `erase`, whatever was written since: rewrites every table and drops the log of writes, so that no file of the
   * folder holds what was changed or deleted before. For withdrawn texts; it takes as long as copying the database.
   * What the disk itself keeps of removed files is beyond us.
   */
  upkeep(options?: { readonly erase?: boolean }): Promise<void>;
  /** Waits for running queries, closes the database and lets go of its folder. A second call does nothing. */
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly migrations: Migrations;
  /** What the database is to a person, for messages: `the database of courier.example`. */
  readonly what?: string;
  /** How long a database that stops as soon as it was started is left alone before it is started again. Default: 10 s. */
  readonly restartAfterMs?: number;
}

const RESTART_AFTER_MS = 10_000;

/**
 * Opens the database in a folder, made when missing, and brings its schema up to date.
 *
 * One process at a time: the folder is locked until `close`, and a second opener is refused with the number of the
 * process that holds it. Durable: what was acknowledged survives `kill -9` and a power cut; a start on which that
 * cannot be shown is refused. Closing on signals is the caller's job; not closing costs a slower next start, no data.
 *
 * @throws StoreError; HomeError `locked` and its kin.
 * @example
 * import * as home from '…/platform/home/index.ts';
 * const store = await openStore<Schema>(join(folder, 'database'), { migrations });
 * const items = await store.db.selectFrom('item').selectAll().execute();
 * await store.close();
 */
export async function openStore<Schema>(folder: string, options: StoreOptions): Promise<Store<Schema>> {
  const absolute = resolve(folder);
  const { migrations, what = 'the database', restartAfterMs = RESTART_AFTER_MS } = options;
  const lock = await openLock(absolute, what);
  let engine: StoppingEngine | undefined;
  try {
    engine = await openDataFolder(absolute);
    const dialect = engineDialect({ engine, restart: () => openDataFolder(absolute), restartAfterMs });
    const db = new Kysely<Schema>({ dialect });
    await migrate(db, migrations, absolute);
    return new OpenStore(db, lock);
  } catch (error) {
    await engine?.close();
    await lock.close();
    throw error;
  }
}

/** So much written log since the last upkeep makes the next one worth its while. */
const UPKEEP_BYTES = 4 * 1024 * 1024;

class OpenStore<Schema> implements Store<Schema> {
  readonly db: Kysely<Schema>;
  readonly #lock: { close(): Promise<void> };
  /** Position in the log of writes at the last upkeep; null before the first. */
  #keptAt: string | null = null;
  #closing: Promise<void> | undefined;

  constructor(db: Kysely<Schema>, lock: { close(): Promise<void> }) {
    this.db = db;
    this.#lock = lock;
  }

  async upkeep({ erase = false }: { readonly erase?: boolean } = {}): Promise<void> {
    if (erase) await this.#erase();
    else if (await this.#isDue()) await this.#run('vacuum analyze', 'checkpoint');
    else return;
    const { rows } = await sql<{ lsn: string }>`select pg_current_wal_lsn()::text as lsn`.execute(this.db);
    this.#keptAt = rows[0]?.lsn ?? null;
  }

  async #isDue(): Promise<boolean> {
    // float8, because PGlite gives a bigint beyond 2^53 another type.
    const { rows } = await sql<{ written: number }>`
      select pg_wal_lsn_diff(pg_current_wal_lsn(), ${this.#keptAt ?? '0/0'}::pg_lsn)::float8 as written
    `.execute(this.db);
    return (rows[0]?.written ?? 0) >= UPKEEP_BYTES;
  }

  async #erase(): Promise<void> {
    // Statistics hold samples of what is in the columns: they are taken anew before their own table is rewritten.
    await this.#run('analyze', 'vacuum full', 'checkpoint', 'select pg_switch_wal()');
    // Old files of the log of writes are otherwise kept under new names, with their content, until they are written over.
    await this.#run('set wal_recycle = off', 'checkpoint', 'reset wal_recycle');
  }

  /** One after the other: several statements at once are one transaction, in which nothing can be vacuumed. */
  #run(...statements: readonly string[]): Promise<void> {
    return this.db.connection().execute(async (connection) => {
      for (const statement of statements) await connection.executeQuery(CompiledQuery.raw(statement));
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.db.destroy();
    } finally {
      await this.#lock.close();
    }
  }
}
