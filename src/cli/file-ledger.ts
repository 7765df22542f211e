import { appendFile, readFile } from 'node:fs/promises';
import { type Ledger, type LedgerState, MemoryLedger, UNCONFIRMED } from '../carry/index.ts';
import { writeDurably } from '../platform/home/index.ts';

/** So many lines beyond what is known are written before the file is made anew. */
const SURPLUS_LINES = 10_000;

/**
 * A ledger in a file, for carriers without a database: a line a change, `<state or -> <path>`. A last line that a crash
 * cut short is left out; what it would have said is then read back from the carrier.
 */
export class FileLedger implements Ledger {
  readonly #file: string;
  readonly #entries: Map<string, LedgerState>;
  #lines: number;

  private constructor(file: string, entries: Map<string, LedgerState>, lines: number) {
    this.#file = file;
    this.#entries = entries;
    this.#lines = lines;
  }

  /** Opens it; a file that is not there is an empty ledger. For one process at a time. */
  static async open(file: string): Promise<FileLedger> {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const lines = text.split('\n').slice(0, -1);
    const entries = new Map<string, LedgerState>();
    for (const line of lines) {
      const [, state, path] = /^([0-9a-f]{64}|unconfirmed|-) (\S+)$/.exec(line) ?? [];
      if (state === undefined || path === undefined) continue;
      if (state === '-') entries.delete(path);
      else entries.set(path, state);
    }
    const ledger = new FileLedger(file, entries, lines.length);
    // Also what a crash cut short goes: the next line would be joined to it.
    if (!text.endsWith('\n') && text !== '') await ledger.#rewrite();
    return ledger;
  }

  /** Whether any file was carried there and read back. */
  get isCarriedTo(): boolean {
    return [...this.#entries.values()].some((state) => state !== UNCONFIRMED);
  }

  load(paths: ReadonlySet<string>): Promise<ReadonlyMap<string, LedgerState>> {
    const known = [...paths].flatMap((path) => {
      const state = this.#entries.get(path);
      return state === undefined ? [] : [[path, state] as const];
    });
    return Promise.resolve(new Map(known));
  }

  entries(): AsyncIterable<readonly [path: string, state: LedgerState]> {
    return new MemoryLedger(this.#entries).entries();
  }

  async record(changes: ReadonlyMap<string, LedgerState | null>): Promise<void> {
    if (changes.size === 0) return;
    for (const [path, state] of changes) {
      if (state === null) this.#entries.delete(path);
      else this.#entries.set(path, state);
    }
    if (this.#lines === 0 || this.#lines > this.#entries.size + SURPLUS_LINES) return this.#rewrite();
    const lines = [...changes].map(([path, state]) => `${state ?? '-'} ${path}\n`);
    await appendFile(this.#file, lines.join(''), { flush: true });
    this.#lines += lines.length;
  }

  async #rewrite(): Promise<void> {
    const lines = [...this.#entries].map(([path, state]) => `${state} ${path}\n`);
    await writeDurably(this.#file, lines.join(''), { mode: 0o600 });
    this.#lines = lines.length;
  }
}
