import { CompiledQuery, Kysely, sql } from 'kysely';
import pg from 'pg';
import { StoreError } from './error.ts';
import { migrate } from './migrations.ts';
import { CREATE_DATABASE, parseServerAddress, type ServerAddress } from './server-address.ts';
import { serverDialect } from './server-driver.ts';
import { openServerListening } from './server-listening.ts';
import { SERVER_TYPES } from './server-types.ts';
import { checkChannel, type Listening, type Store, type StoreOptions } from './store.ts';

export interface ServerStoreOptions extends StoreOptions {
  /** How many queries may run at once; every process has so many connections. Default: 10. */
  readonly maxConnections?: number;
  /** How long a statement may take. Default: a minute. */
  readonly statementMs?: number;
}

/** The oldest PostgreSQL that has everything used here. */
const OLDEST_MAJOR = 15;
const STATEMENT_MS = 60_000;
/** A process that forgot a transaction must not keep rows from all others for ever. */
const IDLE_IN_TRANSACTION_MS = 5 * 60_000;
/** So much longer than the server gives itself for a statement is waited for its answer before it counts as away. */
const ANSWER_MS = 10_000;

/**
 * Opens a database of a PostgreSQL server and brings its schema up to date. Any number of processes may do so at once:
 * one of them migrates, the others wait for it.
 *
 * The database belongs to this newsroom alone, its user owns it, and texts are ordered by their bytes in it:
 * see `CREATE_DATABASE`.
 *
 * @param address `postgres://user:password@host:port/database`
 * @throws StoreError `unreachable`, `refused`, `too-old`, `unfit`, `newer-database`, `migration-failed`; no message holds
 * user or password
 */
export async function openServerStore<Schema>(address: string, options: ServerStoreOptions): Promise<Store<Schema>> {
  const { migrations, maxConnections = 10, statementMs = STATEMENT_MS } = options;
  const parsed = parseServerAddress(address);
  await maintain(parsed, async (db) => {
    await check(db, parsed.where);
    await migrate(db, migrations, parsed.where);
  });
  const pool = openPool(parsed, { max: maxConnections, statement_timeout: statementMs });
  const db = new Kysely<Schema>({
    dialect: serverDialect({ pool, where: parsed.where, answerMs: statementMs + ANSWER_MS }),
  });
  return new ServerStore(db, parsed);
}

function openPool({ secret }: ServerAddress, limits: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    connectionString: secret,
    application_name: 'tamizdat',
    types: SERVER_TYPES,
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    ...limits,
  });
  // Connections that break while nobody asks anything: the next query makes another one and says what is wrong.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** Does what may take as long as it likes, on a connection of its own. */
async function maintain<T>(address: ServerAddress, work: (db: Kysely<unknown>) => Promise<T>): Promise<T> {
  const pool = openPool(address, { max: 1, idle_in_transaction_session_timeout: 0 });
  const db = new Kysely<unknown>({ dialect: serverDialect({ pool, where: address.where, answerMs: 0 }) });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

/** Refuses a server or a database on which things would go wrong later, in ways that are hard to find. */
async function check(db: Kysely<unknown>, where: string): Promise<void> {
  const { rows } = await sql<{ version: number; writes: boolean; fits: boolean }>`
    select current_setting('server_version_num')::int4 as version,
      current_setting('transaction_read_only') = 'off' as writes,
      -- By what it does, not by its name: which names an order by bytes has differs between versions and systems.
      current_setting('server_encoding') = 'UTF8' and 'a' > 'B' and 'a-b' < 'aa' and lower('Ж') = 'ж' as fits
  `.execute(db);
  const { version = 0, writes = false, fits = false } = rows[0] ?? {};
  const major = Math.floor(version / 10_000);
  if (major < OLDEST_MAJOR) {
    throw new StoreError(
      'too-old',
      `${where} is on PostgreSQL ${major}, and ${OLDEST_MAJOR} is the oldest that will do`,
      {
        hint: 'move the database to a newer server (pg_dump, pg_restore), then try again',
      },
    );
  }
  if (!writes) {
    throw new StoreError('refused', `${where} can only be read`, {
      hint: 'a standby cannot be written to: name the primary server in the address',
    });
  }
  if (fits) return;
  throw new StoreError('unfit', `${where} does not order texts by their bytes, or is not in UTF-8`, {
    hint: `make another one: ${CREATE_DATABASE}`,
  });
}

class ServerStore<Schema> implements Store<Schema> {
  readonly kind = 'server';
  readonly db: Kysely<Schema>;
  readonly #address: ServerAddress;
  readonly #listenings = new Set<Listening>();
  #closing: Promise<void> | undefined;

  constructor(db: Kysely<Schema>, address: ServerAddress) {
    this.db = db;
    this.#address = address;
  }

  async listen(channel: string, onTold: (payload: string) => void, onAgain: () => void): Promise<Listening> {
    checkChannel(channel);
    const listening = await openServerListening(this.#address, channel, { onTold, onAgain });
    this.#listenings.add(listening);
    return listening;
  }

  /** The server vacuums by itself. */
  async upkeep({ erase = false }: { readonly erase?: boolean } = {}): Promise<void> {
    if (!erase) return;
    await maintain(this.#address, async (db) => {
      const { rows } = await sql<{ name: string }>`
        select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
          and pg_has_role(c.relowner, 'usage')
      `.execute(db);
      // Statistics hold samples of what is in the columns: they are taken anew before their own table is rewritten. Where
      // only the owner of the server may do that, this is a warning, and the server does it in its own time.
      const statements = ['analyze', ...rows.map(({ name }) => `vacuum full ${name}`), 'vacuum full pg_statistic'];
      for (const statement of statements) await db.executeQuery(CompiledQuery.raw(statement));
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const listening of this.#listenings) await listening.close();
    await this.db.destroy();
  }
}
