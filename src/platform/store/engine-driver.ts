import type { Results } from '@electric-sql/pglite';
import {
  AbortedTransactionError,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PGliteAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { StoppingEngine } from './stopping-engine.ts';
import { beginStatement } from './transaction.ts';

/** How a driver gets engines. */
export interface EngineSource {
  /** The one that runs. */
  readonly engine: StoppingEngine;
  /** Starts another one in the same folder; the one before has stopped and is closed. */
  restart(): Promise<StoppingEngine>;
  /** An engine that stops again so soon after it was started is not followed by another before that. */
  readonly restartAfterMs: number;
}

/**
 * Queries on an engine, on the next one when it has stopped. Another one is started between two transactions only: of a
 * transaction in which the engine stopped, every further statement fails, and the engine that follows knows nothing of it.
 */
export function engineDialect(source: EngineSource): Dialect {
  return {
    createAdapter: () => new PGliteAdapter(),
    createDriver: () => new EngineDriver(source),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

/**
 * Not the driver of Kysely for PGlite, which holds one engine for ever and, when an engine does not take its `begin`,
 * waits for ever for the transaction. Kysely gives out a connection of this adapter to one user at a time.
 */
class EngineDriver implements Driver {
  readonly #source: EngineSource;
  #engine: StoppingEngine;
  #startedAt = performance.now();
  /** Why the last restart failed. */
  #fault: unknown;

  constructor(source: EngineSource) {
    this.#source = source;
    this.#engine = source.engine;
  }

  async init(): Promise<void> {}

  /** Never rejects: Kysely would give out no connection any more. One without an engine rejects what it is asked. */
  async acquireConnection(): Promise<EngineConnection> {
    const { restart, restartAfterMs } = this.#source;
    // Starting takes this thread for a good part of a second and some memory for longer: see `docs/design/full-disk.md`.
    if (this.#engine.hasStopped && performance.now() - this.#startedAt >= restartAfterMs) {
      this.#startedAt = performance.now();
      await this.#engine.close();
      try {
        this.#engine = await restart();
        this.#fault = undefined;
      } catch (error) {
        this.#fault = this.#engine.stopped(error);
      }
    }
    return new EngineConnection(this.#engine, this.#fault);
  }

  async beginTransaction(connection: EngineConnection, settings: TransactionSettings): Promise<void> {
    await connection.run(beginStatement(settings));
  }

  async commitTransaction(connection: EngineConnection): Promise<void> {
    const { command } = await connection.run('commit');
    // What PostgreSQL makes of the `commit` of a transaction in which a statement failed.
    if (command === 'ROLLBACK') throw new AbortedTransactionError();
  }

  async rollbackTransaction(connection: EngineConnection): Promise<void> {
    // What stopped the engine has ended the transaction, and it is what the caller is to learn.
    if (!connection.hasStopped) await connection.run('rollback');
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    await this.#engine.close();
  }
}

class EngineConnection implements DatabaseConnection {
  readonly #engine: StoppingEngine;
  readonly #fault: unknown;

  /** `fault`: why there is no engine that runs, where that is known better than by the one that stopped. */
  constructor(engine: StoppingEngine, fault: unknown) {
    this.#engine = engine;
    this.#fault = fault;
  }

  get hasStopped(): boolean {
    return this.#engine.hasStopped;
  }

  async run<Row>(statement: string, parameters: readonly unknown[] = []): Promise<Results<Row>> {
    if (this.#fault !== undefined) throw this.#fault;
    if (parameters.length > 0) return this.#engine.query<Row>(statement, [...parameters]);
    // May be several statements, which only this call takes.
    const results = (await this.#engine.exec(statement)) as Results<Row>[];
    const last = results.at(-1) ?? { rows: [], fields: [] };
    return results.length < 2 ? last : { ...last, rows: results.flatMap(({ rows }) => rows) };
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { rows, affectedRows } = await this.run<Row>(sql, parameters);
    return { rows, ...(affectedRows === undefined ? {} : { numAffectedRows: BigInt(affectedRows) }) };
  }

  streamQuery(): never {
    throw new Error('the embedded database gives its rows at once: do not stream');
  }
}
