import {
  type AskPassphrase,
  type EditionFolder,
  editionFolder,
  fileReader,
  isNamedIn,
  type OnStep,
  recoverEdition,
  type TrustState,
} from '../../edition/index.ts';
import { readSettings, type Settings } from '../../platform/config/index.ts';
import { HomeError, openLock } from '../../platform/home/index.ts';
import { hexOf, MAX_MUTABLE_BYTES, parseMetadata } from '../../proof/index.ts';
import { refuseOldCopy } from '../carriers/old-copy.ts';
import { NewsroomError } from '../error.ts';
import { type Places, placesOf } from '../places.ts';
import { readOwnTrust } from './desks.ts';

/** What work on the keys needs from whoever asks for it. */
export interface KeyPorts {
  readonly now: () => Date;
  /** Asked when a sealed key is needed here, and when a new one is to be sealed. */
  readonly ask: AskPassphrase;
  /** Called before each step that touches the edition; tests kill the process there. */
  readonly onStep?: OnStep;
}

/** A newsroom whose keys and trust data this process alone may change. */
export interface HeldKeys {
  readonly settings: Settings;
  readonly places: Places;
  readonly edition: EditionFolder;
  readonly trust: TrustState;
}

/**
 * Takes the lock of a newsroom's folder, finishes what a crash interrupted, and lets `work` change keys and trust data.
 * @throws HomeError `locked` while the newsroom runs: it reads its keys when it starts, and only then
 */
export async function holdKeys<T>(folder: string, work: (held: HeldKeys) => Promise<T>): Promise<T> {
  const settings = await readSettings(folder);
  const places = placesOf(folder);
  const lock = await openLock(places.data, `the newsroom in ${places.folder}`).catch((error: unknown) => {
    if (!(error instanceof HomeError) || error.code !== 'locked') throw error;
    throw new HomeError('locked', error.message, {
      hint: 'stop it first, run this again, then start it: it takes up keys and trust data when it starts',
      retryable: true,
      cause: error,
    });
  });
  try {
    const edition = editionFolder(places.edition);
    await recoverEdition(edition);
    await refuseOldCopy(settings, places, edition.files);
    return await work({ settings, places, edition, trust: await readOwnTrust(places) });
  } finally {
    await lock.close();
  }
}

/** Every root from the first to the newest, verbatim. Fails with `newsroom-incomplete` when one is missing. */
export async function readRoots(places: Places, trust: TrustState): Promise<readonly Uint8Array[]> {
  const read = fileReader(editionFolder(places.edition).files);
  const roots: Uint8Array[] = [];
  for (let version = 1; version <= trust.versions.root; version += 1) {
    const bytes = await read(`trust/${version}.root.json`, MAX_MUTABLE_BYTES);
    if (bytes === null) {
      throw new NewsroomError('newsroom-incomplete', `${places.edition}/files/trust/${version}.root.json is missing`, {
        hint: 'restore it from a carrier: every root is needed for as long as the newsroom exists',
      });
    }
    roots.push(bytes);
  }
  return roots;
}

/**
 * Whether a public key was ever given a say: by the trust data of today, or by any root. A key that a root took away, as
 * after a theft, must not be taken for one that was just made.
 */
export async function everNamed({ places, trust }: HeldKeys): Promise<(publicKey: Uint8Array) => boolean> {
  const since = await firstRoots(await readRoots(places, trust));
  const isNamed = isNamedIn(trust);
  return (publicKey) => isNamed(publicKey) || since.has(hexOf(publicKey));
}

/** The first root that names each public key (hex). */
export async function firstRoots(roots: readonly Uint8Array[]): Promise<ReadonlyMap<string, number>> {
  const since = new Map<string, number>();
  for (const bytes of roots) {
    const { signed } = await parseMetadata('root', bytes);
    for (const key of signed.keys.values()) if (!since.has(hexOf(key))) since.set(hexOf(key), signed.version);
  }
  return since;
}
