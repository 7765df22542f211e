import type { Editing } from '../editing/index.ts';
import { editionFolder, fileReader, firstRootFingerprint } from '../edition/index.ts';
import type { Blobs } from '../platform/blobs/index.ts';
import { readSettings, type Settings } from '../platform/config/index.ts';
import { type JobHandler, type Jobs, openJobs } from '../platform/jobs/index.ts';
import type { Store } from '../platform/store/index.ts';
import type { Tables } from '../tables/index.ts';
import { Carriers } from './carriers.ts';
import { Desk } from './desk.ts';
import type { NewsroomPorts } from './open-folder.ts';
import type { Overview } from './overview.ts';
import { type Places, placesOf } from './places.ts';
import { loadSteps, type StepOverview } from './steps.ts';
import { openDatabase, openMediaFiles } from './storage.ts';
import { Watch } from './watch.ts';

/** What a workplace is opened with. */
type WorkPorts = Pick<NewsroomPorts, 'now' | 'log' | 'env'>;

interface Parts {
  readonly settings: Settings;
  readonly places: Places;
  readonly store: Store<Tables>;
}

/**
 * What every process of a newsroom works with, whether it publishes or not: settings, database, queues, media. It holds no
 * key and not the newsroom's folder: on a database of a server any number of processes may open it.
 */
export class Workplace {
  readonly settings: Settings;
  readonly places: Places;
  readonly store: Store<Tables>;
  readonly jobs: Jobs;
  readonly blobs: Blobs;
  /** What editors do, from this process. */
  readonly editing: Editing;
  /** Does the jobs that fill drafts in. */
  readonly translate: JobHandler<'translate'>;
  readonly #ports: WorkPorts;

  private constructor(parts: Parts & { readonly jobs: Jobs; readonly blobs: Blobs }, ports: WorkPorts) {
    this.settings = parts.settings;
    this.places = parts.places;
    this.store = parts.store;
    this.jobs = parts.jobs;
    this.blobs = parts.blobs;
    this.#ports = ports;
    const { store, jobs, settings, places } = parts;
    const { now, log, env = process.env } = ports;
    const desk = { db: store.db, jobs, settings: () => settings, folder: places.folder, env, now, log };
    // Nobody in this process watches; the console of it looks into the database.
    const { editing, translate } = new Desk(desk, () => {});
    this.editing = editing;
    this.translate = translate;
  }

  /**
   * Opens what a newsroom's folder and settings name.
   * @throws StoreError; HomeError `locked` while another process holds an embedded database; ConfigError
   */
  static async open(folder: string, ports: WorkPorts): Promise<Workplace> {
    const settings = await readSettings(folder);
    const places = placesOf(folder);
    const store = await openDatabase(settings, places, ports.env);
    try {
      return await Workplace.around({ settings, places, store }, ports);
    } catch (error) {
      await store.close().catch(() => {});
      throw error;
    }
  }

  /** The same around a database that is open. It is closed with the workplace. */
  static async around(parts: Parts, ports: WorkPorts): Promise<Workplace> {
    const { settings, places, store } = parts;
    const blobs = await openMediaFiles(places);
    const jobs = await openJobs({ store, log: ports.log, now: ports.now });
    return new Workplace({ settings, places, store, jobs, blobs }, ports);
  }

  /**
   * Looks on while another process publishes: what goes on, as far as the database, the edition's files and the carriers
   * tell. See `Newsroom.overview`.
   */
  async overview(): Promise<Overview> {
    const { store, settings } = this;
    const { log, now } = this.#ports;
    const { files } = editionFolder(this.places.edition);
    const carriers = new Carriers({ db: store.db, files, now, log });
    await carriers.look(settings);
    const fingerprint = (await firstRootFingerprint(fileReader(files))) ?? '';
    return new Watch(files, log).overview({ db: store.db, settings, fingerprint, carriers });
  }

  /** How the steps of the publishing process go. */
  steps(): Promise<StepOverview[]> {
    return loadSteps(this.store.db);
  }

  async close(): Promise<void> {
    try {
      await this.jobs.close();
    } finally {
      await this.store.close();
    }
  }
}
