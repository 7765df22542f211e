import type { Ledger, LedgerState } from './ledger.ts';
import { PackedList } from './packed-list.ts';

/** So many confirmations are kept back at most; what is lost of them in a crash is read back once more. */
const MAX_NOTED = 256;

/**
 * Records to a ledger one call at a time, small notes together.
 *
 * With `isHeld` notes do not count before `release`: nothing that they say is so as long as the carrier has not settled.
 */
export class LedgerWriter {
  readonly #ledger: Ledger;
  #held: PackedList | null;
  #noted = new Map<string, LedgerState | null>();
  #last: Promise<void> = Promise.resolve();

  constructor(ledger: Ledger, { isHeld = false }: { readonly isHeld?: boolean } = {}) {
    this.#ledger = ledger;
    this.#held = isHeld ? new PackedList() : null;
  }

  /** A SHA-256 that was read back, or null: the path is no longer ours. Recorded by the next `flush` at the latest. */
  note(path: string, sha256: string | null): void {
    if (this.#held === null) this.#note(path, sha256);
    else this.#held.push(path, Buffer.from(sha256 ?? '', 'hex'));
  }

  /** Durable when it resolves, after everything noted before. */
  async record(changes: Iterable<readonly [string, LedgerState | null]>): Promise<void> {
    for (const [path, state] of changes) this.#noted.set(path, state);
    await this.flush();
  }

  /** What was held back counts from now on; durable when it resolves. */
  async release(): Promise<void> {
    let count = 0;
    const held = this.#held;
    this.#held = null;
    for (const { path, payload } of held?.drain() ?? []) {
      this.#noted.set(path, payload.length === 0 ? null : Buffer.from(payload).toString('hex'));
      count += 1;
      if (count % MAX_NOTED === 0) await this.flush();
    }
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

  #note(path: string, state: LedgerState | null): void {
    this.#noted.set(path, state);
    // A failure is reported by the next `record` or `flush`, which wait for this one.
    if (this.#noted.size >= MAX_NOTED) this.flush().catch(() => {});
  }
}
