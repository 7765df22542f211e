import type { SyncProgress, SyncReport } from '../carry/index.ts';
import { makeTwins } from '../compose/index.ts';
import { type Editing, type Lexicon, loadErasures, settleErasures, sumTallies } from '../editing/index.ts';
import {
  cosignEdition,
  type EditionFolder,
  editionFolder,
  fileReader,
  type OnlineKeys,
  renewHead,
} from '../edition/index.ts';
import type { Blobs } from '../platform/blobs/index.ts';
import {
  addLanguage,
  type CarrierValues,
  editSettings,
  readSettings,
  type Settings,
} from '../platform/config/index.ts';
import type { FolderLock } from '../platform/home/index.ts';
import type { Jobs } from '../platform/jobs/index.ts';
import type { Store } from '../platform/store/index.ts';
import type { Tables } from '../tables/index.ts';
import { knownLanguage, languagesThatCame } from './arrivals/came-in.ts';
import { type FetchedSource, fetchSources, sourceClient } from './arrivals/fetch.ts';
import { type Kept, keepFetched } from './arrivals/keep-fetched.ts';
import { openMedia } from './arrivals/media.ts';
import { type LoadedPushes, loadPushes, settlePushes } from './arrivals/pushes.ts';
import { addFolder, addToCarriers, takeFromCarriers } from './carriers/carrier-change.ts';
import { Carriers } from './carriers/carriers.ts';
import { provenAt } from './freshness.ts';
import { openKeys, settleTrust } from './keys/desks.ts';
import { type Reminders, readReminders } from './keys/reminders.ts';
import { type NewsroomPorts, openFolder, type PublishingFolder } from './open-folder.ts';
import type { Overview } from './overview.ts';
import { tellPartners } from './partners/partners-tell.ts';
import { lookAgain } from './partners/partners-upkeep.ts';
import type { Places } from './places.ts';
import { appCardOf } from './publishing/app-card.ts';
import { forgetStaleMedia, removeUnshownMedia } from './publishing/media-left.ts';
import { loadUnpublished, type Published, publishWaiting } from './publishing/publishing.ts';
import { tellWebhooks } from './publishing/webhook-messages.ts';
import { Witnessing } from './publishing/witnessing.ts';
import { random } from './random.ts';
import { loadSteps, type StepOutcomes, type StepOverview, saveSteps } from './steps.ts';
import { Watch } from './watch.ts';
import { Workplace } from './workplace.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * An opened newsroom: this process holds its folder until `close`. Its calls run one after the other; only `fetch`,
 * `overview` and `appCard` may run beside others.
 */
export class Newsroom {
  readonly places: Places;
  /** Fingerprint of its first root, 64 hex digits. */
  readonly fingerprint: string;
  /** What this process works with: settings, database, queues, media, the desk. */
  readonly workplace: Workplace;
  readonly #ports: NewsroomPorts;
  readonly #lock: FolderLock;
  /** Whether the workplace is closed with it; else somebody else closes it. */
  readonly #isOwn: boolean;
  readonly #stopListening: () => void;
  readonly #store: Store<Tables>;
  readonly #blobs: Blobs;
  #keys: OnlineKeys;
  readonly #edition: EditionFolder;
  readonly #carriers: Carriers;
  readonly #watch: Watch;
  readonly #witnessing: Witnessing;
  /** Versions that cannot be published, each by the change at which that was told. */
  readonly #refused = new Map<string, number>();
  #remindedAt: Date | null = null;
  /** False until everything the settings ask for has been published once. */
  #isSettled = false;

  private constructor(opened: PublishingFolder, workplace: Workplace, ports: NewsroomPorts, isOwn: boolean) {
    this.places = opened.places;
    this.fingerprint = opened.fingerprint;
    this.workplace = workplace;
    // A workplace that was open before may have read older ones.
    workplace.settings = opened.settings;
    this.#isOwn = isOwn;
    this.#ports = ports;
    this.#lock = opened.lock;
    this.#store = opened.store;
    this.#keys = opened.keys;
    this.#blobs = workplace.blobs;
    this.#edition = editionFolder(opened.places.edition);
    const { db } = opened.store;
    const { now, log, env } = ports;
    const { files } = this.#edition;
    this.#watch = new Watch(files, log);
    this.#stopListening = workplace.onChange(() => {
      this.#watch.countAgain();
      this.#watch.tell();
    });
    this.#witnessing = new Witnessing({ files, now, log });
    this.#carriers = new Carriers({ db, files, now, log, env, onCarried: () => this.#tell() });
  }

  /** The settings as they are now. */
  get settings(): Settings {
    return this.workplace.settings;
  }

  /** The queues of its work. */
  get jobs(): Jobs {
    return this.workplace.jobs;
  }

  /** What editors do. May be called at any time, while other calls run too. */
  get editing(): Editing {
    return this.workplace.editing;
  }

  /** Memory and glossary. May be called at any time. */
  get lexicon(): Lexicon {
    return this.workplace.lexicon;
  }

  /**
   * Opens the newsroom in a folder, for this process alone; see `openFolder`.
   * @param given what this process has open of the newsroom already; by default it is opened, and closed with the newsroom
   */
  static async open(folder: string, ports: NewsroomPorts, given?: Workplace): Promise<Newsroom> {
    const opened = await openFolder(folder, ports, given && { store: given.store });
    try {
      const workplace = given ?? (await Workplace.around(opened, ports));
      const newsroom = new Newsroom(opened, workplace, ports, given === undefined);
      await newsroom.#carriers.look(newsroom.settings);
      return newsroom;
    } catch (error) {
      if (given === undefined) await opened.store.close().catch(() => {});
      await opened.lock.close();
      throw error;
    }
  }

  /**
   * Everything that goes on, for those who watch. May be called at any time, while other calls run too; a few short
   * queries, whatever the size of the archive. What carriers hold was read from them at opening and after each carrying.
   */
  overview(): Promise<Overview> {
    const { db } = this.#store;
    const { fingerprint } = this;
    return this.#watch.overview({ db, settings: this.settings, fingerprint, carriers: this.#carriers });
  }

  /**
   * Calls `listener` after everything that changes what `overview` says: a source was polled, something kept, published,
   * carried to one carrier, proven anew, the settings changed. Returns how to stop that. The listener is called in the
   * middle of the work, so it must be quick; asking for the overview is for later. What it throws is logged.
   */
  onChange(listener: () => void): () => void {
    return this.#watch.add(listener);
  }

  /** Remembers how the steps of a round came out, for those who watch. */
  saveSteps(outcomes: StepOutcomes): Promise<void> {
    return saveSteps(this.#store.db, outcomes, this.#ports.now());
  }

  /** How the steps of the rounds go. May be called at any time. */
  steps(): Promise<StepOverview[]> {
    return loadSteps(this.#store.db);
  }

  /** The card of the reader app: the bytes of its `newsroom.json`; see `readAppCard`. May be called at any time. */
  appCard(): Promise<Uint8Array> {
    return appCardOf(this.settings, fileReader(this.#edition.files));
  }

  /** What an operator has to be told again and again; see `Reminders`. */
  reminders(): Promise<Reminders> {
    return readReminders(this.places, this.#ports.now());
  }

  /** The reminders when they are due, once a day; else none. */
  async remind(): Promise<string[]> {
    const now = this.#ports.now();
    if (this.#remindedAt !== null && now.getTime() - this.#remindedAt.getTime() < DAY_MS) return [];
    this.#remindedAt = now;
    const { expiring, keys } = await this.reminders();
    return [...expiring, ...keys];
  }

  /**
   * Polls sources of the settings, all of them by default; keeps nothing yet. What a source failed with is in its result.
   * May be called while other calls run, but not twice at once for one source.
   */
  fetch(addresses?: readonly string[], signal?: AbortSignal): Promise<FetchedSource[]> {
    const { now } = this.#ports;
    return fetchSources(this.settings, addresses, { db: this.#store.db, now, ...(signal && { signal }) });
  }

  /**
   * What programs pushed in and nobody kept yet, as sources that were polled: give it to `keep`, then settle it with the
   * warnings of that.
   */
  fetchPushed(): Promise<LoadedPushes> {
    return loadPushes(this.#store.db);
  }

  /** Notes what became of pushes. */
  settlePushed({ taken }: LoadedPushes, warnings: readonly string[]): Promise<void> {
    return settlePushes(this.#store.db, taken, warnings);
  }

  /** Languages that came and that the settings do not have. */
  unknownLanguages(fetched: readonly FetchedSource[]): string[] {
    return languagesThatCame(fetched, (language) => knownLanguage(language, this.settings.languages) !== null);
  }

  /**
   * Adds languages to the newsroom: their desks are signed first, the settings written last, so that a key that stays shut
   * or a crash leaves the newsroom with the languages it had.
   * @throws NewsroomError `language-needs-key`
   */
  async addLanguages(languages: readonly string[]): Promise<void> {
    const { places } = this;
    const added = languages.filter((language) => !this.settings.languages.includes(language));
    const all = [...this.settings.languages, ...added] as const;
    await this.#carriers.changing(
      () => settleTrust({ ...this.settings, languages: all }, places, this.#ports),
      () => null,
    );
    for (const language of added) await editSettings(places.folder, (text) => addLanguage(text, language));
    this.workplace.settings = await readSettings(places.folder);
    this.#keys = await openKeys(this.settings, places, this.#ports.now);
    this.#isSettled = false;
    this.#tell();
  }

  /**
   * Keeps what was fetched: media first, then everything in one transaction with the sources' states. Publishes before
   * that what a crash left waiting, so that no revision is given twice.
   */
  async keep(
    fetched: readonly FetchedSource[],
    signal?: AbortSignal,
    onProgress?: (line: string) => void,
  ): Promise<Kept> {
    const { db } = this.#store;
    const refused = (await loadUnpublished(db, this.#refused)).length > 0 ? (await this.publish()).refused : [];
    const client = sourceClient(fetched.map(({ settings }) => settings.address));
    const media = openMedia({
      db,
      blobs: this.#blobs,
      fetch: client.fetch,
      now: this.#ports.now,
      log: this.#ports.log,
      ...(signal && { signal }),
    });
    try {
      const kept = await keepFetched(fetched, {
        db,
        media,
        settings: this.settings,
        now: this.#ports.now(),
        random,
        enqueue: this.workplace.desk.enqueue,
        ...(signal && { signal }),
        ...(onProgress && { onProgress }),
      });
      if (kept.added + kept.withdrawn > 0) this.#watch.countAgain();
      return { ...kept, warnings: [...refused.map(({ message }) => message), ...kept.warnings] };
    } finally {
      await client.close();
      // Whatever came of it: a part may have been published first.
      this.#tell();
    }
  }

  /**
   * Publishes everything that waits as one edition, and has it cosigned by the witnesses that answer in time; makes none
   * when nothing changed.
   */
  async publish(): Promise<Published> {
    const published = await this.#carriers.changing(
      () =>
        publishWaiting({
          db: this.#store.db,
          blobs: this.#blobs,
          settings: this.settings,
          edition: this.#edition,
          keys: this.#keys,
          now: this.#ports.now,
          isSettled: this.#isSettled,
          refused: this.#refused,
          release: this.workplace.desk.release,
          tell: async (trx, edition, versions) => {
            await tellWebhooks(trx, edition, versions, { ...this.#tellPorts(), random });
            await tellPartners(trx, versions, this.#tellPorts());
          },
        }),
      ({ paths }) => paths,
    );
    this.#isSettled = true;
    if (published.changed) await this.#cosign();
    this.#tell();
    await this.#forget(published.hasWithdrawn);
    const { edition: number, changed, records, paths } = published;
    if (changed) this.#ports.log.info('published an edition', { number, records, files: paths.length });
    return published;
  }

  /** What telling others takes. */
  #tellPorts() {
    const { enqueue } = this.jobs;
    return { settings: () => this.settings, now: this.#ports.now, enqueue: enqueue.bind(this.jobs) };
  }

  /** What is published stays so, whatever comes of this: the next heartbeat asks again. */
  async #cosign(): Promise<void> {
    const { ask } = this.#witnessing;
    try {
      await this.#carriers.changing(
        () => cosignEdition({ folder: this.#edition, ask, makeTwins }),
        (paths) => paths,
      );
    } catch (error) {
      this.#ports.log.error('what the witnesses gave could not be kept; the next heartbeat asks again', { error });
    }
  }

  /** Takes what was withdrawn out of the newsroom's own files too: media that nothing shows, old rows of the database. */
  async #forget(hasWithdrawn: boolean): Promise<void> {
    const { db } = this.#store;
    const erasures = await loadErasures(db);
    if (!hasWithdrawn && erasures.length === 0) return;
    await removeUnshownMedia(db, this.#blobs);
    await this.#store.upkeep({ erase: true });
    if (erasures.length > 0) await settleErasures(db, erasures);
  }

  /** Adds a folder of this machine to the carriers in the settings; see `addFolder`. */
  async addFolder(directory: string): Promise<void> {
    await this.#useSettings(await addFolder(this.settings, directory, { env: this.#ports.env }));
  }

  /** Adds a carrier to the settings, and carries to it while carriers are kept up to date; see `addToCarriers`. */
  async addCarrier(values: CarrierValues): Promise<void> {
    await this.#useSettings(await addToCarriers(this.settings, values, { env: this.#ports.env }));
  }

  /** Takes a carrier out of the settings; see `takeFromCarriers`. */
  async removeCarrier(name: string): Promise<void> {
    await this.#useSettings(await takeFromCarriers(this.settings, name));
  }

  async #useSettings(settings: Settings): Promise<void> {
    this.workplace.settings = settings;
    await this.#carriers.look(settings);
    this.#carriers.tell(settings);
    this.#tell();
  }

  /**
   * Puts the edition on every carrier of the settings, all at once, and waits for all. One that fails is a report; the
   * others go on.
   * @param only the name of one
   */
  carry(signal?: AbortSignal, onProgress?: (progress: SyncProgress) => void, only?: string): Promise<SyncReport[]> {
    return this.#carriers.carry(this.settings, signal, onProgress, only);
  }

  /**
   * Has every carrier brought up to date by itself from now on, whenever something changed and none waiting for another,
   * until the signal. What is returned is to be awaited then.
   */
  keepCarrying(signal: AbortSignal): Promise<void> {
    return this.#carriers.run(() => this.settings, signal);
  }

  /** Tells the carriers that there may be something to do; while none are kept up to date, nothing. */
  tellCarriers(): void {
    this.#carriers.tell(this.settings);
  }

  /** Waits until every carrier that is a folder of this machine was brought up to date once, or could not be. */
  carriedHere(): Promise<void> {
    return this.#carriers.begun(this.settings);
  }

  /** Renews the proof of freshness, witnesses included; see `renewHead`. Carry afterwards. */
  async heartbeat(): Promise<void> {
    await this.#carriers.changing(
      () =>
        renewHead({
          folder: this.#edition,
          keys: this.#keys,
          now: this.#ports.now,
          makeTwins,
          ask: this.#witnessing.ask,
        }),
      (paths) => paths,
    );
    this.#tell();
    await forgetStaleMedia(this.#store.db, this.#ports.now());
    await sumTallies(this.#store.db, this.workplace.desk.act());
    await lookAgain(this.#store.db, this.#tellPorts());
    await this.#store.upkeep();
  }

  /**
   * Renews the proof of freshness if it is older than the heartbeat of the settings: for work that is done now and then
   * and found nothing new. Without it readers are told after a day that the copy is old. Carry afterwards.
   */
  async refresh(): Promise<void> {
    const at = await provenAt(fileReader(this.#edition.files));
    const age = at === null ? 0 : this.#ports.now().getTime() - at.getTime();
    if (age > this.settings.heartbeatMs) await this.heartbeat();
  }

  /** Tells those who watch, in whatever process, that something has changed in this one. */
  #tell(): void {
    this.#watch.tell();
    this.workplace.tellElsewhere();
  }

  async close(): Promise<void> {
    this.#stopListening();
    try {
      if (this.#isOwn) await this.workplace.close();
    } finally {
      await this.#lock.close();
    }
  }
}
