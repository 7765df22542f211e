import type { Selectable } from 'kysely';
import { type KnownPost, type PictureShelf, refusedBy } from '../../partner/index.ts';
import type { Blobs } from '../../platform/blobs/index.ts';
import type { PartnerSettings } from '../../platform/config/index.ts';
import type { Tables } from '../../tables/index.ts';
import type { Db, KeptVersion } from '../publishing/versions.ts';

/** A language version that a partner carries or is to carry, as it is remembered. */
export type PostRow = Selectable<Tables['partner_posts']>;

/** Names one among others. */
export type PostName = Pick<PostRow, 'partner' | 'article' | 'language'>;

/** The rows of a partner: of one article, or all of them, those that need somebody first, then the newest. */
export async function loadPosts(db: Db, partner: string, article?: string): Promise<PostRow[]> {
  let rows = db.selectFrom('partner_posts').selectAll().where('partner', '=', partner);
  if (article !== undefined) rows = rows.where('article', '=', article);
  return rows.orderBy('article').orderBy('language').execute();
}

/** Changes what is remembered of one. */
export async function updatePost(
  db: Db,
  { partner, article, language }: PostName,
  change: Partial<Omit<PostRow, keyof PostName>>,
): Promise<void> {
  await db
    .updateTable('partner_posts')
    .set(change)
    .where('partner', '=', partner)
    .where('article', '=', article)
    .where('language', '=', language)
    .execute();
}

/** A process that is not heard of for so long has died. */
const BUSY_MS = 5 * 60_000;

const busyUntil = (now: Date): string => new Date(now.getTime() + BUSY_MS).toISOString();

/**
 * Takes the posts of an article at a partner for this process: two at once would make each post twice. Null while another
 * process has them. They are let go by `holdPosts`, or by themselves some minutes after this process died.
 */
export async function takePosts(db: Db, partner: string, article: string, now: Date): Promise<PostRow[] | null> {
  const taken = await db
    .updateTable('partner_posts')
    .set({ busy_until: busyUntil(now) })
    .where('partner', '=', partner)
    .where('article', '=', article)
    .where((where) => where.or([where('busy_until', 'is', null), where('busy_until', '<', now.toISOString())]))
    .returningAll()
    .execute();
  if (taken.length === 0 && (await loadPosts(db, partner, article)).length > 0) return null;
  return taken.toSorted((a, b) => a.language.localeCompare(b.language));
}

/** Says that this process is still at the posts of an article, or (`null`) that it is no more. */
export async function holdPosts(db: Db, partner: string, article: string, now: Date | null): Promise<void> {
  await db
    .updateTable('partner_posts')
    .set({ busy_until: now && busyUntil(now) })
    .where('partner', '=', partner)
    .where('article', '=', article)
    .execute();
}

/** What the partner's side is known to have. */
export function knownPost({ post, address, drawn, kept, pictures }: PostRow): KnownPost {
  return { post, address, drawn, kept, pictures: JSON.parse(pictures) as string[] };
}

/** The same, as it is kept. */
export function knownColumns({ post, address, drawn, kept, pictures }: KnownPost) {
  return { post, address, drawn, kept, pictures: JSON.stringify(pictures) };
}

/**
 * Has a partner carry those of these versions that its agreement takes and that it does not carry yet; the moments from
 * which they may be sent.
 */
export async function wantPosts(
  db: Db,
  partner: PartnerSettings,
  versions: readonly KeptVersion[],
  now: Date,
): Promise<Date[]> {
  const dueAt = new Date(now.getTime() + partner.delayMs);
  const taken = versions.filter(
    (version) => version.body.state !== 'withdrawn' && refusedBy(partner, version) === null,
  );
  if (taken.length === 0) return [];
  const added = await db
    .insertInto('partner_posts')
    .values(
      taken.map(({ article, body }) => ({
        partner: partner.name,
        article,
        language: body.language,
        state: 'waiting',
        revision: 0,
        due_at: dueAt.toISOString(),
        pictures: '[]',
        failures: 0,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('due_at')
    .execute();
  return added.map(({ due_at }) => new Date(due_at));
}

/** Whether the newsroom stopped everything that a partner shows, and since when; null while it carries. */
export async function stoppedAt(db: Db, partner: string): Promise<string | null> {
  const row = await db.selectFrom('partners').select('stopped_at').where('name', '=', partner).executeTakeFirst();
  return row?.stopped_at ?? null;
}

/** The pictures of a partner's media library, as far as they are ours. `own`: the post that is being looked after. */
export function openShelf(db: Db, blobs: Pick<Blobs, 'read'>, own: PostName): PictureShelf {
  const { partner } = own;
  return {
    async find(sha256) {
      const row = await db
        .selectFrom('partner_pictures')
        .selectAll()
        .where('partner', '=', partner)
        .where('sha256', '=', sha256)
        .executeTakeFirst();
      return row === undefined ? null : { media: row.media, address: row.address };
    },
    async save(sha256, placed) {
      await db
        .insertInto('partner_pictures')
        .values({ partner, sha256, ...placed })
        .onConflict((conflict) => conflict.columns(['partner', 'sha256']).doUpdateSet(placed))
        .execute();
    },
    async forget(sha256) {
      await db.deleteFrom('partner_pictures').where('partner', '=', partner).where('sha256', '=', sha256).execute();
    },
    async isShownElsewhere(sha256) {
      const row = await db
        .selectFrom('partner_posts')
        .select('article')
        .where('partner', '=', partner)
        .where('pictures', 'like', `%"${sha256}"%`)
        .where((where) => where.or([where('article', '<>', own.article), where('language', '<>', own.language)]))
        .executeTakeFirst();
      return row !== undefined;
    },
    read: (sha256) => blobs.read(sha256),
  };
}
