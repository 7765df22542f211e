import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Direction } from '../../article/index.ts';
import { drawPost, type PostInput, picturesOf, refusedBy } from '../../partner/index.ts';
import type { Blobs } from '../../platform/blobs/index.ts';
import type { PartnerSettings, Settings } from '../../platform/config/index.ts';
import type { Tables } from '../../tables/index.ts';
import { type KeptVersion, loadVersionsOf } from '../publishing/versions.ts';
import { postInput } from './partners-draw.ts';
import type { PostName } from './partners-rows.ts';

/** A picture of a post, and what is said of it. */
export interface PreviewPicture {
  readonly sha256: string;
  readonly extension: string;
  readonly alternative: string;
  /** HTML. */
  readonly caption: string;
}

/** A post as it would appear, before anything does. */
export interface PartnerPreview {
  readonly partner: Pick<PartnerSettings, 'name' | 'title' | 'address' | 'as' | 'delayMs' | 'edits' | 'terms'>;
  /** The newsroom, as it calls itself. */
  readonly newsroom: string;
  readonly article: string;
  readonly language: string;
  readonly direction: Direction;
  readonly revision: number;
  readonly headline: string;
  readonly slug: string;
  readonly notice: string;
  /** Links to the other language versions. */
  readonly links: PostInput['words']['links'];
  readonly canonical: string | null;
  readonly proof: string | null;
  /** HTML of the post; pictures have the address `m/<sha256>`. */
  readonly content: string;
  /** HTML of its summary. */
  readonly excerpt: string;
  readonly pictures: readonly PreviewPicture[];
  /** Why the agreement does not take this article; null when it does. */
  readonly refusedBy: string | null;
}

/** How long a link to a preview can be opened. */
const LINK_MS = 7 * 24 * 60 * 60 * 1000;

interface PreviewPorts {
  readonly db: Kysely<Tables>;
  readonly settings: () => Settings;
  readonly blobs: Pick<Blobs, 'read'>;
  readonly now: () => Date;
  readonly random: (count: number) => Uint8Array;
}

/** A link that opens a preview without an account, and until when. */
export interface PreviewLink {
  /** Part of the address; whoever has it sees the preview. */
  readonly secret: string;
  readonly expiresAt: string;
}

/** Dry runs: what a partner would get, for the newsroom and, by a link, for the partner. */
export interface PartnerPreviews {
  /** Null where there is no such partner or version, or an embargo holds it back. */
  draw(name: PostName): Promise<PartnerPreview | null>;
  /** Null where there would be nothing to see. */
  makeLink(name: PostName): Promise<PreviewLink | null>;
  /** Null for a link that nobody made, or whose time is over. */
  open(secret: string): Promise<PartnerPreview | null>;
  /** Bytes of a picture of the preview; null for any other. */
  picture(preview: PartnerPreview, sha256: string): Promise<Uint8Array | null>;
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Opens the previews of a newsroom; there is nothing to close. */
export function openPreviews({ db, settings, blobs, now, random }: PreviewPorts): PartnerPreviews {
  async function draw({ partner: name, article, language }: PostName): Promise<PartnerPreview | null> {
    const all = settings();
    const partner = all.partners.find((each) => each.name === name);
    if (partner === undefined || (await isHeld(db, article))) return null;
    const versions = await loadVersionsOf(db, article);
    const version = versions.find(({ body }) => body.language === language);
    if (version === undefined || (await isHeld(db, article, language))) return null;
    const out = versions.filter((each) => each.publishedRevision > 0);
    return previewOf(all, partner, version, postInput(all, partner, version, out));
  }

  return {
    draw,
    async makeLink(name) {
      if ((await draw(name)) === null) return null;
      const secret = Buffer.from(random(32)).toString('base64url');
      const expiresAt = new Date(now().getTime() + LINK_MS).toISOString();
      const { partner, article, language } = name;
      await db.deleteFrom('partner_previews').where('expires_at', '<', now().toISOString()).execute();
      await db
        .insertInto('partner_previews')
        .values({ secret_hash: hashOf(secret), partner, article, language, expires_at: expiresAt })
        .execute();
      return { secret, expiresAt };
    },
    async open(secret) {
      const row = await db
        .selectFrom('partner_previews')
        .selectAll()
        .where('secret_hash', '=', hashOf(secret))
        .where('expires_at', '>', now().toISOString())
        .executeTakeFirst();
      return row === undefined ? null : draw(row);
    },
    async picture({ pictures }, sha256) {
      return pictures.some((each) => each.sha256 === sha256) ? blobs.read(sha256) : null;
    },
  };
}

/** Whether an embargo holds an article or one version of it back, or did before it was ever out. */
async function isHeld(db: Kysely<Tables>, article: string, language?: string): Promise<boolean> {
  const row =
    language === undefined
      ? await db.selectFrom('articles').select('hold_until').where('id', '=', article).executeTakeFirst()
      : await db
          .selectFrom('versions')
          .select('hold_until')
          .where('article', '=', article)
          .where('language', '=', language)
          .where('published_revision', '=', 0)
          .executeTakeFirst();
  return row !== undefined && row.hold_until !== null;
}

function previewOf(
  settings: Settings,
  partner: PartnerSettings,
  version: KeptVersion,
  input: PostInput,
): PartnerPreview {
  const shown = picturesOf(input);
  const places = new Map(shown.map(({ sha256 }, at) => [sha256, { media: at + 1, address: `m/${sha256}` }]));
  const { content, excerpt, slug = '' } = drawPost(input, places, new Set());
  const { body, article, revision } = version;
  return {
    partner,
    newsroom: settings.title[settings.languages[0]] ?? settings.newsroom,
    article,
    language: body.language,
    direction: body.direction,
    revision,
    headline: body.headline,
    slug,
    notice: input.words.notice,
    links: input.words.links,
    canonical: input.canonical,
    proof: input.proof,
    content,
    excerpt,
    pictures: shown.map(({ sha256, extension, alternative, caption }) => ({
      sha256,
      extension,
      alternative,
      caption,
    })),
    refusedBy: refusedBy(partner, version),
  };
}
