import { makeTwins } from '../compose/index.ts';
import {
  type AskPassphrase,
  changeTargets,
  createKey,
  deskLanguages,
  deskOf,
  EditionError,
  editionFolder,
  fileReader,
  hasKey,
  logOrigin,
  type OnlineKeys,
  openOfflineKey,
  openOnlineKey,
  openOnlineKeys,
  readPublishedHead,
  readTrust,
  renewTrust,
  writeTrust,
} from '../edition/index.ts';
import type { Settings } from '../platform/config/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import { NewsroomError } from './error.ts';
import type { Places } from './places.ts';

/**
 * Brings the published trust data in line with the settings: every language has a desk key that the targets key has
 * signed for, and the newsroom is called what the settings call it. Online signatures that have aged are renewed. What is
 * signed is in the edition when this returns, and the next publication names it. Declarative, so that a start after a
 * crash finishes the job.
 *
 * Both need the targets key, asked for once. When it stays shut, a new language is refused by name
 * (`language-needs-key`); a new name only waits, and that is logged.
 */
export async function settleTrust(
  settings: Pick<Settings, 'newsroom' | 'title' | 'carried' | 'languages'>,
  places: Places,
  ports: { readonly ask: AskPassphrase; readonly now: () => Date; readonly log: Log },
): Promise<void> {
  const { newsroom, languages, carried } = settings;
  const folder = editionFolder(places.edition);
  const read = fileReader(folder.files);
  const trust = await readTrust(read);
  if (trust === null) {
    throw new NewsroomError('newsroom-incomplete', `${places.folder} has settings but no trust data`, {
      hint: 'restore the data folder from a backup; the keys folder alone is not enough',
    });
  }
  const log = logOrigin(newsroom);
  const size = (await readPublishedHead(read))?.size ?? 0;
  const desks = [...trust.desks];
  const added: string[] = [];
  for (const language of languages) {
    const role = `desk-${language}` as const;
    const key = (await hasKey(places.keys, role))
      ? await openOnlineKey(places.keys, newsroom, role)
      : await createKey(places.keys, newsroom, role);
    const desk = await deskOf(key, language, log, size);
    if (desks.some(({ verifierKey }) => verifierKey === desk.verifierKey)) continue;
    desks.push(desk);
    added.push(language);
  }
  const identity = {
    newsroom,
    title: settings.title[languages[0]] ?? newsroom,
    ...(carried === undefined ? {} : { carried: { from: carried.from, by: carried.by } }),
  };
  const before = trust.identity;
  const isRenamed =
    identity.title !== before.title || carried?.from !== before.carried?.from || carried?.by !== before.carried?.by;
  const online = await openOnlineKey(places.keys, newsroom, 'online');
  const renew = async () => writeTrust(folder, await renewTrust(trust, online, ports.now()), makeTwins);
  if (added.length === 0 && !isRenamed) return renew();
  const why = added.length > 0 ? `let ${newsroom} publish in ${added.join(', ')}` : `sign the new name of ${newsroom}`;
  let targets: Awaited<ReturnType<typeof openOfflineKey>>;
  try {
    targets = await openOfflineKey(places.keys, newsroom, 'targets-1', ports.ask, why);
  } catch (cause) {
    if (!(cause instanceof EditionError) || cause.code !== 'passphrase-needed') throw cause;
    const hint = 'start it once in a terminal, or give the passphrase with --passphrase-file or in TAMIZDAT_PASSPHRASE';
    if (added.length === 0) {
      ports.log.warn(`the targets key is needed to ${why}, and it is sealed; until then checks show the old name`, {
        hint,
      });
      return renew();
    }
    throw new NewsroomError('language-needs-key', `the targets key is needed to ${why}, and it is sealed`, {
      hint,
      cause,
    });
  }
  await writeTrust(folder, await changeTargets(trust, { desks, identity }, targets, online, ports.now()), makeTwins);
}

/**
 * Opens the online keys, with every desk there is: an article in a language that left the settings can still be
 * withdrawn.
 */
export async function openKeys(settings: Settings, places: Places, now: () => Date): Promise<OnlineKeys> {
  const languages = new Set([...settings.languages, ...(await deskLanguages(places.keys))]);
  return openOnlineKeys(places.keys, settings.newsroom, [...languages], now);
}
