import { CarryError } from '../carrier.ts';
import { Pace } from './pace.ts';
import type { Plan } from './plan.ts';
import type { EditionFile, SyncFault, SyncProgress, SyncReport } from './report.ts';

/** With so many single faults it is the carrier that is broken; going on would only take time. */
const MAX_FAULTS = 20;
/** How often progress is told at most. A million files would be told a million times. */
const TELL_MS = 200;

/** Counts what one sync does and tells how far it is. */
export class Tally {
  readonly #carrier: string;
  readonly #onProgress: ((progress: SyncProgress) => void) | undefined;
  readonly #pace = new Pace();
  #toldAt = Number.NEGATIVE_INFINITY;
  #doneFiles = 0;
  #doneBytes = 0;
  #totalFiles = 0;
  #totalBytes = 0;
  readonly faults: SyncFault[] = [];
  unchanged = 0;
  adopted = 0;
  written = 0;
  writtenBytes = 0;
  removed = 0;
  foreign: readonly string[] = [];

  constructor(carrier: string, onProgress: ((progress: SyncProgress) => void) | undefined) {
    this.#carrier = carrier;
    this.#onProgress = onProgress;
  }

  /** What a plan found, or one that something was added to. */
  expect({ unchanged, totalFiles, totalBytes }: Pick<Plan, 'unchanged' | 'totalFiles' | 'totalBytes'>): void {
    this.unchanged = Math.max(this.unchanged, unchanged);
    this.#totalFiles = totalFiles;
    this.#totalBytes = totalBytes;
  }

  /** A file is done, or was removed (0 bytes). */
  advance(sizeBytes: number): void {
    this.#doneFiles += 1;
    this.#doneBytes += sizeBytes;
    const now = performance.now();
    if (now - this.#toldAt < TELL_MS && this.#doneFiles < this.#totalFiles) return;
    this.#toldAt = now;
    this.#tell(now);
  }

  /** All is done, whatever was planned: what moved on meanwhile is counted twice there. */
  finish(): void {
    if (this.#doneFiles === 0 || this.#doneFiles === this.#totalFiles) return;
    this.#totalFiles = this.#doneFiles;
    this.#totalBytes = this.#doneBytes;
    this.#tell(performance.now());
  }

  adopt(file: Pick<EditionFile, 'sizeBytes'>): void {
    this.adopted += 1;
    this.advance(file.sizeBytes);
  }

  write(file: Pick<EditionFile, 'sizeBytes'>): void {
    this.written += 1;
    this.writtenBytes += file.sizeBytes;
    this.advance(file.sizeBytes);
  }

  remove(): void {
    this.removed += 1;
    this.advance(0);
  }

  noteFault(fault: SyncFault): void {
    this.faults.push(fault);
  }

  /** @throws CarryError `carrier-failed` when there are too many faults to go on */
  expectFewFaults(): void {
    if (this.faults.length < MAX_FAULTS) return;
    throw new CarryError('carrier-failed', `${this.#carrier}: too many faults, given up`, {
      hint: 'see the other faults of this carrier; it may be broken or may not take files like these',
    });
  }

  report(outcome: SyncReport['outcome'], headConfirmed: boolean): SyncReport {
    const { unchanged, adopted, written, writtenBytes, removed, faults, foreign } = this;
    return {
      carrier: this.#carrier,
      outcome,
      headConfirmed,
      unchanged,
      adopted,
      written,
      writtenBytes,
      removed,
      faults,
      foreign,
    };
  }

  #tell(now: number): void {
    const done = { files: this.#doneFiles, bytes: this.#doneBytes };
    // What is done may be more than was planned: the edition moves on while it is carried.
    const total = { files: Math.max(done.files, this.#totalFiles), bytes: Math.max(done.bytes, this.#totalBytes) };
    this.#onProgress?.({
      carrier: this.#carrier,
      doneFiles: done.files,
      totalFiles: total.files,
      doneBytes: done.bytes,
      totalBytes: total.bytes,
      ...this.#pace.tell(now, done, total),
    });
  }
}
