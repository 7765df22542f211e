import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables/index.ts';
import { followText } from './arrivals.ts';
import { addAudit } from './audit.ts';
import { refreshCells } from './cells.ts';
import { type ActContext, enqueueTranslation, lockArticle, type Trx } from './context.ts';
import { loadDraftRow, loadDraftsFrom, moveDraft } from './draft-rows.ts';
import type { VersionName } from './editing.ts';
import { applyHeld, letGo, loadHeld } from './holds.ts';
import { mayGoUnchecked, obstaclesTo } from './obstacles.ts';
import { loadParts, releaseDraft } from './release.ts';
import { loadVersions, redrawSiblings } from './version-rows.ts';

/** Who the audit trail names for what a time brought. */
const SCHEDULE = 'schedule';

/**
 * Releases everything whose time has come: embargoes end, held versions and revisions go, scheduled drafts are put among
 * the versions. To be called before anything is published: holds end here and nowhere else, so no query that publishes
 * looks at a clock. Each article by itself; returns what failed, which is tried again next time.
 */
export async function releaseDue(
  db: Kysely<Tables>,
  context: ActContext,
): Promise<readonly { readonly article: string; readonly error: unknown }[]> {
  const now = context.now.toISOString();
  const { rows } = await sql<{ article: string }>`
    select id as article from articles where hold_until <= ${now}
    union select article from versions where hold_until <= ${now}
    union select held.article from held join articles on articles.id = held.article
      where held.until <= ${now} and articles.hold_until is null
    union select drafts.article from drafts join articles on articles.id = drafts.article
      where drafts.publish_at <= ${now} and drafts.state = 'ready' and articles.hold_until is null
    order by article`.execute(db);
  const failed: { article: string; error: unknown }[] = [];
  for (const { article } of rows) {
    try {
      await db.transaction().execute((trx) => releaseArticle(trx, article, context));
    } catch (error) {
      failed.push({ article, error });
    }
  }
  return failed;
}

/** Releases what is due of one article. */
export async function releaseArticle(trx: Trx, article: string, context: ActContext): Promise<void> {
  const now = context.now.toISOString();
  const isDue = (time: string | null): time is string => time !== null && time <= now;
  const known = await lockArticle(trx, article);
  if (known === null) return;
  if (isDue(known.hold_until)) {
    await endEmbargo(trx, article, context);
    await addAudit(trx, { who: SCHEDULE, what: 'released', article }, context);
  }
  const isEmbargoed = known.hold_until !== null && !isDue(known.hold_until);
  for (const version of await loadVersions(trx, article)) {
    const { language } = version;
    const held = await loadHeld(trx, version);
    if (isDue(version.hold_until)) {
      await letGo(trx, version, { by: version.released_by, isEmbargoed }, context);
      await draftsGoOn(trx, version, context);
      await addAudit(trx, { who: version.released_by ?? SCHEDULE, what: 'released', article, language }, context);
    } else if (held !== null && isDue(held.until) && !isEmbargoed) {
      await applyHeld(trx, version, held, held.by, context);
      await addAudit(trx, { who: held.by ?? SCHEDULE, what: 'released', article, language }, context);
      const what = version.state === 'withdrawn' ? 'added' : 'changed';
      await followText(trx, { article, language, what, source: version.source }, context);
    }
  }
  if (!isEmbargoed) await releaseDrafts(trx, article, context);
  await refreshCells(trx, [article], context);
}

async function releaseDrafts(trx: Trx, article: string, context: ActContext): Promise<void> {
  const due = await trx
    .selectFrom('drafts')
    .select('language')
    .where('article', '=', article)
    .where('state', '=', 'ready')
    .where('publish_at', '<=', context.now.toISOString())
    .execute();
  for (const { language } of due) {
    const draft = await loadDraftRow(trx, { article, language });
    if (draft === null) continue;
    const parts = await loadParts(trx, draft);
    const who = draft.publish_by ?? SCHEDULE;
    const [obstacle] = obstaclesTo(parts, context.settings);
    if (obstacle === undefined) {
      await releaseDraft(trx, parts, { who }, context);
      continue;
    }
    await moveDraft(trx, draft, 'reopened', context);
    await addAudit(trx, { who: SCHEDULE, what: 'unscheduled', article, language, detail: { obstacle } }, context);
  }
}

/** What is published without a person may have waited for its original to be let go: the job looks at it again. */
export async function draftsGoOn(trx: Trx, name: VersionName, context: ActContext): Promise<void> {
  for (const draft of await loadDraftsFrom(trx, name)) {
    if (mayGoUnchecked(draft, context.settings)) await enqueueTranslation(trx, draft, context);
  }
}

/** Ends an embargo: versions that were never out and that nothing else holds are linked by their sisters from now on. */
export async function endEmbargo(trx: Trx, article: string, context: ActContext): Promise<void> {
  await trx.updateTable('articles').set({ hold_until: null }).where('id', '=', article).execute();
  for (const version of await loadVersions(trx, article)) {
    if (version.published_revision === 0 && version.hold_until === null) await redrawSiblings(trx, version, context);
  }
}
