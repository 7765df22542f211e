import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isArticleId, newArticleId } from '../article/index.ts';
import { SETTINGS_FILE, type SettingsValues } from '../platform/config/index.ts';
import { exists, writeDurably } from '../platform/home/index.ts';
import { random } from './random.ts';

/**
 * Newsrooms that `tamizdat carry` makes from somebody's feed: one a feed address, in `$TAMIZDAT_HOME/carried/`. They are
 * signed by whoever carries them and say so; their name is their own and never that of the newsroom they carry.
 */
export interface CarriedPlace {
  readonly folder: string;
  /** Host of the feed, without port: `courier.example`. */
  readonly host: string;
  /** Whether the newsroom was made already. */
  readonly exists: boolean;
}

/** Where the carried newsroom of a feed address lives; touches nothing. */
export async function carriedPlace(home: string, feed: string): Promise<CarriedPlace> {
  const url = new URL(feed);
  const host = url.hostname.replace(/[^a-z0-9.-]/g, '').replace(/^[.-]+|[.-]+$/g, '') || 'feed';
  const name = `${host}-${createHash('sha256').update(url.href).digest('hex').slice(0, 12)}`;
  const folder = join(home, 'carried', name);
  return { folder, host, exists: await exists(join(folder, SETTINGS_FILE)) };
}

/** Holds the number that tells this carried newsroom from others of the same host. */
const ID_FILE = 'carried-id';

/**
 * The number of a carried newsroom, made at the first call and durable when it returns: keys are named after it, so an
 * attempt that was interrupted can only be finished under the same one.
 */
export async function carriedId(place: CarriedPlace): Promise<string> {
  const file = join(place.folder, ID_FILE);
  const known = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (isArticleId(known)) return known;
  const id = newArticleId(random);
  await writeDurably(file, `${id}\n`);
  return id;
}

/** Settings of a new carried newsroom with the number `id` (see `carriedId`). `by` is whom readers are told; never taken from the machine's accounts. */
export function carriedSettings(
  place: CarriedPlace,
  id: string,
  feed: {
    readonly address: string;
    readonly title: string;
    readonly languages: readonly string[];
    readonly by?: string;
    readonly text?: 'auto' | 'feed' | 'page';
    readonly language?: string;
    readonly maxItems?: number;
  },
): SettingsValues {
  const { text, language, maxItems } = feed;
  return {
    newsroom: `${place.host}.carried-${id}`,
    title: feed.title,
    home: `${new URL(feed.address).origin}/`,
    languages: [...feed.languages],
    carried: { from: place.host, by: feed.by ?? `key ${id}` },
    sources: [
      {
        feed: feed.address,
        ...(text === undefined ? {} : { text }),
        ...(language === undefined ? {} : { language }),
        ...(maxItems === undefined ? {} : { maxItems }),
      },
    ],
    carriers: [],
  };
}
