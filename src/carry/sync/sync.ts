import { HEAD_PATH, MAX_MUTABLE_BYTES } from '../../proof/index.ts';
import { CarryError, type CarryErrorCode } from '../carrier.ts';
import { HEAD_STAGE, withTwins } from '../layout.ts';
import { proveInPublic } from '../public/prove-in-public.ts';
import { PublicSample } from '../public/sample.ts';
import { ByteBudget } from './byte-budget.ts';
import { callCarrier, RETRY_PAUSES_MS, readBack, workInParallel } from './calls.ts';
import { carryUnit, type Turn } from './carry-unit.ts';
import { compare, editionChanged, listInOrder, UnfitEdition } from './edition-list.ts';
import { type LedgerState, UNCONFIRMED } from './ledger.ts';
import { LedgerWriter } from './ledger-writer.ts';
import { readListing, readUnseen } from './listing.ts';
import type { PackedList } from './packed-list.ts';
import { Plan, planSync } from './plan.ts';
import { removeSurplus } from './removal.ts';
import type { EditionFiles, SyncReport } from './report.ts';
import type { SyncOptions } from './sync-options.ts';
import { Tally } from './tally.ts';
import { filesOf, type Unit, unpackUnit } from './unit.ts';

/** Faults of one file; others may still be carried. Every other code concerns the carrier as a whole. */
const FILE_FAULTS: readonly CarryErrorCode[] = ['path-refused', 'carrier-failed'];
/** There is no use in asking for more: the carrier is away, or what is to be carried changed. */
const LOST: readonly CarryErrorCode[] = ['carrier-unreachable', 'edition-changed'];
/** So many units are recorded as in doubt before the first of them is touched. */
const RECORDED_AT_ONCE = 500;
const MAX_FOREIGN = 1_000;
/** How often everything is compared anew in one sync, because the edition moved on and nobody knows where. */
const MAX_REPLANS = 3;

/**
 * Makes a carrier hold exactly this edition, as far as the files there are ours: puts what is missing or different,
 * reads back every file it puts, removes what the edition no longer has.
 *
 * The order is that of formats.md §1: stage after stage (`layout.ts`), each begun when the one before it is through,
 * `head` only when every other file is confirmed, removals after that; only media that the edition no longer has go
 * even when something cannot be put. A file's twins are removed before it is replaced and put after it, so a reader never
 * gets an old twin for a new file. What the ledger and the carrier's list agree on is not touched, as long as the
 * carrier's `head` is the one last put there. It may end anywhere, by a crash as well: the former `head` stays valid, and
 * carrying again goes on from there. Where a carrier shows everything together, nothing counts before it has settled.
 *
 * What it holds in memory grows by some 50 bytes for each file that is to be carried and 25 for each that the carrier lists
 * (docs/design/carrying.md).
 *
 * What the carrier does wrong is in the report. It rejects only when the edition's own files or the ledger cannot be
 * read, or when the edition lists a path that no edition may have (`CarryError` `path-refused`).
 *
 * @example
 * const reports = await Promise.all(carriers.map(({ carrier, ledger }) => syncCarrier({ carrier, ledger, edition })));
 */
export async function syncCarrier(options: SyncOptions): Promise<SyncReport> {
  // Before anybody is asked what changed: a publication that ends in between must show as another head by the end.
  const head = await headOf(options.edition);
  const changed = typeof options.changed === 'function' ? options.changed() : options.changed;
  if (changed !== undefined && changed !== null) {
    const report = await new Sync(options).run({ head, paths: scopeOf(changed) });
    if (report !== null) return report;
  }
  const report = await new Sync(options).run();
  return report ?? Promise.reject(new TypeError('a sync of everything needs no other'));
}

/** What is compared where it is known what changed. */
interface Scope {
  /** The edition's `head` as it was before it was asked what changed. */
  readonly head: string | null;
  readonly paths: ReadonlySet<string>;
}

/** With `head`, which tells whether the carrier is still as we left it. */
const scopeOf = (paths: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([HEAD_PATH, ...paths].flatMap((path) => withTwins(path)));

/** SHA-256 of the edition's `head`; null where there is none. */
async function headOf(edition: EditionFiles): Promise<string | null> {
  for await (const { sha256 } of edition.list(new Set([HEAD_PATH]))) return sha256;
  return null;
}

/** One run, over everything or over the paths of a scope. */
class Sync {
  readonly #options: SyncOptions;
  readonly #turn: Turn;
  readonly #atOnce: number;
  readonly #isTogether: boolean;
  readonly #sample: PublicSample | null;
  #plan = new Plan();
  #replans = 0;
  #isLedgerBelieved = true;
  /** A path of the edition that is no longer as it was planned. */
  #movedOn: string | null = null;
  #headConfirmed = false;

  constructor(options: SyncOptions) {
    const { carrier, edition, signal, retryPausesMs: pausesMs = RETRY_PAUSES_MS, bytesPerSecond } = options;
    const budget = bytesPerSecond === undefined ? undefined : new ByteBudget(bytesPerSecond);
    const sample = options.publicly === undefined ? null : new PublicSample();
    this.#options = options;
    this.#isTogether = carrier.capabilities.appears === 'together';
    this.#atOnce = Math.min(carrier.capabilities.callsAtOnce, options.callsAtOnce ?? Number.POSITIVE_INFINITY);
    this.#sample = sample;
    this.#turn = {
      carrier,
      edition,
      calling: { signal, pausesMs, budget },
      ledger: new LedgerWriter(options.ledger, { isHeld: this.#isTogether }),
      tally: new Tally(carrier.name, options.onProgress),
      onConfirmed: (file) => sample?.addChanged(file),
    };
  }

  /** Null when a scope is not enough, because the carrier is not as the last complete sync left it. */
  async run(scope?: Scope): Promise<SyncReport | null> {
    const { ledger, tally } = this.#turn;
    const { signal } = this.#options;
    let outcome: SyncReport['outcome'] = 'failed';
    let isReached = false;
    try {
      const found = await this.#lookAtHead();
      if (scope !== undefined && found !== 'as-left') return null;
      this.#isLedgerBelieved = found !== 'another';
      if (scope === undefined) await this.#planAll();
      else await this.#planThese(scope);
      await this.#carryOut();
      if (tally.faults.length === 0) {
        outcome = 'complete';
        tally.finish();
      }
      isReached = true;
      this.#options.onCarried?.();
    } catch (error) {
      if (signal?.aborted === true && error === signal.reason) outcome = 'stopped';
      else if (!(error instanceof CarryError) || error instanceof UnfitEdition) throw error;
      else tally.noteFault({ kind: 'error', path: null, error });
    } finally {
      await ledger.flush();
    }
    const report = tally.report(outcome, this.#headConfirmed);
    const { publicly } = this.#options;
    if (!isReached || publicly === undefined || this.#sample === null || this.#sample.isEmpty) return report;
    return { ...report, publicly: await proveInPublic({ publicly, sample: this.#sample, ledger, signal }) };
  }

  /**
   * Whether the carrier's `head` is the one we put there. When it is not, somebody set the carrier back or exchanged it, and
   * every file is read back. Sizes in a listing cannot tell, since old and new files often share them.
   */
  async #lookAtHead(): Promise<'as-left' | 'another' | 'unknown'> {
    const sha256 = (await this.#options.ledger.load(new Set([HEAD_PATH]))).get(HEAD_PATH);
    // Without a head there nothing says that this is another carrier; and nothing that it is as it was.
    if (sha256 === undefined || sha256 === UNCONFIRMED) return 'unknown';
    const head = { path: HEAD_PATH, sha256, sizeBytes: MAX_MUTABLE_BYTES };
    return (await readBack(this.#turn.carrier, head, this.#turn.calling)) === null ? 'as-left' : 'another';
  }

  async #planAll(): Promise<void> {
    const { carrier, calling, edition, tally } = this.#turn;
    // First of all, so that a publication that ends meanwhile shows as another head by the end.
    this.#plan.head = await headOf(edition);
    const { canList, keepsFormer } = carrier.capabilities;
    const listing = canList ? await readListing(carrier, calling) : null;
    const compared = compare(listInOrder(edition), this.#options.ledger.entries());
    const known = { listing, isListedBefore: false, isLedgerBelieved: this.#isLedgerBelieved, keepsFormer };
    await planSync(this.#plan, compared, known, (file) => this.#sample?.addUnchanged(file));
    if (listing !== null) tally.foreign = await readUnseen(carrier, calling, listing, MAX_FOREIGN);
    listing?.free();
    tally.expect(this.#plan);
  }

  async #planThese({ head, paths }: Scope): Promise<void> {
    const { carrier, edition, tally } = this.#turn;
    this.#plan.head = head;
    const compared = compare(listInOrder(edition, paths), sorted(await this.#options.ledger.load(paths)));
    // A sync of everything went before this, and knew every twin that the carrier lists.
    const { canList: isListedBefore, keepsFormer } = carrier.capabilities;
    const known = { listing: null, isListedBefore, isLedgerBelieved: this.#isLedgerBelieved, keepsFormer };
    await planSync(this.#plan, compared, known);
    tally.expect(this.#plan);
  }

  async #carryOut(): Promise<void> {
    const { carrier, ledger, tally } = this.#turn;
    try {
      await this.#putStages();
    } catch (error) {
      if (error instanceof CarryError && !LOST.includes(error.code)) {
        await this.#remove(true);
        await this.#settleTogether();
      }
      throw error;
    }
    const isWhole = tally.faults.length === 0;
    if (isWhole && !this.#isTogether) this.#headConfirmed = true;
    await this.#remove(!isWhole);
    await this.#settleTogether();
    if (!this.#isTogether) await callCarrier(carrier, this.#turn.calling, () => carrier.settle(this.#options.signal));
    else if (tally.faults.length === 0) {
      this.#headConfirmed = true;
      await ledger.release();
    }
  }

  async #settleTogether(): Promise<void> {
    const { carrier, calling } = this.#turn;
    if (this.#isTogether) await callCarrier(carrier, calling, () => carrier.settle(calling.signal));
  }

  async #putStages(): Promise<void> {
    const { carrier, calling, ledger, tally } = this.#turn;
    for (let stage = 0; stage <= HEAD_STAGE; ) {
      if (stage === HEAD_STAGE) {
        // `head` vouches for all the rest: with one file in doubt the former one stays.
        if (tally.faults.length > 0) return;
        await this.#expectHead();
      }
      const units = this.#plan.stages[stage];
      if (this.#movedOn === null && units !== undefined && units.length > 0) {
        await this.#putAll(units);
        await ledger.flush();
        if (!this.#isTogether) await callCarrier(carrier, calling, () => carrier.settle(calling.signal));
      }
      if (this.#movedOn === null) stage += 1;
      else {
        await this.#catchUp(this.#movedOn);
        this.#movedOn = null;
        stage = 0;
      }
    }
  }

  async #putAll(units: PackedList): Promise<void> {
    await workInParallel(this.#recorded(units), this.#atOnce, (unit) =>
      this.#guard(unit.file.path, async () => {
        const movedOn = await carryUnit(this.#turn, unit);
        if (movedOn !== null) this.#movedOn = movedOn;
      }),
    );
  }

  /** Before the first byte goes out: after a crash these paths are ours, and nobody believes them unread. */
  async *#recorded(units: PackedList): AsyncGenerator<Unit, void> {
    const { ledger } = this.#turn;
    const record = (some: readonly Unit[]): Promise<void> => {
      const touched = some.flatMap(filesOf).filter(({ need }) => need !== 'nothing');
      return ledger.record(touched.map(({ path }) => [path, UNCONFIRMED]));
    };
    let some: Unit[] = [];
    for (const entry of units.drain()) {
      some.push(unpackUnit(entry));
      if (some.length < RECORDED_AT_ONCE) continue;
      await record(some);
      yield* some;
      some = [];
    }
    await record(some);
    yield* some;
  }

  /**
   * What else is surplus stays until `head` is through, because the former one leads to it. Media do not: a picture that
   * was withdrawn to protect somebody must not stay because something stands in the way of some other file, or the disk is
   * full. An old page then names a picture that is gone.
   */
  async #remove(isMediaOnly: boolean): Promise<void> {
    for (const paths of [this.#plan.surplus.twins, this.#plan.surplus.files]) {
      await removeSurplus(this.#turn, paths, {
        atOnce: this.#atOnce,
        isMediaOnly,
        isProvenLater: this.#sample !== null,
        onRemoved: (path) => this.#sample?.addRemoved(path),
        guard: (path, work) => this.#guard(path, work),
      });
    }
  }

  /** Runs `work`; faults of single files are noted, those of the carrier end everything. */
  async #guard(path: string, work: () => Promise<void>): Promise<void> {
    const { tally } = this.#turn;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof CarryError) || !FILE_FAULTS.includes(error.code)) throw error;
      tally.noteFault({ kind: 'error', path, error });
    }
    tally.expectFewFaults();
  }

  /** A publication ends with `head`: while it is the one that was there at first, all that was listed is as it was. */
  async #expectHead(): Promise<void> {
    if ((await headOf(this.#turn.edition)) !== this.#plan.head) this.#movedOn = HEAD_PATH;
  }

  /** The edition moved on: what changed is planned anew, what is done stays done. */
  async #catchUp(path: string): Promise<void> {
    const { carrier, edition, ledger } = this.#turn;
    const { changedSince, signal } = this.#options;
    signal?.throwIfAborted();
    if (changedSince === undefined) throw editionChanged(carrier.name, path);
    await ledger.flush();
    const head = await headOf(edition);
    const changed = changedSince();
    const paths = changed === null ? null : scopeOf(changed);
    if (paths?.has(path)) {
      this.#plan.forget(paths);
      await this.#planThese({ head, paths });
      return;
    }
    this.#replans += 1;
    if (this.#replans > MAX_REPLANS) throw editionChanged(carrier.name, path);
    this.#plan = new Plan();
    await this.#planAll();
  }
}

async function* sorted(states: ReadonlyMap<string, LedgerState>): AsyncGenerator<readonly [string, LedgerState], void> {
  yield* [...states].sort(([one], [two]) => (one < two ? -1 : 1));
}
