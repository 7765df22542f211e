import {
  AbortedTransactionError,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { Pool, PoolClient, QueryResult as ServerResult } from 'pg';
import { isAway, serverError } from './server-error.ts';
import { beginStatement } from './transaction.ts';

/** Queries on the connections of a pool. */
export interface ServerSource {
  readonly pool: Pool;
  /** What to call the database in messages. */
  readonly where: string;
  /** A statement that keeps its connection waiting for longer has lost it; 0 for never. */
  readonly answerMs: number;
}

/**
 * Queries on a server. Not Kysely's own driver for it: that one gives rows of one statement only, hands a connection that
 * is of no further use to the next user, and its errors are those of the network.
 */
export function serverDialect(source: ServerSource): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new ServerDriver(source),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

class ServerDriver implements Driver {
  readonly #source: ServerSource;

  constructor(source: ServerSource) {
    this.#source = source;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<ServerConnection> {
    try {
      return new ServerConnection(await this.#source.pool.connect(), this.#source);
    } catch (error) {
      throw serverError(error, this.#source.where);
    }
  }

  async beginTransaction(connection: ServerConnection, settings: TransactionSettings): Promise<void> {
    await connection.run(beginStatement(settings));
  }

  async commitTransaction(connection: ServerConnection): Promise<void> {
    const { command } = await connection.run('commit');
    // What PostgreSQL makes of the `commit` of a transaction in which a statement failed.
    if (command === 'ROLLBACK') throw new AbortedTransactionError();
  }

  async rollbackTransaction(connection: ServerConnection): Promise<void> {
    // The end of the connection has ended the transaction, and why it ended is what the caller is to learn.
    if (!connection.isLost) await connection.run('rollback');
  }

  async releaseConnection(connection: ServerConnection): Promise<void> {
    connection.release();
  }

  async destroy(): Promise<void> {
    await this.#source.pool.end();
  }
}

class ServerConnection implements DatabaseConnection {
  readonly #client: PoolClient;
  readonly #source: ServerSource;
  #isLost = false;

  constructor(client: PoolClient, source: ServerSource) {
    this.#client = client;
    this.#source = source;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** Back to the pool, or away with it. */
  release(): void {
    this.#client.release(this.#isLost);
  }

  async run<Row>(
    statement: string,
    parameters: readonly unknown[] = [],
  ): Promise<{ readonly command: string; readonly rows: Row[]; readonly rowCount: number | null }> {
    const { where, answerMs } = this.#source;
    const query = { text: statement, values: [...parameters], ...(answerMs > 0 && { query_timeout: answerMs }) };
    try {
      const given: ServerResult | ServerResult[] = await this.#client.query(query);
      if (!Array.isArray(given)) return given;
      // Several statements, separated by semicolons.
      const { command = '', rowCount = null } = given.at(-1) ?? {};
      return { command, rowCount, rows: given.flatMap(({ rows }) => rows) };
    } catch (cause) {
      const error = serverError(cause, where);
      this.#isLost ||= isAway(error);
      throw error;
    }
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { command, rows, rowCount } = await this.run<Row>(sql, parameters);
    const isChange = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(command);
    return { rows, ...(isChange && rowCount !== null ? { numAffectedRows: BigInt(rowCount) } : {}) };
  }

  streamQuery(): never {
    throw new Error('the embedded database gives its rows at once: do not stream');
  }
}
