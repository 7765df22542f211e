import { makeTwins } from '../../compose/index.ts';
import {
  type AskPassphrase,
  changeTargets,
  deskOf,
  EditionError,
  editionFolder,
  fileReader,
  isNamedIn,
  keysInUse,
  nextOnlineKey,
  type OnlineKeys,
  openOfflineKeys,
  openOnlineKeys,
  openTrustKey,
  readPublishedHead,
  readTrust,
  renewTrust,
  type TrustState,
  writeTrust,
} from '../../edition/index.ts';
import type { Settings } from '../../platform/config/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { Desk, NewsroomIdentity } from '../../proof/index.ts';
import { NewsroomError } from '../error.ts';
import type { Places } from '../places.ts';

/**
 * Brings the published trust data in line with the settings: every language has a desk key that the targets keys have
 * signed for, and the newsroom is called what the settings call it. Online signatures that have aged are renewed. What is
 * signed is in the edition when this returns, and the next publication names it. Declarative, so that a start after a
 * crash finishes the job.
 *
 * Both need the targets keys, asked for once. When they stay shut or are elsewhere, a new language is refused by name
 * (`language-needs-key`); a new name only waits, and that is logged.
 */
export async function settleTrust(
  settings: Pick<Settings, 'newsroom' | 'title' | 'carried' | 'languages'>,
  places: Places,
  ports: { readonly ask: AskPassphrase; readonly now: () => Date; readonly log: Log },
): Promise<void> {
  const { newsroom } = settings;
  const folder = editionFolder(places.edition);
  const trust = await readOwnTrust(places);
  const { added, identity, isRenamed } = await wantedTrust(settings, places, trust);
  const online = await openTrustKey(places.keys, newsroom, trust);
  const renew = async () => writeTrust(folder, await renewTrust(trust, online, ports.now()), makeTwins);
  if (added.length === 0 && !isRenamed) return renew();
  const names = added.flatMap((desk) => desk.languages).join(', ');
  const why = added.length > 0 ? `let ${newsroom} publish in ${names}` : `sign the new name of ${newsroom}`;
  try {
    const targets = await openOfflineKeys(places.keys, newsroom, trust, 'targets', ports.ask, why);
    const desks = [...trust.desks, ...added];
    await writeTrust(folder, await changeTargets(trust, { desks, identity }, targets, online, ports.now()), makeTwins);
  } catch (cause) {
    if (!(cause instanceof EditionError)) throw cause;
    const isShut = cause.code === 'passphrase-needed';
    if (!isShut && cause.code !== 'signatures-missing') throw cause;
    const reason = isShut ? 'it is sealed' : cause.message;
    const hint = isShut
      ? 'start it once in a terminal, or give the passphrase with --passphrase-file or in TAMIZDAT_PASSPHRASE'
      : `have it signed where the other keys are: tamizdat keys propose ${places.folder}`;
    if (added.length === 0) {
      ports.log.warn(`the targets key is needed to ${why}, and ${reason}; until then checks show the old name`, {
        hint,
      });
      return renew();
    }
    throw new NewsroomError('language-needs-key', `the targets key is needed to ${why}, and ${reason}`, {
      hint,
      cause,
    });
  }
}

/** What the settings ask for that the published trust data does not say yet. Makes the keys of desks that are missing. */
export async function wantedTrust(
  settings: Pick<Settings, 'newsroom' | 'title' | 'carried' | 'languages'>,
  places: Places,
  trust: TrustState,
): Promise<{ readonly added: readonly Desk[]; readonly identity: NewsroomIdentity; readonly isRenamed: boolean }> {
  const { newsroom, languages, carried } = settings;
  const identity = {
    newsroom,
    title: settings.title[languages[0]] ?? newsroom,
    ...(carried === undefined ? {} : { carried: { from: carried.from, by: carried.by } }),
  };
  const { title, carried: before } = trust.identity;
  return {
    added: await missingDesks(newsroom, languages, places, trust),
    identity,
    isRenamed: identity.title !== title || carried?.from !== before?.from || carried?.by !== before?.by,
  };
}

/** The published trust data of a newsroom. Fails with `newsroom-incomplete` when there is none. */
export async function readOwnTrust(places: Places): Promise<TrustState> {
  const trust = await readTrust(fileReader(editionFolder(places.edition).files));
  if (trust !== null) return trust;
  throw new NewsroomError('newsroom-incomplete', `${places.folder} has settings but no trust data`, {
    hint: 'restore the data folder from a backup; the keys folder alone is not enough',
  });
}

/** Desks for the languages that have none in the published trust data, each with a key in the folder. */
async function missingDesks(
  newsroom: string,
  languages: readonly string[],
  places: Places,
  trust: TrustState,
): Promise<Desk[]> {
  const log = trust.log.name;
  const size = (await readPublishedHead(fileReader(editionFolder(places.edition).files)))?.size ?? 0;
  const inUse = await keysInUse(places.keys, trust);
  const added: Desk[] = [];
  for (const language of languages) {
    if (inUse.desks.has(language)) continue;
    // A second open desk beside one whose key is lost would leave the lost one valid for whoever finds it.
    if (trust.desks.some((desk) => desk.log === log && desk.lastIndex === null && desk.languages.includes(language))) {
      throw new EditionError('key-missing', `${places.keys} lacks the key of the desk ${language}`, {
        hint: `restore it from your backup of the keys folder, or make a new one: tamizdat keys rotate ${places.folder} desk ${language}`,
      });
    }
    const key = await nextOnlineKey(places.keys, newsroom, `desk-${language}`, isNamedIn(trust));
    added.push(await deskOf(key, language, log, size));
  }
  return added;
}

/**
 * Opens the online keys in use, with every desk that is open: an article in a language that left the settings can still
 * be withdrawn.
 */
export async function openKeys(settings: Settings, places: Places, now: () => Date): Promise<OnlineKeys> {
  return openOnlineKeys(places.keys, settings.newsroom, await readOwnTrust(places), now);
}
