import type { Editing, EditingChange, Lexicon } from '../editing/index.ts';
import { editionFolder, fileReader, firstRootFingerprint } from '../edition/index.ts';
import type { Blobs } from '../platform/blobs/index.ts';
import { readSettings, type Settings } from '../platform/config/index.ts';
import { type Jobs, openJobs } from '../platform/jobs/index.ts';
import type { Store } from '../platform/store/index.ts';
import type { Tables } from '../tables/index.ts';
import { type CarrierChanges, CarrierDesk } from './carriers/carrier-desk.ts';
import { Carriers } from './carriers/carriers.ts';
import { Desk } from './desk.ts';
import { Elsewhere } from './elsewhere.ts';
import { openDatabase, openMediaFiles } from './keeping/storage.ts';
import type { NewsroomPorts } from './open-folder.ts';
import type { Overview } from './overview.ts';
import { openPartners, type Partners } from './partners/partners.ts';
import { type PartnerPorts, partnerHandler } from './partners/partners-carry.ts';
import { type Places, placesOf } from './places.ts';
import { webhookHandler } from './publishing/webhook.ts';
import { loadSteps, type StepOverview } from './steps.ts';
import { Watch } from './watch.ts';

/** What a workplace is opened with. */
export type WorkPorts = Pick<NewsroomPorts, 'now' | 'log' | 'env'>;

interface Parts {
  readonly settings: Settings;
  readonly places: Places;
  readonly store: Store<Tables>;
}

/** How many jobs of one queue a process does at once: they mostly wait for machines elsewhere. */
const AT_ONCE = 2;

/**
 * What every process of a newsroom works with, whether it publishes or not: settings, database, queues, media, the desk. It
 * holds no key and not the newsroom's folder: on a database of a server any number of processes may open it.
 */
export class Workplace {
  /** As they are now; whoever changes the file puts the new ones here. */
  settings: Settings;
  readonly places: Places;
  readonly store: Store<Tables>;
  readonly jobs: Jobs;
  readonly blobs: Blobs;
  readonly desk: Desk;
  /** The sites that carry articles as their own posts. */
  readonly partners: Partners;
  readonly #partnerPorts: PartnerPorts;
  readonly #ports: WorkPorts;
  // In wrappers: one function that was added twice is called twice, and taken away one by one.
  readonly #listeners = new Set<{ readonly listener: (change: EditingChange | null) => void }>();
  #elsewhere: Elsewhere | null = null;
  #look: { readonly watch: Watch; readonly carriers: Carriers } | null = null;
  #isWorking = false;

  private constructor(parts: Parts & { readonly jobs: Jobs; readonly blobs: Blobs }, ports: WorkPorts) {
    this.settings = parts.settings;
    this.places = parts.places;
    this.store = parts.store;
    this.jobs = parts.jobs;
    this.blobs = parts.blobs;
    this.#ports = ports;
    const { now, log, env = process.env } = ports;
    const { db } = parts.store;
    const desk = { db, jobs: this.jobs, settings: () => this.settings, folder: this.places.folder, env, now, log };
    this.desk = new Desk(desk, (change) => {
      this.#tell(change);
      this.tellElsewhere();
    });
    this.#partnerPorts = {
      ...desk,
      places: this.places,
      blobs: this.blobs,
      enqueue: (trx, queue, data, options) => this.jobs.enqueue(trx, queue, data, options),
      onChange: () => {
        this.#tell(null);
        this.tellElsewhere();
      },
    };
    this.partners = openPartners(this.#partnerPorts);
  }

  /** What editors do. */
  get editing(): Editing {
    return this.desk.editing;
  }

  /** Its memory and its glossary. */
  get lexicon(): Lexicon {
    return this.desk.lexicon;
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
    const blobs = await openMediaFiles(settings, places, ports.env);
    const jobs = await openJobs({ store, log: ports.log, now: ports.now });
    const workplace = new Workplace({ settings, places, store, jobs, blobs }, ports);
    workplace.#elsewhere = await Elsewhere.open(store, ports.log, () => workplace.#tell(null));
    return workplace;
  }

  /** Does the jobs that any process may do, until it is closed: translations, telling webhooks, sending to partners. A second call does nothing. */
  async work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    const { now, env = process.env } = this.#ports;
    const deliver = webhookHandler({ settings: () => this.settings, folder: this.places.folder, env, now });
    await this.jobs.work('webhook', deliver, { concurrency: AT_ONCE });
    await this.jobs.work('partner', partnerHandler(this.#partnerPorts), { concurrency: AT_ONCE });
    await this.jobs.work('translate', this.desk.translate, { concurrency: AT_ONCE });
  }

  /**
   * Calls `listener` after everything that the desk changes in this process, and with null after changes in others.
   * Returns how to stop that.
   */
  onChange(listener: (change: EditingChange | null) => void): () => void {
    const entry = { listener };
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  /** Tells the newsroom's other processes that something has changed. */
  tellElsewhere(): void {
    this.#elsewhere?.tell();
  }

  #tell(change: EditingChange | null): void {
    this.#look?.watch.countAgain();
    for (const { listener } of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        this.#ports.log.error('a listener failed', { error });
      }
    }
  }

  /**
   * Looks on while another process publishes: what goes on, as far as the database, the edition's files and the carriers
   * tell. See `Newsroom.overview`.
   */
  async overview(): Promise<Overview> {
    const { store, settings } = this;
    const { log, now, env } = this.#ports;
    const { files } = editionFolder(this.places.edition);
    const { db } = store;
    this.#look ??= { watch: new Watch(files, log), carriers: new Carriers({ db, files, now, log, env }) };
    const { watch, carriers } = this.#look;
    await carriers.look(settings);
    const fingerprint = (await firstRootFingerprint(fileReader(files))) ?? '';
    return watch.overview({ db, settings, fingerprint, carriers });
  }

  /** Has the publishing process, whichever it is, begin a round now: it publishes what waits and carries again. */
  wake(): Promise<void> {
    return this.jobs.enqueue(this.store.db, 'publish-due', { article: '', language: '' });
  }

  /**
   * What operators do with carriers.
   * @param changes the newsroom that this process publishes, if it does: then carriers can be added and removed
   */
  carrierDesk(changes: CarrierChanges | null): CarrierDesk {
    const { env } = this.#ports;
    const settings = () => this.settings;
    return new CarrierDesk({ db: this.store.db, settings, env, wake: () => this.wake(), changes });
  }

  /** How the steps of the publishing process go. */
  steps(): Promise<StepOverview[]> {
    return loadSteps(this.store.db);
  }

  async close(): Promise<void> {
    try {
      await this.#elsewhere?.close();
      await this.jobs.close();
    } finally {
      await this.store.close();
    }
  }
}
