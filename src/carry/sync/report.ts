import type { CarryError } from '../carrier.ts';
import type { PublicReport } from '../public/public-report.ts';

/** A file of an edition. `sha256` is 64 lower-case hex digits. Twins (`.gz`, `.br`) are files of their own here. */
export interface EditionFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** An edition as a set of files: what every carrier is to hold. */
export interface EditionFiles {
  /**
   * Every file, in the byte order of the paths; or only those of these paths that there are, in any order. As they are when
   * they are asked for: nothing is listed that was looked at before the call.
   */
  list(paths?: ReadonlySet<string>): Iterable<EditionFile> | AsyncIterable<EditionFile>;
  /**
   * The bytes of a listed file; null when it is gone since. They are compared with the list before they are carried, so
   * an edition that moves on meanwhile is noticed (`SyncOptions.changedSince`), never mixed.
   */
  read(path: string): Promise<Uint8Array | null>;
}

/** What a carrier gave back where something else was expected; a file that is too long is not read. */
export type Found = { readonly sizeBytes: number; readonly sha256: string } | 'absent' | 'longer';

/** What went wrong with one file (or, without a path, with the carrier as a whole). */
export type SyncFault =
  | { readonly kind: 'error'; readonly path: string | null; readonly error: CarryError }
  /** The carrier took the file and gives back something else. */
  | { readonly kind: 'altered'; readonly path: string; readonly expected: EditionFile; readonly found: Found }
  /** The carrier said the file was removed, and still gives it out. */
  | { readonly kind: 'not-removed'; readonly path: string };

/** What carrying an edition to one carrier came to. A carrier that fails is a report, not an exception. */
export interface SyncReport {
  /** The carrier's name. */
  readonly carrier: string;
  /**
   * - `complete`: the carrier holds this edition, every file confirmed, `head` included.
   * - `failed`: see `faults`; the carrier's former `head` stands, unless only removals failed (`headConfirmed`). A fault
   *   with one file does not keep the others back, only `head` and removals other than those of media; a fault with the
   *   carrier ends the sync.
   * - `stopped`: the signal asked for it. Carrying again goes on from there.
   */
  readonly outcome: 'complete' | 'failed' | 'stopped';
  /** True when the carrier's `head` is this edition's (or the edition has none). */
  readonly headConfirmed: boolean;
  /** Files that were there already, as the ledger and the carrier's list say; of those compared (`SyncOptions.changed`). */
  readonly unchanged: number;
  /** Files that were there already, unknown to the ledger or doubtful, and read back as they should be. */
  readonly adopted: number;
  /** Files written and read back. */
  readonly written: number;
  readonly writtenBytes: number;
  readonly removed: number;
  readonly faults: readonly SyncFault[];
  /** Files on the carrier that neither the edition nor the ledger knows, a thousand at most; left alone. Found when it is listed. */
  readonly foreign: readonly string[];
  /** What readers get there; absent where nobody asked for it, nothing came that far, or nothing was to be looked at. It does not change `outcome`. */
  readonly publicly?: PublicReport;
}

/** How far a sync or an audit is. */
export interface SyncProgress {
  readonly carrier: string;
  readonly doneFiles: number;
  readonly totalFiles: number;
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Of the last half minute; null as long as that cannot be said. */
  readonly bytesPerSecond: number | null;
  readonly filesPerSecond: number | null;
  /** How long it will still take at that rate; null as long as that cannot be said. */
  readonly remainingMs: number | null;
}

/** What a full read-back of a carrier found. */
export interface AuditReport {
  readonly carrier: string;
  /** Number of files that are exactly as the edition has them. */
  readonly intact: number;
  readonly missing: readonly string[];
  readonly altered: readonly {
    readonly path: string;
    readonly expected: EditionFile;
    readonly found: Exclude<Found, 'absent'>;
  }[];
  /** Files the edition does not have. */
  readonly foreign: readonly string[];
  /** Files that could not be read. */
  readonly unread: readonly { readonly path: string; readonly error: CarryError }[];
}
