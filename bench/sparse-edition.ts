import { hash } from 'node:crypto';
import { type Carrier, type EditionFile, type EditionFiles, type Ledger, UNCONFIRMED } from '../src/carry/index.ts';

/** What is held of one file, instead of the file. */
const [NOTHING, IN_DOUBT, HELD] = [0, 1, 2];

const hashOf = (text: string | Uint8Array): string => hash('sha256', text, 'hex');
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * An edition of any number of tiny files whose paths, bytes and hashes are worked out from their number: half of them pages with
 * their twins, half pictures. So what a process that carries it holds in memory is what carrying holds.
 */
export class SparseEdition implements EditionFiles {
  readonly count: number;
  readonly #pages: number;
  readonly #pictures: number;
  /** Versions of files that were changed, by number. */
  readonly #versions = new Map<number, number>();

  constructor(count: number) {
    this.count = count;
    this.#pages = Math.floor((count - 1) / 6);
    this.#pictures = count - 1 - this.#pages * 3;
  }

  /** In byte order: `head`, pictures, pages with their twins. */
  pathOf(number: number): string {
    if (number === 0) return 'head';
    if (number <= this.#pictures) {
      const step = Math.floor(2 ** 32 / (this.#pictures + 1));
      const first = (number * step).toString(16).padStart(8, '0');
      return `m/${first.slice(0, 2)}/${first}${hashOf(first).slice(8)}.webp`;
    }
    const page = Math.floor((number - 1 - this.#pictures) / 3);
    const suffix = ['', '.br', '.gz'][(number - 1 - this.#pictures) % 3];
    const day = String(1000 + Math.floor(page / 100)).padStart(6, '0');
    return `ru/${day.slice(0, 4)}/${day.slice(4)}/01/${String(page).padStart(9, '0')}.html${suffix}`;
  }

  /** The number of a path; -1 where it is none of this edition's. */
  numberOf(path: string): number {
    if (path === 'head') return 0;
    const step = Math.floor(2 ** 32 / (this.#pictures + 1));
    const picture = /^m\/..\/([0-9a-f]{8})/.exec(path);
    const page = /\/(\d{9})\.html(\.br|\.gz)?$/.exec(path);
    const twin = ['', '.br', '.gz'].indexOf(page?.[2] ?? '');
    const number = picture
      ? Number.parseInt(picture[1] ?? '', 16) / step
      : page
        ? 1 + this.#pictures + Number(page[1]) * 3 + twin
        : -1;
    return Number.isInteger(number) && number < this.count && this.pathOf(number) === path ? number : -1;
  }

  change(paths: readonly string[]): void {
    for (const path of paths) {
      const number = this.numberOf(path);
      this.#versions.set(number, (this.#versions.get(number) ?? 0) + 1);
    }
  }

  bytes(number: number): Uint8Array {
    return bytesOf(`${this.pathOf(number)} ${this.#versions.get(number) ?? 0}`);
  }

  file(number: number): EditionFile {
    const bytes = this.bytes(number);
    return { path: this.pathOf(number), sizeBytes: bytes.length, sha256: hashOf(bytes) };
  }

  *list(paths?: ReadonlySet<string>): Generator<EditionFile> {
    if (paths === undefined) {
      for (let number = 0; number < this.count; number += 1) yield this.file(number);
      return;
    }
    for (const path of paths) {
      const number = this.numberOf(path);
      if (number >= 0) yield this.file(number);
    }
  }

  async read(path: string): Promise<Uint8Array | null> {
    const number = this.numberOf(path);
    return number < 0 ? null : this.bytes(number);
  }
}

/** A ledger of such an edition: a byte a file, and the hashes of those that were changed. */
export class SparseLedger implements Ledger {
  readonly #edition: SparseEdition;
  readonly #states: Uint8Array;
  readonly #hashes = new Map<number, string>();

  constructor(edition: SparseEdition) {
    this.#edition = edition;
    this.#states = new Uint8Array(edition.count);
  }

  #state(number: number): string {
    if (this.#states[number] === IN_DOUBT) return UNCONFIRMED;
    return this.#hashes.get(number) ?? this.#edition.file(number).sha256;
  }

  async load(paths: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
    const states = new Map<string, string>();
    for (const path of paths) {
      const number = this.#edition.numberOf(path);
      if (number >= 0 && this.#states[number] !== NOTHING) states.set(path, this.#state(number));
    }
    return states;
  }

  async *entries(): AsyncGenerator<readonly [string, string], void> {
    for (let number = 0; number < this.#edition.count; number += 1) {
      if (this.#states[number] !== NOTHING) yield [this.#edition.pathOf(number), this.#state(number)];
    }
  }

  async record(changes: ReadonlyMap<string, string | null>): Promise<void> {
    for (const [path, state] of changes) {
      const number = this.#edition.numberOf(path);
      if (state !== UNCONFIRMED) this.#hashes.delete(number);
      this.#states[number] = state === null ? NOTHING : state === UNCONFIRMED ? IN_DOUBT : HELD;
    }
  }

  /** Before files are changed: what is known of them stays what it was. */
  remember(paths: readonly string[]): void {
    for (const path of paths) {
      const number = this.#edition.numberOf(path);
      this.#hashes.set(number, this.#edition.file(number).sha256);
    }
  }

  lose(): void {
    this.#states.fill(NOTHING);
  }
}

/** A carrier of such an edition that holds a byte a file, and of those that were changed since what it was given. */
export class SparseCarrier implements Carrier {
  readonly name = 'sparse';
  readonly capabilities = { canList: true, callsAtOnce: 8, appears: 'each' } as const;
  readonly #edition: SparseEdition;
  readonly #held: Uint8Array;
  readonly #older = new Map<number, Uint8Array>();
  calls = 0;

  constructor(edition: SparseEdition) {
    this.#edition = edition;
    this.#held = new Uint8Array(edition.count);
  }

  async *list(): AsyncGenerator<{ path: string; sizeBytes: number }, void> {
    for (let number = 0; number < this.#edition.count; number += 1) {
      if (this.#held[number] === HELD)
        yield { path: this.#edition.pathOf(number), sizeBytes: this.#edition.bytes(number).length };
    }
  }

  async read(path: string): Promise<Uint8Array | null> {
    this.calls += 1;
    const number = this.#edition.numberOf(path);
    return number >= 0 && this.#held[number] === HELD ? (this.#older.get(number) ?? this.#edition.bytes(number)) : null;
  }

  async write(path: string): Promise<void> {
    this.calls += 1;
    const number = this.#edition.numberOf(path);
    this.#held[number] = HELD;
    this.#older.delete(number);
  }

  async remove(path: string): Promise<void> {
    this.calls += 1;
    const number = this.#edition.numberOf(path);
    if (number >= 0) this.#held[number] = NOTHING;
  }

  /** Before files are changed: it goes on holding what they were. */
  remember(paths: readonly string[]): void {
    for (const path of paths) {
      const number = this.#edition.numberOf(path);
      this.#older.set(number, this.#edition.bytes(number));
    }
  }

  async settle(): Promise<void> {
    // What is written is there.
  }

  async close(): Promise<void> {
    // There is nothing to let go of.
  }
}
