import type { Kysely } from 'kysely';
import type { EditionFiles, PublicReport, SyncProgress, SyncReport } from '../../carry/index.ts';
import type { CarrierSettings } from '../../platform/config/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { Tables } from '../../tables/index.ts';
import { type CarrierProgress, loadWishes, saveBegun, saveEnded, saveProgress, saveProof } from './carrier-states.ts';
import { carrierId, type Secrets } from './carrier-target.ts';
import { lookPublicly, type TurnResult, takeTurn } from './carrier-turn.ts';
import type { EditionNow } from './edition-now.ts';
import { faultHint, faultText, proofOf } from './fault-text.ts';
import type { HeldEdition } from './held.ts';
import { Unproven } from './unproven.ts';

/** Everything is compared with each carrier at its first turn in a process, and then once in so long. */
const WHOLE_MS = 24 * 60 * 60 * 1000;
/** The pause after the first failure; each further one is three times as long. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
/** What is new is no reason to ask a carrier that does not answer more often than this. */
const LEAST_PAUSE_MS = 30_000;
/** How often the progress of a turn is told to other processes, and what operators want of it is looked up. */
const TELL_MS = 2_000;

/** How long a carrier that failed so often in a row is left alone. */
export function pauseMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 3 ** (failures - 1));
}

/** What all lanes share. */
export interface LaneParts {
  readonly db: Kysely<Tables>;
  /** Folder of the edition's files, and those as carriers get them. */
  readonly root: string;
  readonly edition: EditionFiles;
  /** When they change. */
  readonly changes: EditionNow;
  readonly newsroom: string;
  readonly secrets: Secrets;
  /** What a carrier holds is no sign that ours is an old copy. */
  readonly isDoubted: boolean;
  readonly now: () => Date;
  readonly log: Log;
  /** Called when something about it changed. */
  readonly onChange: () => void;
}

/**
 * The lane of one carrier: its turns, one after the other, whatever happens in the lanes of others. What a turn costs
 * depends on what changed since the last one, not on the size of the archive: as long as a carrier was brought up to date
 * in this process and is found with the `head` it was left with, only changed files are compared. Whatever else may have
 * happened to it is found once a day.
 */
export class Lane {
  readonly id: string;
  /** As they are now: all but the place may change. */
  settings: CarrierSettings;
  /** What the carrier was last seen to hold; undefined before anybody looked. */
  holds: HeldEdition | null | undefined;
  /** Settled when `run` has nothing more to do for now: it is carried to, or could not be. */
  readonly begun: Promise<void>;
  readonly #begin: () => void;
  readonly #parts: LaneParts;
  /** Paths of the edition that changed since the last turn; null when everything has to be compared. */
  #changed: Set<string> | null = null;
  #wholeAt = 0;
  #isFirst = true;
  #turns: Promise<unknown> = Promise.resolve();
  #failures = 0;
  #isTold = true;
  /** As `performance.now()`: when it may be tried, and when it was tried last. */
  #notBefore = 0;
  #triedAt = 0;
  #wake: () => void = () => {};
  #isWoken = false;
  /** What the public address did not show as it should, and when to look again. */
  readonly #unproven = new Unproven();
  #lookAt = Number.POSITIVE_INFINITY;
  /** Ends what a turn does after all is carried: it looks what readers get, and what is new comes before that. */
  #hurry: () => void = () => {};

  constructor(settings: CarrierSettings, parts: LaneParts) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.id = carrierId(settings);
    this.settings = settings;
    this.begun = promise;
    this.#begin = resolve;
    this.#parts = parts;
  }

  /** Remembers what changed; null when nobody can name it. */
  noteChanged(paths: readonly string[] | null): void {
    if (paths === null) this.#changed = null;
    else for (const path of paths) this.#changed?.add(path);
  }

  /** There may be something to do. */
  tell(): void {
    if (this.#changed === null || this.#changed.size > 0 || this.#isWholeDue()) this.#isTold = true;
    if (this.#failures > 0 && this.#isTold) {
      this.#notBefore = Math.min(this.#notBefore, this.#triedAt + LEAST_PAUSE_MS);
    }
    if (this.#isTold) this.#hurry();
    this.#isWoken = true;
    this.#wake();
  }

  /** Takes turns whenever there is something to do, until it is stopped. Never throws. */
  async run(signal: AbortSignal): Promise<void> {
    const wake = () => this.#wake();
    signal.addEventListener('abort', wake);
    try {
      while (!signal.aborted) {
        // What is told from here on, while the wishes are being read too, ends the next sleep.
        this.#isWoken = false;
        const wishes = await this.#wishes();
        if (wishes.isAsked) this.#notBefore = 0;
        const isWanted = this.#isTold || this.#failures > 0 || wishes.isAsked;
        const dueAt = wishes.isStopped || !isWanted ? Number.POSITIVE_INFINITY : this.#notBefore;
        const lookAt = this.#lookAt;
        const now = performance.now();
        if (dueAt <= now) await this.#runTurn(signal);
        else this.#begin();
        if (dueAt > now && lookAt <= now) await this.#lookAgain(signal);
        else if (dueAt > now) await this.#sleep(Math.min(dueAt, lookAt) - now, signal);
      }
    } finally {
      signal.removeEventListener('abort', wake);
      this.#begin();
    }
  }

  async #runTurn(signal: AbortSignal): Promise<void> {
    const { log } = this.#parts;
    this.#isTold = false;
    try {
      tellTurn(await this.turn(signal), log);
    } catch (error) {
      // Not the carrier's doing: the database is away, or the edition cannot be read.
      log.error(`carrying to ${this.settings.name} failed; it is tried again`, { error });
    }
  }

  /** Takes a turn, after those that were asked for before. Rejects when the edition or the database cannot be read. */
  turn(signal?: AbortSignal, onProgress?: (progress: SyncProgress) => void): Promise<SyncReport> {
    const turn = this.#turns.then(() => this.#take(signal, onProgress));
    this.#turns = turn.catch(() => {});
    return turn;
  }

  async #take(outer: AbortSignal | undefined, onProgress?: (progress: SyncProgress) => void): Promise<SyncReport> {
    const { db, now, changes, log } = this.#parts;
    await saveBegun(db, this.id, now()).catch((error: unknown) => log.debug('a turn could not be noted', { error }));
    const held = new AbortController();
    const signal = outer === undefined ? held.signal : AbortSignal.any([outer, held.signal]);
    let news: CarrierProgress | null = null;
    const telling = setInterval(() => {
      void this.#tellProgress(news, held);
      news = null;
    }, TELL_MS);
    await changes.quiet();
    const isWhole = this.#isWholeDue();
    if (isWhole) this.#taken();
    // Asked as late as can be: what is published while a far carrier is being opened must not be missed.
    const changedSince = (): ReadonlySet<string> | null => (changes.isUnderWay ? null : this.#taken());
    let result: TurnResult | null = null;
    try {
      result = await takeTurn({
        ...this.#parts,
        settings: this.settings,
        changed: isWhole ? undefined : changedSince,
        changedSince,
        isFirst: this.#isFirst,
        signal,
        onProgress: (progress) => {
          news = { ...progress, at: now() };
          onProgress?.(progress);
        },
        // Not before: a push that were cut short by each new edition would never come through.
        onCarried: () => {
          this.#hurry = () => held.abort(new Error('something is new'));
        },
      });
    } finally {
      clearInterval(telling);
      this.#hurry = () => {};
      this.#settle(result?.report.outcome ?? 'failed', isWhole);
      this.#triedAt = performance.now();
    }
    if (result.holds !== undefined) this.holds = result.holds;
    const seen = result.report.publicly;
    const publicly = seen === undefined ? null : this.#unproven.merge(seen, now());
    if (seen !== undefined) this.#planLook();
    await this.#save(result, isWhole, publicly);
    this.#parts.onChange();
    return result.report;
  }

  /** What changed, for whoever compares it now; from here on it is collected anew. */
  #taken(): Set<string> | null {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  /** What is to be done next. */
  #settle(outcome: SyncReport['outcome'], isWhole: boolean): void {
    if (outcome === 'complete') {
      this.#isFirst = false;
      this.#failures = 0;
      this.#notBefore = 0;
      if (isWhole) this.#wholeAt = this.#parts.now().getTime();
      return;
    }
    // What was done is in the ledger, and this goes on from there.
    this.#changed = null;
    this.#isTold = true;
    if (outcome === 'stopped') return;
    this.#failures += 1;
    this.#notBefore = performance.now() + pauseMs(this.#failures);
  }

  async #save({ report, holds }: TurnResult, isWhole: boolean, publicly: PublicReport | null): Promise<void> {
    const { db, now, log } = this.#parts;
    const at = now();
    const pause = report.outcome === 'failed' ? pauseMs(this.#failures) : 0;
    await saveEnded(db, this.id, {
      outcome: report.outcome,
      at,
      holds,
      isWhole,
      publicly: publicly === null ? null : proofOf(publicly),
      failure: faultText(report),
      hint: faultHint(report),
      failures: this.#failures,
      nextTryAt: pause === 0 ? null : new Date(at.getTime() + pause),
    }).catch((error: unknown) => log.error('how carrying went could not be noted', { error }));
  }

  /** @param progress null when it is where it was */
  async #tellProgress(progress: CarrierProgress | null, held: AbortController): Promise<void> {
    try {
      if (await saveProgress(this.#parts.db, this.id, progress)) held.abort(new Error('held back by an operator'));
      if (progress !== null) this.#parts.onChange();
    } catch (error) {
      this.#parts.log.debug('the progress of a turn could not be noted', { error });
    }
  }

  /** What operators want; nothing while the database is away. */
  async #wishes() {
    return loadWishes(this.#parts.db, this.id).catch(() => ({ isStopped: false, isAsked: false }));
  }

  #isWholeDue(): boolean {
    return this.#changed === null || Math.abs(this.#parts.now().getTime() - this.#wholeAt) >= WHOLE_MS;
  }

  /** Looks once more at what the public address did not show as it should. */
  async #lookAgain(signal: AbortSignal): Promise<void> {
    const { db, edition, now, log } = this.#parts;
    const { settings } = this;
    try {
      for (const look of this.#unproven.looks()) {
        const report = await lookPublicly({ settings, edition, now, signal, ...look });
        if (report === null) this.#unproven.clear();
        else await saveProof(db, this.id, proofOf(this.#unproven.merge(report, look.carriedAt, look)));
      }
      this.#parts.onChange();
    } catch (error) {
      log.error(`what readers get at ${settings.name} is not known`, { error });
    }
    this.#planLook();
  }

  #planLook(): void {
    this.#lookAt = performance.now() + this.#unproven.lookInMs;
  }

  /** Until it is woken, or for a time. */
  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#isWoken) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = Number.isFinite(ms) ? setTimeout(resolve, ms) : undefined;
    this.#wake = resolve;
    await promise;
    clearTimeout(timer);
  }
}

function tellTurn(report: SyncReport, log: Log): void {
  if (report.outcome === 'failed') {
    log.error(`carrier ${report.carrier} failed`, { faults: report.faults.length, first: faultText(report) });
  } else if (report.outcome === 'complete' && (report.written > 0 || report.removed > 0)) {
    log.info(`carrier ${report.carrier} is up to date`, { written: report.written, removed: report.removed });
  }
}
