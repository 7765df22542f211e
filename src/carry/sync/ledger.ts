/** In a ledger: this path is ours on that carrier, but what it holds is not known. */
export const UNCONFIRMED = 'unconfirmed';

/** What a ledger says of a path: the SHA-256 (64 lower-case hex digits) last read back from the carrier, or `UNCONFIRMED`. */
export type LedgerState = string;

/**
 * What we put on one carrier: which paths are ours there, and what was last read back from each.
 *
 * Only paths in the ledger are ever removed from a carrier. Losing the ledger costs reading everything back once, and
 * leaves files behind that a later edition drops (they are reported as foreign); it never costs a published file.
 *
 * - **Durable on return.** `syncCarrier` records `UNCONFIRMED` before it first touches a path, so that after a crash
 *   the path is still known to be ours.
 * - **At once.** One call at a time for one carrier; two syncs of one carrier must not run together.
 * - **Errors** are not the carrier's fault: they end the sync and reach its caller.
 */
export interface Ledger {
  /** What is recorded of these paths. */
  load(paths: ReadonlySet<string>): Promise<ReadonlyMap<string, LedgerState>>;
  /** Everything recorded for this carrier, in the byte order of the paths; read as it is asked for, not all at once. */
  entries(): AsyncIterable<readonly [path: string, state: LedgerState]>;
  /** Sets the state of each path, all or none; null forgets the path. */
  record(changes: ReadonlyMap<string, LedgerState | null>): Promise<void>;
}

/** A ledger that lives as long as the process. */
export class MemoryLedger implements Ledger {
  readonly #entries: Map<string, LedgerState>;

  constructor(entries: Iterable<readonly [string, LedgerState]> = []) {
    this.#entries = new Map(entries);
  }

  async load(paths: ReadonlySet<string>): Promise<ReadonlyMap<string, LedgerState>> {
    return new Map([...this.#entries].filter(([path]) => paths.has(path)));
  }

  async *entries(): AsyncGenerator<readonly [path: string, state: LedgerState]> {
    // A copy: it may be recorded to while this is read. Paths are ASCII, so this is their byte order.
    yield* [...this.#entries].sort(([one], [two]) => (one < two ? -1 : 1));
  }

  async record(changes: ReadonlyMap<string, LedgerState | null>): Promise<void> {
    for (const [path, state] of changes) {
      if (state === null) this.#entries.delete(path);
      else this.#entries.set(path, state);
    }
  }
}
