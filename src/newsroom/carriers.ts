import type { Kysely } from 'kysely';
import {
  CarryError,
  type EditionFiles,
  openDirectoryCarrier,
  type SyncProgress,
  type SyncReport,
  syncCarrier,
} from '../carry/index.ts';
import { addCarrier, directoryValue, editSettings, type Settings } from '../platform/config/index.ts';
import { sweepTemporary } from '../platform/home/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { Tables } from '../tables/index.ts';
import { carrierId } from './carrier-target.ts';
import { openEditionFiles } from './edition-files.ts';
import { faultText } from './fault-text.ts';
import { type HeldEdition, readHeld } from './held.ts';
import { isCarriedTo, newFormerCarriers, openLedger } from './ledger.ts';

/** Everything is compared with each carrier at its first turn in a process, and then once in so long. */
const WHOLE_MS = 24 * 60 * 60 * 1000;

/** What is known of a carrier that holds the edition whole, as it was when it was last carried to. */
interface Brought {
  /** When everything was compared last. */
  readonly wholeAt: number;
  /** Paths of the edition that changed since the last turn. */
  readonly changed: Set<string>;
}

/** What is known of a carrier. */
export interface CarrierState {
  /** What its own `head` said when it was last looked at; see `readHeld`. */
  readonly holds: HeldEdition | null;
  /** Why the last carrying in this process did not come through; null when it did, or there was none. */
  readonly failure: string | null;
}

const UNKNOWN: CarrierState = { holds: null, failure: null };

/**
 * The carriers of a newsroom, as long as its process runs. What a turn costs depends on what changed since the last one,
 * not on the size of the archive: as long as a carrier was brought up to date in this process and is found with the `head`
 * it was left with, only changed files are compared. Whatever else may have happened to it is found once a day.
 */
export class Carriers {
  readonly #db: Kysely<Tables>;
  readonly #edition: EditionFiles;
  readonly #now: () => Date;
  readonly #log: Log;
  /** By folder; absent when everything has to be compared. */
  readonly #brought = new Map<string, Brought>();
  /** Folders where what a dead process left was taken away. */
  readonly #swept = new Set<string>();
  /** By folder. */
  readonly #states = new Map<string, CarrierState>();
  readonly #onCarried: () => void;
  #isFormerTold = false;

  /**
   * @param files folder of the edition's files
   * @param onCarried called after each turn of each carrier
   */
  constructor(parts: {
    readonly db: Kysely<Tables>;
    readonly files: string;
    readonly now: () => Date;
    readonly log: Log;
    readonly onCarried?: () => void;
  }) {
    this.#db = parts.db;
    this.#edition = openEditionFiles(parts.files);
    this.#now = parts.now;
    this.#log = parts.log;
    this.#onCarried = parts.onCarried ?? (() => {});
  }

  /** What is known of the carrier in a folder, as far as it was looked at. */
  stateOf(id: string): CarrierState {
    return this.#states.get(id) ?? UNKNOWN;
  }

  /** Looks at what each carrier holds; one that cannot be looked at holds nothing. */
  async look({ carriers, newsroom }: Pick<Settings, 'carriers' | 'newsroom'>): Promise<void> {
    await Promise.all(
      carriers.map(async (carrier) => {
        if (carrier.kind !== 'directory') return;
        const { failure } = this.stateOf(carrier.directory);
        this.#states.set(carrier.directory, { holds: await readHeld(carrier.directory, newsroom), failure });
      }),
    );
  }

  /**
   * Does work that changes the edition's files, and remembers the paths it names as changed. After work that failed, or
   * that cannot name them (null), everything is compared once more.
   */
  async changing<T>(work: () => Promise<T>, pathsOf: (result: T) => readonly string[] | null): Promise<T> {
    const before = new Map(this.#brought);
    // Until it is known what changed, nothing is certain: the work may fail in the middle.
    this.#brought.clear();
    const result = await work();
    const paths = pathsOf(result);
    if (paths === null) return result;
    for (const [folder, brought] of before) {
      for (const path of paths) brought.changed.add(path);
      this.#brought.set(folder, brought);
    }
    return result;
  }

  /** Puts the edition on every carrier of the settings, one after the other. One that fails is a report; the others go on. */
  async carry(
    { carriers, newsroom }: Pick<Settings, 'carriers' | 'newsroom'>,
    signal?: AbortSignal,
    onProgress?: (progress: SyncProgress) => void,
  ): Promise<SyncReport[]> {
    await this.#tellFormer(carriers.map(carrierId));
    const reports: SyncReport[] = [];
    for (const carrier of carriers) {
      if (carrier.kind !== 'directory') continue;
      const { name, directory } = carrier;
      const brought = this.#brought.get(directory);
      this.#brought.delete(directory);
      const age = brought === undefined ? WHOLE_MS : Math.abs(this.#now().getTime() - brought.wholeAt);
      const changed = age < WHOLE_MS ? brought?.changed : undefined;
      const report = await this.#carryTo({ name, folder: directory, newsroom, changed, signal, onProgress });
      if (report.outcome === 'complete') {
        const wholeAt = changed === undefined ? this.#now().getTime() : (brought?.wholeAt ?? 0);
        this.#brought.set(directory, { wholeAt, changed: new Set() });
      }
      reports.push(report);
      // One that was stopped says nothing new about what keeps it from being carried to.
      const failure = report.outcome === 'stopped' ? this.stateOf(directory).failure : faultText(report);
      this.#states.set(directory, { holds: await readHeld(directory, newsroom), failure });
      this.#onCarried();
    }
    return reports;
  }

  async #carryTo(to: {
    readonly name: string;
    readonly folder: string;
    readonly newsroom: string;
    readonly changed: ReadonlySet<string> | undefined;
    readonly signal: AbortSignal | undefined;
    readonly onProgress: ((progress: SyncProgress) => void) | undefined;
  }): Promise<SyncReport> {
    const { name, folder, newsroom, ...rest } = to;
    try {
      const known = await isCarriedTo(this.#db, folder);
      const carrier = await openDirectoryCarrier({ folder, newsroom, name, known });
      if (!this.#swept.has(folder)) await sweep(folder);
      this.#swept.add(folder);
      // What is known is known of a folder: under its name another folder may stand tomorrow, with an older copy in it.
      return await syncCarrier({ carrier, edition: this.#edition, ledger: openLedger(this.#db, folder), ...rest });
    } catch (error) {
      if (!(error instanceof CarryError)) throw error;
      return unopened(name, error);
    }
  }

  /** Once for each: nothing that was carried there is corrected or withdrawn any more. */
  async #tellFormer(current: readonly string[]): Promise<void> {
    if (this.#isFormerTold) return;
    for (const folder of await newFormerCarriers(this.#db, current)) {
      this.#log.warn(
        `${folder} is a carrier no more: the files there stay, and will not be corrected or withdrawn; remove them yourself, or put the carrier back into the settings`,
      );
    }
    this.#isFormerTold = true;
  }
}

/**
 * Takes away what a process that died while writing left in a carrier's folder. Only once the folder is known to be ours:
 * in somebody else's nothing is removed, whatever its name. A folder that does not let us fails at its first write.
 */
async function sweep(directory: string): Promise<void> {
  await sweepTemporary(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === undefined) throw error;
  });
}

/** The report of a carrier that could not even be opened. */
function unopened(carrier: string, error: CarryError): SyncReport {
  return {
    carrier,
    outcome: 'failed',
    headConfirmed: false,
    unchanged: 0,
    adopted: 0,
    written: 0,
    writtenBytes: 0,
    removed: 0,
    faults: [{ kind: 'error', path: null, error }],
    foreign: [],
  };
}

/**
 * Adds a folder to the carriers in the settings file, unless it is one already, and returns the new settings. A folder
 * that cannot be carried to is refused before anything is written. Only for whoever holds the newsroom's lock.
 * @throws CarryError `target-foreign`, `target-not-a-folder` and what else keeps a folder from being one
 */
export async function addFolder(settings: Settings, directory: string): Promise<Settings> {
  const { folder, newsroom, carriers } = settings;
  if (carriers.some((carrier) => carrier.kind === 'directory' && carrier.directory === directory)) return settings;
  await openDirectoryCarrier({ folder: directory, newsroom });
  const taken = new Set(carriers.map((carrier) => carrier.name));
  let number = carriers.length + 1;
  while (taken.has(`folder-${number}`)) number += 1;
  const value = { name: `folder-${number}`, directory: directoryValue(folder, directory) };
  return editSettings(folder, (text) => addCarrier(text, value));
}
