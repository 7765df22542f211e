import type { Ledger, LedgerState } from './ledger.ts';

/** So many confirmations are kept back at most; what is lost of them in a crash is read back once more. */
const MAX_NOTED = 64;

/** Records to a ledger one call at a time, small notes together. */
export class LedgerWriter {
  readonly #ledger: Ledger;
  #noted = new Map<string, LedgerState | null>();
  #last: Promise<void> = Promise.resolve();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Recorded by the next `flush` at the latest. */
  note(path: string, state: LedgerState | null): void {
    this.#noted.set(path, state);
    // A failure is reported by the next `record` or `flush`, which wait for this one.
    if (this.#noted.size >= MAX_NOTED) this.flush().catch(() => {});
  }

  /** Durable when it resolves, after everything noted before. */
  async record(changes: Iterable<readonly [string, LedgerState | null]>): Promise<void> {
    for (const [path, state] of changes) this.#noted.set(path, state);
    await this.flush();
  }

  /** Resolves when everything noted so far is durable; rejects when any recording failed. */
  flush(): Promise<void> {
    const changes = this.#noted;
    if (changes.size > 0) {
      this.#noted = new Map();
      this.#last = this.#last.then(() => this.#ledger.record(changes));
      this.#last.catch(() => {});
    }
    return this.#last;
  }
}
