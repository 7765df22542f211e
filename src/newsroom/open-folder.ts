import {
  type AskPassphrase,
  editionFolder,
  fileReader,
  firstRootFingerprint,
  type OnlineKeys,
  recoverEdition,
} from '../edition/index.ts';
import { readSettings, type Settings } from '../platform/config/index.ts';
import { type FolderLock, openLock, sweepTemporary } from '../platform/home/index.ts';
import type { Store } from '../platform/store/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { Tables } from '../tables/index.ts';
import { refuseOldCopy } from './carriers/old-copy.ts';
import { type Environment, openDatabase } from './keeping/storage.ts';
import { openKeys, settleTrust } from './keys/desks.ts';
import { type Places, placesOf } from './places.ts';
import { catchUp } from './publishing/catch-up.ts';
import { random } from './random.ts';

/** What a newsroom needs from whoever opens it. */
export interface NewsroomPorts {
  readonly now: () => Date;
  readonly log: Log;
  /** Asked when a sealed key is needed. */
  readonly ask: AskPassphrase;
  /** Where the settings' `env:NAME` is looked up; the environment of this process by default. */
  readonly env?: Environment;
}

/** How a folder is opened. */
export interface OpenOptions {
  /** What a carrier holds is no sign that this folder is an old copy: the keys that signed it may be in other hands. */
  readonly isCarrierDoubted?: boolean;
  /** The newsroom's database where it is open already; it is left open when opening the folder fails. */
  readonly store?: Store<Tables>;
}

/** The folder of a newsroom, held by this process and in order. Store and lock are to be closed, the lock last. */
export interface OpenedFolder {
  readonly settings: Settings;
  readonly places: Places;
  /** Fingerprint of the newsroom's first root, 64 hex digits. */
  readonly fingerprint: string;
  readonly lock: FolderLock;
  readonly store: Store<Tables>;
}

/** A newsroom's folder with every key that publishing takes. */
export interface PublishingFolder extends OpenedFolder {
  readonly keys: OnlineKeys;
}

/**
 * As {@link holdFolder}, with the keys that publishing takes.
 * @throws EditionError `key-missing`, `key-unreadable`
 */
export async function openFolder(
  folder: string,
  ports: NewsroomPorts,
  options: OpenOptions = {},
): Promise<PublishingFolder> {
  const held = await holdFolder(folder, ports, options);
  try {
    return { ...held, keys: await openKeys(held.settings, held.places, ports.now) };
  } catch (error) {
    if (options.store === undefined) await held.store.close().catch(() => {});
    await held.lock.close();
    throw error;
  }
}

/**
 * Takes the lock of a newsroom's folder, finishes what a crash interrupted, brings trust data in line with the settings and
 * the database in line with what is published. Of the keys it needs the online one only: a log whose key is lost can still
 * be retired. When it fails it lets go of everything.
 * @throws HomeError `locked` while another process works on it; NewsroomError `old-copy`, `newsroom-incomplete`,
 * `language-needs-key`; ConfigError
 */
export async function holdFolder(
  folder: string,
  ports: NewsroomPorts,
  options: OpenOptions = {},
): Promise<OpenedFolder> {
  const settings = await readSettings(folder);
  const places = placesOf(folder);
  const lock = await openLock(places.data, `the newsroom in ${places.folder}`);
  let opened: Store<Tables> | undefined;
  try {
    const edition = editionFolder(places.edition);
    const read = fileReader(edition.files);
    await sweepTemporary(places.edition);
    if (await recoverEdition(edition)) ports.log.warn('finished a publication that had been interrupted');
    if (options.isCarrierDoubted !== true) await refuseOldCopy(settings, places, edition.files, ports.env);
    await settleTrust(settings, places, ports);
    const fingerprint = (await firstRootFingerprint(read)) ?? '';
    const store = options.store ?? (await openDatabase(settings, places, ports.env));
    if (options.store === undefined) opened = store;
    await catchUp(store.db, read, { ...ports, random });
    return { settings, places, fingerprint, lock, store };
  } catch (error) {
    await opened?.close().catch(() => {});
    await lock.close();
    throw error;
  }
}
