import { HEAD_PATH, MAX_MUTABLE_BYTES } from '../../proof/index.ts';
import { type Carrier, CarryError, type CarryErrorCode } from '../carrier.ts';
import { HEAD_STAGE, withTwins } from '../layout.ts';
import {
  type Calling,
  callCarrier,
  RETRY_PAUSES_MS,
  readBack,
  readListing,
  sha256Of,
  workInParallel,
} from './calls.ts';
import { indexEdition } from './edition-list.ts';
import { type LedgerState, UNCONFIRMED } from './ledger.ts';
import { LedgerWriter } from './ledger-writer.ts';
import { filesOf, type Plan, planSync, type Unit } from './plan.ts';
import type { EditionFile, SyncFault, SyncReport } from './report.ts';
import { isMediaOf } from './surplus-media.ts';
import type { SyncOptions } from './sync-options.ts';

/** Faults of one file; others may still be carried. Every other code concerns the carrier as a whole. */
const FILE_FAULTS: readonly CarryErrorCode[] = ['path-refused', 'carrier-failed'];
/** There is no use in asking for more: the carrier is away, or what is to be carried changed. */
const LOST: readonly CarryErrorCode[] = ['carrier-unreachable', 'edition-changed'];
/** With so many single faults it is the carrier that is broken; going on would only take time. */
const MAX_FAULTS = 20;

/**
 * Makes a carrier hold exactly this edition, as far as the files there are ours: puts what is missing or different,
 * reads back every file it puts, removes what the edition no longer has.
 *
 * The order is that of formats.md §1: stage after stage (`layout.ts`), each begun when the one before it is through,
 * `head` only when every other file is confirmed, removals after that; only media that the edition no longer has go
 * even when something cannot be put. A file's twins are removed before it is replaced and put after it, so a reader never
 * gets an old twin for a new file. What the ledger and the carrier's list agree on is not touched, as long as the
 * carrier's `head` is the one last put there. It may end anywhere, by a crash as well: the former `head` stays valid, and
 * carrying again goes on from there.
 *
 * What the carrier does wrong is in the report. It rejects only when the edition's own files or the ledger cannot be
 * read, or when the edition lists a path that no edition may have (`CarryError` `path-refused`).
 *
 * @example
 * const reports = await Promise.all(carriers.map(({ carrier, ledger }) => syncCarrier({ carrier, ledger, edition })));
 */
export async function syncCarrier(options: SyncOptions): Promise<SyncReport> {
  const { edition, changed } = options;
  if (changed !== undefined) {
    // `head` is always among them: it tells whether the carrier is still as we left it.
    const scope = new Set([HEAD_PATH, ...changed].flatMap(withTwins));
    const report = await new Sync(options, await indexEdition(edition, scope), scope).run();
    if (report !== null) return report;
  }
  const report = await new Sync(options, await indexEdition(edition)).run();
  return report ?? Promise.reject(new TypeError('a sync of everything needs no other'));
}

/** One run, over everything or over the paths of a scope. */
class Sync {
  readonly #options: SyncOptions;
  readonly #carrier: Carrier;
  readonly #calling: Calling;
  readonly #edition: ReadonlyMap<string, EditionFile>;
  readonly #scope: ReadonlySet<string> | undefined;
  readonly #ledger: LedgerWriter;
  readonly #faults: SyncFault[] = [];
  #outcome: SyncReport['outcome'] = 'failed';
  #headConfirmed = false;
  #foreign: readonly string[] = [];
  #unchanged = 0;
  #adopted = 0;
  #written = 0;
  #writtenBytes = 0;
  #removed = 0;
  #progress: { doneFiles: number; totalFiles: number; doneBytes: number; totalBytes: number };

  constructor(options: SyncOptions, edition: ReadonlyMap<string, EditionFile>, scope?: ReadonlySet<string>) {
    this.#options = options;
    this.#carrier = options.carrier;
    this.#calling = { signal: options.signal, pausesMs: options.retryPausesMs ?? RETRY_PAUSES_MS };
    this.#edition = edition;
    this.#scope = scope;
    this.#ledger = new LedgerWriter(options.ledger);
    this.#progress = { doneFiles: 0, totalFiles: 0, doneBytes: 0, totalBytes: 0 };
  }

  /** Null when a scope is not enough, because the carrier is not as the last complete sync left it. */
  async run(): Promise<SyncReport | null> {
    try {
      const ledger = await this.#options.ledger.load(this.#scope);
      const known = await this.#believable(ledger);
      if (this.#scope !== undefined && known !== ledger) return null;
      const isListed = this.#scope === undefined && this.#carrier.capabilities.canList;
      const listing = isListed ? await readListing(this.#carrier, this.#calling) : null;
      await this.#carryOut(planSync(this.#edition, known, listing));
      this.#outcome = this.#faults.length === 0 ? 'complete' : 'failed';
    } catch (error) {
      const { signal } = this.#options;
      if (signal?.aborted === true && error === signal.reason) this.#outcome = 'stopped';
      else if (!(error instanceof CarryError)) throw error;
      else this.#noteFault({ kind: 'error', path: null, error });
    } finally {
      await this.#ledger.flush();
    }
    return {
      carrier: this.#carrier.name,
      outcome: this.#outcome,
      headConfirmed: this.#headConfirmed,
      unchanged: this.#unchanged,
      adopted: this.#adopted,
      written: this.#written,
      writtenBytes: this.#writtenBytes,
      removed: this.#removed,
      faults: this.#faults,
      foreign: this.#foreign,
    };
  }

  /**
   * What the ledger says, unless the carrier's `head` is not the one we put there: then somebody set the carrier back or
   * exchanged it, and every file is read back. Sizes in a listing cannot tell, since old and new files often share them.
   */
  async #believable(known: ReadonlyMap<string, LedgerState>): Promise<ReadonlyMap<string, LedgerState>> {
    const sha256 = known.get(HEAD_PATH);
    // Without a head there nothing says that this is another carrier; and nothing that it is as it was.
    if (sha256 === undefined || sha256 === UNCONFIRMED) return new Map(known);
    const head = { path: HEAD_PATH, sha256, sizeBytes: MAX_MUTABLE_BYTES };
    if ((await readBack(this.#carrier, head, this.#calling)) === null) return known;
    return new Map([...known.keys()].map((path) => [path, UNCONFIRMED]));
  }

  async #carryOut(plan: Plan): Promise<void> {
    const files = plan.stages.flatMap((units) => units.flatMap(filesOf));
    this.#unchanged = plan.unchanged;
    this.#foreign = plan.foreign;
    this.#progress.totalFiles = files.length + plan.surplus.flat().length;
    this.#progress.totalBytes = files.reduce((sum, { file }) => sum + file.sizeBytes, 0);
    try {
      await this.#putStages(plan);
    } catch (error) {
      if (error instanceof CarryError && !LOST.includes(error.code)) await this.#removeMedia(plan);
      throw error;
    }
    if (this.#faults.length > 0) return this.#removeMedia(plan);
    this.#headConfirmed = true;
    for (const paths of plan.surplus) await this.#inParallel(paths, (path) => this.#removeSurplus(path), String);
  }

  async #putStages(plan: Plan): Promise<void> {
    for (const [stage, units] of plan.stages.entries()) {
      // `head` vouches for all the rest: with one file in doubt the former one stays.
      if (stage === HEAD_STAGE && this.#faults.length > 0) return;
      // Before the first byte goes out: after a crash these paths are ours, and nobody believes them unread.
      const paths = units.flatMap(filesOf).map(({ file }) => file.path);
      await this.#ledger.record(paths.map((path) => [path, UNCONFIRMED]));
      await this.#inParallel(units, (unit) => this.#carryUnit(unit), firstPath);
      await this.#ledger.flush();
    }
  }

  /**
   * What else is surplus stays until `head` is through, because the former one leads to it. Media do not: a picture that
   * was withdrawn to protect somebody must not stay because something stands in the way of some other file, or the disk is
   * full. An old page then names a picture that is gone.
   */
  async #removeMedia(plan: Plan): Promise<void> {
    const { capabilities } = this.#carrier;
    for (const paths of plan.surplus) {
      await workInParallel(paths, capabilities.callsAtOnce, async (path) => {
        try {
          if (await isMediaOf(this.#carrier, this.#calling, path)) await this.#removeSurplus(path);
        } catch (error) {
          if (!(error instanceof CarryError)) throw error;
          this.#noteFault({ kind: 'error', path, error });
        }
      });
    }
  }

  /** Runs `work` on each item; faults of single files are noted, those of the carrier end everything. */
  async #inParallel<T>(
    items: readonly T[],
    work: (item: T) => Promise<void>,
    pathOf: (item: T) => string,
  ): Promise<void> {
    await workInParallel(items, this.#carrier.capabilities.callsAtOnce, async (item) => {
      try {
        await work(item);
      } catch (error) {
        if (!(error instanceof CarryError) || !FILE_FAULTS.includes(error.code)) throw error;
        this.#noteFault({ kind: 'error', path: pathOf(item), error });
      }
      if (this.#faults.length >= MAX_FAULTS) {
        throw new CarryError('carrier-failed', `${this.#carrier.name}: too many faults, given up`, {
          hint: 'see the other faults of this carrier; it may be broken or may not take files like these',
        });
      }
    });
  }

  async #carryUnit({ file, twins, oldTwins }: Unit): Promise<void> {
    const replaced = file.need === 'write' || (file.need === 'check' && !(await this.#adopt(file.file)));
    if (replaced) {
      for (const path of oldTwins) await this.#call(() => this.#carrier.remove(path, this.#calling.signal));
      // With a file that is not what it should be, its twins stay away too.
      if (!(await this.#put(file.file))) return;
    } else if (file.need === 'nothing') {
      this.#keep(file.file);
    }
    for (const { file: twin, need } of twins) {
      if (!replaced && need === 'nothing') this.#keep(twin);
      else if (replaced || need === 'write' || !(await this.#adopt(twin))) await this.#put(twin);
    }
  }

  /** True when the carrier holds this file already. */
  async #adopt(file: EditionFile): Promise<boolean> {
    if ((await readBack(this.#carrier, file, this.#calling)) !== null) return false;
    this.#adopted += 1;
    this.#confirm(file);
    return true;
  }

  #keep(file: EditionFile): void {
    this.#unchanged += 1;
    this.#confirm(file);
  }

  /** Writes a file and reads it back; false when the carrier gives back something else. */
  async #put(file: EditionFile): Promise<boolean> {
    const bytes = await this.#options.edition.read(file.path);
    if (bytes === null || sha256Of(bytes) !== file.sha256) {
      throw new CarryError(
        'edition-changed',
        `${this.#carrier.name}: ${file.path} changed while it was being carried`,
        {
          hint: 'a newer edition was published meanwhile; carry that one',
          retryable: true,
        },
      );
    }
    await this.#call(() => this.#carrier.write(file.path, bytes, this.#calling.signal));
    const found = await readBack(this.#carrier, file, this.#calling);
    if (found !== null) {
      this.#noteFault({ kind: 'altered', path: file.path, expected: file, found });
      return false;
    }
    this.#written += 1;
    this.#writtenBytes += file.sizeBytes;
    this.#confirm(file);
    return true;
  }

  async #removeSurplus(path: string): Promise<void> {
    await this.#call(() => this.#carrier.remove(path, this.#calling.signal));
    const remains = await readBack(this.#carrier, { path, sizeBytes: 0, sha256: '' }, this.#calling);
    if (remains !== 'absent') {
      this.#noteFault({ kind: 'not-removed', path });
      return;
    }
    this.#removed += 1;
    this.#ledger.note(path, null);
    this.#advance(0);
  }

  #call<T>(call: () => Promise<T>): Promise<T> {
    return callCarrier(this.#carrier, this.#calling, call);
  }

  #confirm(file: EditionFile): void {
    this.#ledger.note(file.path, file.sha256);
    this.#advance(file.sizeBytes);
  }

  #advance(sizeBytes: number): void {
    this.#progress.doneFiles += 1;
    this.#progress.doneBytes += sizeBytes;
    this.#options.onProgress?.({ carrier: this.#carrier.name, ...this.#progress });
  }

  #noteFault(fault: SyncFault): void {
    this.#faults.push(fault);
  }
}

function firstPath(unit: Unit): string {
  return unit.file.file.path;
}
