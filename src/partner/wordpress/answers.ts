import { z } from 'zod';

/** A post as the site has it, raw: what its editors see, not what its themes make of it. */
export interface SitePost {
  readonly id: number;
  readonly status: string;
  readonly slug: string;
  /** Its public address, or the one it will have. */
  readonly link: string;
  readonly title: string;
  readonly content: string;
  readonly excerpt: string;
  /** Of our plug-in's keys those that hold a text. */
  readonly meta: Readonly<Record<string, string>>;
}

/** A file of the media library. */
export interface SitePicture {
  readonly id: number;
  /** Address of the file itself. */
  readonly address: string;
}

/** What the companion plug-in checks a newsroom's word with, and where it hears it. */
export interface PinnedKeys {
  /** Verifier keys. */
  readonly log: string;
  readonly clock: string;
  /** By language. */
  readonly desks: Readonly<Record<string, readonly string[]>>;
  /** Addresses of `head`. */
  readonly heads: readonly string[];
}

/** Whether all that is to be pinned is; the order of languages is nobody's. */
export function isPinned(there: Partial<PinnedKeys> | undefined, ours: PinnedKeys): boolean {
  const told = ({ log, clock, desks = {}, heads }: Partial<PinnedKeys>) =>
    JSON.stringify([log, clock, Object.entries(desks).toSorted(([a], [b]) => (a < b ? -1 : 1)), heads]);
  return there !== undefined && told(there) === told(ours);
}

/** What the companion plug-in says of itself. */
export interface PluginStatus {
  readonly version: string;
  readonly features: readonly string[];
  /** By newsroom: the keys and addresses of heads that are pinned; of an old plug-in some are missing. */
  readonly pinned: Readonly<Record<string, Partial<PinnedKeys>>>;
  /** What it could not do, in words, by newsroom. */
  readonly errors: Readonly<Record<string, readonly string[]>>;
}

const id = z.number().int().positive();
const web = z
  .string()
  .max(2_000)
  .regex(/^https?:\/\//);
const raw = z.object({ raw: z.string() }).transform((value) => value.raw);

const post = z.object({
  id,
  status: z.string(),
  slug: z.string(),
  link: web,
  title: raw,
  content: raw,
  excerpt: raw,
  // An empty PHP array is a list in JSON.
  meta: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]).optional(),
});

/** Posts as `context=edit` gives them; null for what are none. */
export function parsePosts(value: unknown): readonly SitePost[] | null {
  const result = z.array(post).safeParse(value);
  if (!result.success) return null;
  return result.data.map(({ meta, ...each }) => ({
    ...each,
    meta: Object.fromEntries(
      Object.entries(Array.isArray(meta) ? {} : (meta ?? {})).filter(
        (entry): entry is [string, string] => entry[0].startsWith('tamizdat_') && typeof entry[1] === 'string',
      ),
    ),
  }));
}

/** A file of the media library; null for what is none. */
export function parsePicture(value: unknown): SitePicture | null {
  const result = z.object({ id, source_url: web }).safeParse(value);
  return result.success ? { id: result.data.id, address: result.data.source_url } : null;
}

const texts = z.union([z.array(z.string().max(1_000)).max(100), z.record(z.string(), z.string())]);
const keys = z.array(z.string().max(500)).max(100);
const pinnedKeys = z.object({
  log: z.string().max(500).optional(),
  clock: z.string().max(500).optional(),
  desks: z.record(z.string(), keys).optional(),
  heads: keys.optional(),
});
const plugin = z.object({
  version: z.string().max(40),
  features: z.array(z.string().max(40)).max(100),
  newsrooms: z
    .union([z.record(z.string(), pinnedKeys.extend({ errors: texts.optional() })), z.array(z.unknown())])
    .optional(),
});

/** The state of the companion plug-in (`tamizdat/v1/status`); null for what is none. */
export function parsePlugin(value: unknown): PluginStatus | null {
  const result = plugin.safeParse(value);
  if (!result.success) return null;
  const { version, features, newsrooms } = result.data;
  const all = newsrooms === undefined || Array.isArray(newsrooms) ? [] : Object.entries(newsrooms);
  return {
    version,
    features,
    pinned: Object.fromEntries(all.map(([name, { errors: _, ...pinned }]) => [name, pinned as Partial<PinnedKeys>])),
    errors: Object.fromEntries(all.map(([name, { errors }]) => [name, Object.values(errors ?? {})])),
  };
}
