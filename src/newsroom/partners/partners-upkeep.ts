import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../tables/index.ts';
import { enqueueArticle, type TellPartnerPorts } from './partners-tell.ts';

/** What was seen so long ago is looked at again: a partner's editors change posts, and caches forget withdrawals. */
const STALE_MS = 24 * 60 * 60 * 1000;
/** Looks asked for at once; the rest has its turn later. */
const AT_MOST = 50;

/**
 * Has looked at again what was not seen for a day, and what a crash kept from being told: a revision that is out and not
 * there. For now and then; cheap where nothing is due.
 */
export async function lookAgain(db: Kysely<Tables>, { settings, now, enqueue }: TellPartnerPorts): Promise<void> {
  const names = settings().partners.map(({ name }) => name);
  if (names.length === 0) return;
  const stale = new Date(now().getTime() - STALE_MS).toISOString();
  const rows = await db
    .selectFrom('partner_posts')
    .innerJoin('versions', (join) =>
      join
        .onRef('versions.article', '=', 'partner_posts.article')
        .onRef('versions.language', '=', 'partner_posts.language'),
    )
    .select(['partner_posts.partner', 'partner_posts.article'])
    .where('partner_posts.partner', 'in', names)
    .where('partner_posts.due_at', '<=', now().toISOString())
    .where((where) =>
      where.or([
        where('versions.published_revision', '>', where.ref('partner_posts.revision')),
        where(sql<string>`coalesce(partner_posts.tried_at, '')`, '<', stale),
      ]),
    )
    .groupBy(['partner_posts.partner', 'partner_posts.article'])
    .orderBy(sql`min(coalesce(partner_posts.tried_at, ''))`)
    .limit(AT_MOST)
    .execute();
  for (const { partner: name, article } of rows) {
    await enqueueArticle(db, { partner: { name }, article, isCarried: true, dueTimes: [] }, { now, enqueue });
  }
}
