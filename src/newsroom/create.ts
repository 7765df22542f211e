import { join } from 'node:path';
import { makeTwins } from '../compose/index.ts';
import type { OfflineKey, OnlineKey } from '../edition/index.ts';
import {
  type AskPassphrase,
  createKey,
  deskOf,
  editionFolder,
  fileReader,
  firstRootFingerprint,
  hasKey,
  isUnsealed,
  logOrigin,
  makeFirstTrust,
  openOfflineKey,
  openOnlineKey,
  withTwins,
} from '../edition/index.ts';
import {
  parseSettings,
  SETTINGS_FILE,
  type Settings,
  type SettingsValues,
  settingsTemplate,
} from '../platform/config/index.ts';
import { exists, makeFolder, openLock, writeDurably } from '../platform/home/index.ts';
import type { SignerKey } from '../proof/index.ts';
import { NewsroomError } from './error.ts';
import { placesOf } from './places.ts';

/** A newsroom as it was just made. */
export interface CreatedNewsroom {
  readonly settings: Settings;
  /** Fingerprint of its first root (64 hex digits): what readers pin. */
  readonly fingerprint: string;
  /** True when root and targets keys stand unsealed: worth a warning and a standing reminder. */
  readonly unsealed: boolean;
}

/**
 * Makes a newsroom in a folder: settings with a comment each, keys, trust data; no edition yet. The folder may exist, but
 * not hold a newsroom. The settings file is written last: a creation that was interrupted can simply be repeated, and
 * goes on with the keys that are there.
 * @param ask asked once for the passphrase that seals the root and targets keys
 * @throws NewsroomError `newsroom-exists`; ConfigError for values that make no settings
 */
export async function createNewsroom(
  folder: string,
  values: SettingsValues,
  ports: { readonly now: () => Date; readonly ask: AskPassphrase },
): Promise<CreatedNewsroom> {
  const places = placesOf(folder);
  const file = join(places.folder, SETTINGS_FILE);
  await refuseExisting(places.folder, file);
  const text = settingsTemplate(values);
  const settings = parseSettings(text, file);
  await makeFolder(places.folder);
  const lock = await openLock(places.data, `the newsroom in ${places.folder}`);
  try {
    // Again, now that nobody else makes one here: another process may just have finished.
    await refuseExisting(places.folder, file);
    const { newsroom, languages } = settings;
    const fresh = !(await hasKey(places.keys, 'root-1')) || !(await hasKey(places.keys, 'targets-1'));
    const passphrase = fresh
      ? await ports.ask({ purpose: 'seal', reason: `seal the root and targets keys of ${newsroom}` })
      : null;
    const offline = async (file: OfflineKey): Promise<SignerKey> =>
      (await hasKey(places.keys, file))
        ? openOfflineKey(places.keys, newsroom, file, ports.ask, `finish making ${newsroom}`)
        : createKey(places.keys, newsroom, file, passphrase);
    const online = async (file: OnlineKey): Promise<SignerKey> =>
      (await hasKey(places.keys, file))
        ? openOnlineKey(places.keys, newsroom, file)
        : createKey(places.keys, newsroom, file);
    const desks = [];
    for (const language of languages) {
      desks.push(await deskOf(await online(`desk-${language}`), language, logOrigin(newsroom), 0));
    }
    const trust = await makeFirstTrust({
      identity: {
        newsroom,
        title: settings.title[languages[0]] ?? newsroom,
        ...(settings.carried === undefined ? {} : { carried: settings.carried }),
      },
      root: await offline('root-1'),
      targets: await offline('targets-1'),
      online: await online('online'),
      log: await online('log-1'),
      clock: await online('clock'),
      desks,
      now: ports.now(),
    });
    const { files } = editionFolder(places.edition);
    for (const { name, bytes } of trust) {
      for (const each of withTwins({ path: `trust/${name}`, bytes }, makeTwins))
        await writeDurably(join(files, each.path), each.bytes);
    }
    await writeDurably(file, text);
    const fingerprint = await firstRootFingerprint(fileReader(files));
    if (fingerprint === null) throw new TypeError('the trust data just written has no first root');
    const unsealed = (await isUnsealed(places.keys, 'root-1')) || (await isUnsealed(places.keys, 'targets-1'));
    return { settings, fingerprint, unsealed };
  } finally {
    await lock.close();
  }
}

/** Fails with `newsroom-exists` when the settings file, which is written last, is there. */
async function refuseExisting(folder: string, file: string): Promise<void> {
  if (!(await exists(file))) return;
  throw new NewsroomError('newsroom-exists', `${folder} holds a newsroom already`, {
    hint: `start it with: tamizdat run ${folder}`,
  });
}
