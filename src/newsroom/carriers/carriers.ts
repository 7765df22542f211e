import type { Kysely } from 'kysely';
import type { EditionFiles, SyncProgress, SyncReport } from '../../carry/index.ts';
import { fileReader } from '../../edition/index.ts';
import type { Settings } from '../../platform/config/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { Tables } from '../../tables/index.ts';
import type { Environment } from '../keeping/storage.ts';
import { loadWishes } from './carrier-states.ts';
import { carrierId } from './carrier-target.ts';
import { openEditionFiles } from './edition-files.ts';
import { EditionNow } from './edition-now.ts';
import { type HeldEdition, readHeld } from './held.ts';
import { Lane } from './lane.ts';
import { newFormerCarriers } from './ledger.ts';

/** What of the settings carrying takes. */
export type CarryingSettings = Pick<Settings, 'carriers' | 'newsroom' | 'folder'>;

/**
 * The carriers of a newsroom, as long as its process runs: a lane each, so that none waits for another.
 * Told of changes, each takes its turns by itself (`run`, `tell`); or all take one now and are waited for (`carry`).
 */
export class Carriers {
  readonly #db: Kysely<Tables>;
  /** The edition's folder, its files as carriers get them, and when they change. */
  readonly #root: string;
  readonly #files: EditionFiles;
  readonly #edition = new EditionNow();
  readonly #now: () => Date;
  readonly #log: Log;
  readonly #env: Environment | undefined;
  readonly #isDoubted: boolean;
  readonly #onCarried: () => void;
  readonly #lanes = new Map<string, { readonly lane: Lane; stop: AbortController; running: Promise<void> | null }>();
  /** Lanes of carriers that are none any more, until their last turn has ended. */
  readonly #leaving = new Map<string, Promise<void>>();
  /** Set while lanes run by themselves. */
  #running: AbortSignal | null = null;
  #isFormerTold = false;

  /**
   * @param files folder of the edition's files
   * @param env where the settings' `env:NAME` is looked up; the environment of this process by default
   * @param isDoubted what a carrier holds is no sign that this folder is an old copy: it may be a thief's
   * @param onCarried called when something about a carrier changed, after each of its turns too
   */
  constructor(parts: {
    readonly db: Kysely<Tables>;
    readonly files: string;
    readonly now: () => Date;
    readonly log: Log;
    readonly env?: Environment | undefined;
    readonly isDoubted?: boolean | undefined;
    readonly onCarried?: () => void;
  }) {
    this.#db = parts.db;
    this.#root = parts.files;
    this.#files = openEditionFiles(parts.files);
    this.#now = parts.now;
    this.#log = parts.log;
    this.#env = parts.env;
    this.#isDoubted = parts.isDoubted ?? false;
    this.#onCarried = parts.onCarried ?? (() => {});
  }

  /** What a place was seen to hold in this process; undefined where nobody looked. */
  heldAt(id: string): HeldEdition | null | undefined {
    return this.#lanes.get(id)?.lane.holds;
  }

  /** Looks at what the carriers of this machine hold; one that cannot be looked at holds nothing. */
  async look(settings: CarryingSettings): Promise<void> {
    await Promise.all(
      this.#lanesOf(settings).map(async (lane) => {
        if (lane.settings.kind !== 'directory') return;
        lane.holds = await readHeld(fileReader(lane.settings.directory), settings.newsroom);
      }),
    );
  }

  /**
   * Does work that changes the edition's files, and remembers the paths it names as changed. After work that failed, or
   * that cannot name them (null), everything is compared once more.
   */
  async changing<T>(work: () => Promise<T>, pathsOf: (result: T) => readonly string[] | null): Promise<T> {
    let paths: readonly string[] | null = null;
    return this.#edition.change(async () => {
      try {
        const result = await work();
        paths = pathsOf(result);
        return result;
      } finally {
        // Before anybody may list the files again.
        for (const { lane } of this.#lanes.values()) lane.noteChanged(paths);
      }
    });
  }

  /**
   * Puts the edition on every carrier of the settings that no operator holds back, all at once, and waits for all. One
   * that fails is a report; the others go on.
   * @param only the name of one, which is then carried to whoever holds it back
   */
  async carry(
    settings: CarryingSettings,
    signal?: AbortSignal,
    onProgress?: (progress: SyncProgress) => void,
    only?: string,
  ): Promise<SyncReport[]> {
    await this.#tellFormer(settings);
    const lanes = this.#lanesOf(settings);
    if (only !== undefined) {
      const named = lanes.filter((lane) => lane.settings.name === only);
      return Promise.all(named.map((lane) => lane.turn(signal, onProgress)));
    }
    const wishes = await Promise.all(lanes.map(({ id }) => loadWishes(this.#db, id)));
    const turns = lanes.filter((_, at) => wishes[at]?.isStopped !== true).map((lane) => lane.turn(signal, onProgress));
    // All are waited for, whatever becomes of one: nothing goes on behind the back of whoever closes the database.
    const ended = await Promise.allSettled(turns);
    return ended.map((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    });
  }

  /** Has the carriers of the settings take their turns by themselves from now on. Await what is returned after the signal. */
  async run(settings: () => CarryingSettings, signal: AbortSignal): Promise<void> {
    this.#running = signal;
    this.tell(settings());
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.all([...[...this.#lanes.values()].map(({ running }) => running), ...this.#leaving.values()]);
    this.#running = null;
  }

  /** There may be something to do: an edition, other settings, the wish of an operator. */
  tell(settings: CarryingSettings): void {
    if (this.#running === null) return;
    this.#tellFormer(settings).catch((error: unknown) => this.#log.debug('former carriers are not known', { error }));
    for (const lane of this.#lanesOf(settings)) lane.tell();
  }

  /** Waits until every folder of this machine was carried to once, or could not be: others may take hours. */
  async begun(settings: CarryingSettings): Promise<void> {
    const folders = this.#lanesOf(settings).filter((lane) => lane.settings.kind === 'directory');
    await Promise.all(folders.map((lane) => lane.begun));
  }

  /** The lanes of the settings, in their order; those of carriers that went are ended. */
  #lanesOf({ carriers, newsroom, folder }: CarryingSettings): Lane[] {
    const current = new Map(carriers.map((carrier) => [carrierId(carrier), carrier]));
    for (const [id, { stop, running }] of this.#lanes) {
      if (current.has(id)) continue;
      stop.abort();
      this.#lanes.delete(id);
      if (running === null) continue;
      const left = running.finally(() => this.#leaving.get(id) === left && this.#leaving.delete(id));
      this.#leaving.set(id, left);
    }
    return [...current].map(([id, carrier]) => {
      const known = this.#lanes.get(id);
      const entry = known ?? {
        lane: this.#open(carrier, { newsroom, folder }),
        stop: new AbortController(),
        running: null,
      };
      entry.lane.settings = carrier;
      this.#lanes.set(id, entry);
      const { lane, stop } = entry;
      if (this.#running !== null) {
        const signal = AbortSignal.any([this.#running, stop.signal]);
        // The same place, taken out and put back: two turns at once would share one ledger.
        entry.running ??= (this.#leaving.get(id) ?? Promise.resolve()).then(() => lane.run(signal));
      }
      return entry.lane;
    });
  }

  #open(carrier: Settings['carriers'][number], of: Pick<Settings, 'newsroom' | 'folder'>): Lane {
    return new Lane(carrier, {
      db: this.#db,
      root: this.#root,
      edition: this.#files,
      changes: this.#edition,
      newsroom: of.newsroom,
      secrets: { folder: of.folder, env: this.#env },
      isDoubted: this.#isDoubted,
      now: this.#now,
      log: this.#log,
      onChange: this.#onCarried,
    });
  }

  /** Once for each: nothing that was carried there is corrected or withdrawn any more. */
  async #tellFormer({ carriers }: CarryingSettings): Promise<void> {
    if (this.#isFormerTold) return;
    for (const former of await newFormerCarriers(this.#db, carriers.map(carrierId))) {
      this.#log.warn(
        `${former} is a carrier no more: the files there stay, and will not be corrected or withdrawn; remove them yourself, or put the carrier back into the settings`,
      );
    }
    this.#isFormerTold = true;
  }
}
