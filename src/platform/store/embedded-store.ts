import { resolve } from 'node:path';
import { CompiledQuery, Kysely, sql } from 'kysely';
import { openLock } from '../home/index.ts';
import { engineDialect } from './engine-driver.ts';
import { openDataFolder } from './folder.ts';
import { migrate } from './migrations.ts';
import { Notifications } from './notifications.ts';
import type { StoppingEngine } from './stopping-engine.ts';
import { checkChannel, type Listening, type Store, type StoreOptions } from './store.ts';

export interface EmbeddedStoreOptions extends StoreOptions {
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
 * const store = await openStore<Schema>(join(folder, 'database'), { migrations });
 * const items = await store.db.selectFrom('item').selectAll().execute();
 * await store.close();
 */
export async function openStore<Schema>(folder: string, options: EmbeddedStoreOptions): Promise<Store<Schema>> {
  const absolute = resolve(folder);
  const { migrations, what = 'the database', restartAfterMs = RESTART_AFTER_MS } = options;
  const lock = await openLock(absolute, what);
  const notifications = new Notifications();
  let engine: StoppingEngine | undefined;
  try {
    engine = await openDataFolder(absolute);
    notifications.hear(engine);
    const restart = async (): Promise<StoppingEngine> => {
      const next = await openDataFolder(absolute);
      await notifications.hearAgain(next);
      return next;
    };
    const db = new Kysely<Schema>({ dialect: engineDialect({ engine, restart, restartAfterMs }) });
    await migrate(db, migrations, absolute);
    return new EmbeddedStore(db, lock, notifications);
  } catch (error) {
    await engine?.close();
    await lock.close();
    throw error;
  }
}

/** So much written log since the last upkeep makes the next one worth its while. */
const UPKEEP_BYTES = 4 * 1024 * 1024;

class EmbeddedStore<Schema> implements Store<Schema> {
  readonly kind = 'embedded';
  readonly db: Kysely<Schema>;
  readonly #lock: { close(): Promise<void> };
  readonly #notifications: Notifications;
  /** Position in the log of writes at the last upkeep; null before the first. */
  #keptAt: string | null = null;
  #closing: Promise<void> | undefined;

  constructor(db: Kysely<Schema>, lock: { close(): Promise<void> }, notifications: Notifications) {
    this.db = db;
    this.#lock = lock;
    this.#notifications = notifications;
  }

  async listen(channel: string, onTold: (payload: string) => void, onAgain: () => void): Promise<Listening> {
    checkChannel(channel);
    // Through `db`, so that it is no part of a transaction that may yet be undone.
    await this.#run(`listen "${channel}"`);
    return this.#notifications.add(channel, { onTold, onAgain });
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
    await this.#run('analyze', 'vacuum full', 'checkpoint', 'select pg_switch_wal()', 'checkpoint');
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
