import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Listening, Store } from '../platform/store/index.ts';
import type { Log } from '../platform/telemetry/index.ts';

const CHANNEL = 'newsroom_changed';
/** Changes that come close together are told once. */
const TOGETHER_MS = 100;

/**
 * Word of changes between the processes of a newsroom that share a database: each draws its pages from what all of them do.
 * A hint and nothing more: what is lost is seen at the next change.
 */
export class Elsewhere {
  readonly #db: Kysely<unknown>;
  readonly #log: Log;
  readonly #own = randomUUID();
  #listening: Listening | null = null;
  #timer: NodeJS.Timeout | null = null;

  private constructor(db: Kysely<unknown>, log: Log) {
    this.#db = db;
    this.#log = log;
  }

  /** @param onTold called after changes in other processes */
  static async open<Schema>(store: Store<Schema>, log: Log, onTold: () => void): Promise<Elsewhere> {
    const elsewhere = new Elsewhere(store.db as unknown as Kysely<unknown>, log);
    // Of an embedded database there are no others.
    if (store.kind === 'embedded') return elsewhere;
    elsewhere.#listening = await store.listen(
      CHANNEL,
      (process) => {
        if (process !== elsewhere.#own) onTold();
      },
      onTold,
    );
    return elsewhere;
  }

  /** Tells the other processes of a change in this one, soon. */
  tell(): void {
    if (this.#listening === null || this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      sql`select pg_notify(${CHANNEL}, ${this.#own})`.execute(this.#db).catch((error: unknown) => {
        this.#log.debug('other processes could not be told of a change', { error });
      });
    }, TOGETHER_MS);
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#listening?.close();
    this.#listening = null;
  }
}
