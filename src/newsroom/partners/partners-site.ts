import { fileReader, readTrust } from '../../edition/index.ts';
import { type PinnedNewsroom, WordPressSite } from '../../partner/index.ts';
import { type PartnerSettings, readSecret, type Settings } from '../../platform/config/index.ts';
import { HEAD_PATH, readPolicyText } from '../../proof/index.ts';
import type { Environment } from '../keeping/storage.ts';
import { publicCarriers } from '../publishing/face.ts';

/** Where a partner's password is looked up. */
export interface PartnerSecrets {
  /** The newsroom's folder, which secrets in files are relative to. */
  readonly folder: string;
  readonly env: Environment;
}

/**
 * The site of a partner, entered with the password that the settings name, which is read anew each time.
 * @throws ConfigError `secret-missing`
 */
export async function partnerSite(
  { address, user, password }: PartnerSettings,
  secrets: PartnerSecrets,
  signal?: AbortSignal,
): Promise<WordPressSite> {
  const secret = await readSecret(password, secrets);
  return new WordPressSite({ address, user, password: secret }, signal === undefined ? {} : { signal });
}

/**
 * What the plug-in of a partner checks our heads with; null where the edition is not at hand or nothing is published yet.
 * @param edition the folder of the edition's files
 */
export async function pinnedNewsroom(settings: Settings, edition: string): Promise<PinnedNewsroom | null> {
  const trust = await readTrust(fileReader(edition));
  if (trust === null) return null;
  const { log, clock } = await readPolicyText(trust.policy);
  const inUse = trust.desks.filter(({ lastIndex }) => lastIndex === null);
  const languages = [...new Set(inUse.flatMap((desk) => desk.languages))];
  const keysOf = (language: string) =>
    inUse.filter((desk) => desk.languages.includes(language)).map(({ verifierKey }) => verifierKey);
  return {
    newsroom: settings.newsroom,
    title: settings.title[settings.languages[0]] ?? settings.newsroom,
    home: settings.home,
    log,
    clock,
    desks: Object.fromEntries(languages.map((language) => [language, keysOf(language)])),
    heads: publicCarriers(settings.carriers)
      .map(({ address }) => address + HEAD_PATH)
      .filter((address) => address.startsWith('https:'))
      .slice(0, 8),
  };
}
