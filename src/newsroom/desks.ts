import {
  type AskPassphrase,
  changeTargets,
  createKey,
  deskOf,
  fileReader,
  hasKey,
  logOrigin,
  openOfflineKey,
  openOnlineKey,
  readPublishedHead,
  readTrust,
  renewTrust,
} from '../edition/index.ts';
import type { Settings } from '../platform/config/index.ts';
import type { TrustFile } from '../proof/index.ts';
import { NewsroomError } from './error.ts';
import type { Places } from './places.ts';

/**
 * Brings the trust data in line with the settings: every language has a desk key that the targets key has signed for, and
 * the title is the one of the settings. Online signatures that have aged are renewed. Returns the new files of `trust/`
 * for the next publication; none when nothing changed. Declarative, so that a start after a crash finishes the job.
 *
 * A new language needs the targets key: asked for once, refused by name when it stays shut.
 */
export async function settleTrust(
  settings: Settings,
  places: Places,
  filesRoot: string,
  ports: { readonly ask: AskPassphrase; readonly now: () => Date },
): Promise<readonly TrustFile[]> {
  const { newsroom, languages, carried } = settings;
  const read = fileReader(filesRoot);
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
  const online = await openOnlineKey(places.keys, newsroom, 'online');
  const isRenamed = identity.title !== trust.identity.title || identity.carried?.by !== trust.identity.carried?.by;
  if (added.length === 0 && !isRenamed) return renewTrust(trust, online, ports.now());
  const why = added.length > 0 ? `let ${newsroom} publish in ${added.join(', ')}` : `change the title of ${newsroom}`;
  try {
    const targets = await openOfflineKey(places.keys, newsroom, 'targets-1', ports.ask, why);
    return await changeTargets(trust, { desks, identity }, targets, online, ports.now());
  } catch (cause) {
    if (!(cause instanceof Error) || (cause as { code?: string }).code !== 'passphrase-needed') throw cause;
    throw new NewsroomError('language-needs-key', `the targets key is needed to ${why}, and it is sealed`, {
      hint: 'start it once in a terminal, or give the passphrase with --passphrase-file or in TAMIZDAT_PASSPHRASE',
      cause,
    });
  }
}
