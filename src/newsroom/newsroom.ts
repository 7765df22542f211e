import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { SyncProgress, SyncReport } from '../carry/index.ts';
import { makeTwins, type NewsroomFace } from '../compose/index.ts';
import {
  type AskPassphrase,
  type EditionFolder,
  editionFolder,
  fileReader,
  firstRootFingerprint,
  isUnsealed,
  type OnlineKeys,
  openOnlineKeys,
  type PublishResult,
  publishEdition,
  readPublishedHead,
  readTrust,
  recoverEdition,
  renewHead,
  type StagedFile,
  trustReminders,
} from '../edition/index.ts';
import { type Blobs, openBlobs } from '../platform/blobs/index.ts';
import {
  addLanguage,
  type CarrierSettings,
  editSettings,
  readSettings,
  type Settings,
} from '../platform/config/index.ts';
import { type FolderLock, openLock, sweepTemporary } from '../platform/home/index.ts';
import { openStore, type Store } from '../platform/store/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { CarrierEntry, TrustFile } from '../proof/index.ts';
import { knownLanguage, languagesThatCame } from './came-in.ts';
import { addFolder, carryToAll } from './carriers.ts';
import { settleTrust } from './desks.ts';
import { draftEdition, type EditionDraft } from './draft.ts';
import { openEditionFiles } from './edition-files.ts';
import { type FetchedSource, fetchSources, sourceClient } from './fetch.ts';
import { provenAt } from './freshness.ts';
import { type Kept, keepFetched } from './keep-fetched.ts';
import { openMedia } from './media.ts';
import { refuseOldCopy } from './old-copy.ts';
import { type Places, placesOf } from './places.ts';
import { migrations, type Tables } from './tables.ts';
import { loadWaiting, markPublished } from './versions.ts';

const random = (count: number): Uint8Array => new Uint8Array(randomBytes(count));

/** What a newsroom needs from whoever opens it. */
export interface NewsroomPorts {
  readonly now: () => Date;
  readonly log: Log;
  /** Asked when a sealed key is needed. */
  readonly ask: AskPassphrase;
}

/** An opened newsroom: this process holds its folder until `close`. Its calls run one after the other. */
export class Newsroom {
  readonly places: Places;
  /** Fingerprint of its first root, 64 hex digits. */
  readonly fingerprint: string;
  readonly #ports: NewsroomPorts;
  readonly #lock: FolderLock;
  readonly #store: Store<Tables>;
  readonly #blobs: Blobs;
  #settings: Settings;
  #keys: OnlineKeys;
  readonly #edition: EditionFolder;
  readonly #files: ReturnType<typeof openEditionFiles>;
  /** Carriers' folders where what a dead process left was taken away. */
  readonly #swept = new Set<string>();
  /** Trust files to go out with the next edition. */
  #trust: readonly TrustFile[];
  /** False until everything the settings ask for has been published once. */
  #isSettled = false;

  private constructor(parts: {
    settings: Settings;
    places: Places;
    fingerprint: string;
    ports: NewsroomPorts;
    lock: FolderLock;
    store: Store<Tables>;
    keys: OnlineKeys;
    trust: readonly TrustFile[];
  }) {
    this.#settings = parts.settings;
    this.places = parts.places;
    this.fingerprint = parts.fingerprint;
    this.#ports = parts.ports;
    this.#lock = parts.lock;
    this.#store = parts.store;
    this.#keys = parts.keys;
    this.#trust = parts.trust;
    this.#blobs = openBlobs(parts.places.blobs);
    this.#edition = editionFolder(parts.places.edition);
    this.#files = openEditionFiles(this.#edition.files);
  }

  /** The settings as they are now. */
  get settings(): Settings {
    return this.#settings;
  }

  /**
   * Opens the newsroom in a folder: takes its lock, finishes what a crash interrupted, brings trust data in line with
   * the settings. Fails with HomeError `locked` while another process works on it.
   */
  static async open(folder: string, ports: NewsroomPorts): Promise<Newsroom> {
    const settings = await readSettings(folder);
    const places = placesOf(folder);
    const lock = await openLock(places.data, `the newsroom in ${places.folder}`);
    let store: Store<Tables> | undefined;
    try {
      const edition = editionFolder(places.edition);
      await sweepTemporary(places.edition);
      if (await recoverEdition(edition)) ports.log.warn('finished a publication that had been interrupted');
      await refuseOldCopy(settings, places, edition.files);
      const trust = await settleTrust(settings, places, edition.files, ports);
      const keys = await openOnlineKeys(places.keys, settings.newsroom, settings.languages, ports.now);
      const fingerprint = (await firstRootFingerprint(fileReader(edition.files))) ?? '';
      store = await openStore<Tables>(places.database, {
        migrations,
        what: `the database of ${settings.newsroom}`,
      });
      return new Newsroom({ settings, places, fingerprint, ports, lock, store, keys, trust });
    } catch (error) {
      await store?.close();
      await lock.close();
      throw error;
    }
  }

  /** What an operator has to be told again and again; empty when all is well. */
  async reminders(): Promise<string[]> {
    const trust = await readTrust(fileReader(this.#edition.files));
    const reminders = trust === null ? [] : trustReminders(trust, this.#ports.now());
    for (const role of ['root-1', 'targets-1'] as const) {
      const unsealed = await isUnsealed(this.places.keys, role).catch(() => false);
      if (unsealed)
        reminders.push(
          `${join('keys', `${role}.key`)} is not sealed with a passphrase: whoever copies it can speak for you`,
        );
    }
    if (reminders.length > 0 || trust !== null) {
      reminders.push('one root key holds everything: keep a copy of the keys folder off this machine');
    }
    return reminders;
  }

  /**
   * Polls sources, all of them by default; keeps nothing yet. Publishes first what a crash left waiting, so that no
   * revision is given twice. What a source failed with is in its result.
   */
  async fetch(addresses?: readonly string[], signal?: AbortSignal): Promise<FetchedSource[]> {
    if ((await loadWaiting(this.#store.db)).length > 0) await this.publish();
    const { now } = this.#ports;
    return fetchSources(this.#settings, addresses, { db: this.#store.db, now, ...(signal && { signal }) });
  }

  /** Languages that came and that the settings do not have. */
  unknownLanguages(fetched: readonly FetchedSource[]): string[] {
    return languagesThatCame(fetched, (language) => knownLanguage(language, this.#settings.languages) !== null);
  }

  /** Adds languages to the settings and signs their desks; needs the targets key. */
  async addLanguages(languages: readonly string[]): Promise<void> {
    for (const language of languages) {
      await editSettings(this.places.folder, (text) => addLanguage(text, language));
    }
    this.#settings = await readSettings(this.places.folder);
    this.#trust = await settleTrust(this.#settings, this.places, this.#edition.files, this.#ports);
    this.#keys = await openOnlineKeys(
      this.places.keys,
      this.#settings.newsroom,
      this.#settings.languages,
      this.#ports.now,
    );
    this.#isSettled = false;
  }

  /** Keeps what was fetched: media first, then everything in one transaction with the sources' states. */
  async keep(
    fetched: readonly FetchedSource[],
    signal?: AbortSignal,
    onProgress?: (line: string) => void,
  ): Promise<Kept> {
    const { db } = this.#store;
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
      return await keepFetched(fetched, {
        db,
        media,
        settings: this.#settings,
        now: this.#ports.now(),
        random,
        ...(signal && { signal }),
        ...(onProgress && { onProgress }),
      });
    } finally {
      await client.close();
    }
  }

  /** Publishes everything that waits as one edition; makes none when nothing changed. */
  async publish(): Promise<PublishResult> {
    const { db } = this.#store;
    const read = fileReader(this.#edition.files);
    const head = await readPublishedHead(read);
    const waiting = await loadWaiting(db);
    if (waiting.length === 0 && this.#trust.length === 0 && this.#isSettled && head !== null) {
      return { edition: head.edition.number, changed: false, records: [], written: [], removed: [], writtenBytes: 0 };
    }
    const carriers = publicCarriers(this.settings.carriers);
    const draft = await draftEdition(waiting, {
      db,
      face: faceOf(this.settings),
      read,
      logSize: head?.size ?? 0,
      random: random,
      ...(carriers[0] === undefined ? {} : { baseAddress: carriers[0].address }),
    });
    for (const { headline, message } of draft.refused)
      this.#ports.log.error(`cannot publish "${headline}": ${message}`);
    const result = await publishEdition(
      {
        pages: draft.pages,
        files: [...draft.files, ...(await this.#mediaFiles(draft))],
        removals: draft.removals,
        trust: this.#trust,
        carriers,
      },
      { folder: this.#edition, newsroom: this.settings.newsroom, keys: this.#keys, now: this.#ports.now, makeTwins },
    );
    await markPublished(db, draft.published);
    this.#trust = [];
    this.#isSettled = true;
    if (result.changed) {
      this.#ports.log.info('published an edition', {
        number: result.edition,
        records: result.records.length,
        files: result.written.length,
      });
    }
    return result;
  }

  async #mediaFiles(draft: EditionDraft): Promise<StagedFile[]> {
    const files: StagedFile[] = [];
    for (const { path, sha256 } of draft.media) {
      const bytes = await this.#blobs.read(sha256);
      // Absent only when the article's page is published already and the blobs were lost: the edition has the file.
      if (bytes !== null) files.push({ path, bytes });
    }
    return files;
  }

  /** Adds a folder of this machine to the carriers in the settings; see `addFolder`. */
  async addCarrier(directory: string): Promise<void> {
    this.#settings = await addFolder(this.#settings, directory);
  }

  /** Puts the edition on every carrier of the settings. A carrier that fails is a report; the others go on. */
  carry(signal?: AbortSignal, onProgress?: (progress: SyncProgress) => void): Promise<SyncReport[]> {
    return carryToAll(this.settings, {
      db: this.#store.db,
      edition: this.#files,
      swept: this.#swept,
      signal,
      onProgress,
    });
  }

  /** Renews the proof of freshness; see `renewHead`. Carry afterwards. */
  async heartbeat(): Promise<void> {
    await renewHead({ folder: this.#edition, keys: this.#keys, now: this.#ports.now, makeTwins });
    await this.#store.upkeep();
  }

  /**
   * Renews the proof of freshness if it is older than the heartbeat of the settings: for work that is done now and then
   * and found nothing new. Without it readers are told after a day that the copy is old. Carry afterwards.
   */
  async refresh(): Promise<void> {
    const at = await provenAt(fileReader(this.#edition.files));
    const age = at === null ? 0 : this.#ports.now().getTime() - at.getTime();
    if (age > this.#settings.heartbeatMs) await this.heartbeat();
  }

  async close(): Promise<void> {
    await this.#store.close();
    await this.#lock.close();
  }
}

function faceOf(settings: Settings): NewsroomFace {
  const { newsroom, title, home: address, languages, notice, carried } = settings;
  return {
    name: newsroom,
    title,
    home: address,
    originalLanguage: languages[0],
    languages,
    notice,
    ...(carried === undefined ? {} : { carried }),
  };
}

/** Carriers that readers, and so censors, are told of: those with a public address. */
function publicCarriers(carriers: readonly CarrierSettings[]): CarrierEntry[] {
  return carriers.flatMap(({ name, address, group, abilities, hints }) =>
    address === undefined ? [] : [{ address, group: group ?? name, abilities, hints }],
  );
}
