import { type Selectable, sql } from 'kysely';
import type { Tables } from '../tables/index.ts';
import { segmentsOf } from '../translate/index.ts';
import { addAudit } from './audit.ts';
import { type ActContext, type Db, enqueueTranslation, type Trx } from './context.ts';
import { recut } from './cut.ts';
import type { VersionName } from './editing.ts';
import { mayGoUnchecked } from './obstacles.ts';
import { addSegments, applyCut, loadSegments } from './segment-rows.ts';
import { type DraftEvent, nextState } from './state.ts';
import { bodyOf, type VersionRow } from './version-rows.ts';

/** A row of `drafts`. */
export type DraftRow = Selectable<Tables['drafts']>;

/** A draft; null when there is none. */
export async function loadDraftRow(db: Db, { article, language }: VersionName): Promise<DraftRow | null> {
  const row = await db
    .selectFrom('drafts')
    .selectAll()
    .where('article', '=', article)
    .where('language', '=', language)
    .executeTakeFirst();
  return row ?? null;
}

/** Changes a draft. */
export async function changeDraft(
  trx: Trx,
  draft: DraftRow,
  values: Partial<DraftRow>,
  { now }: Pick<ActContext, 'now'>,
): Promise<DraftRow> {
  const hasMoved = values.state !== undefined && values.state !== draft.state;
  const next = {
    ...values,
    edit: draft.edit + 1,
    changed_at: now.toISOString(),
    ...(hasMoved ? { state_since: now.toISOString() } : {}),
  };
  await trx
    .updateTable('drafts')
    .set(next)
    .where('article', '=', draft.article)
    .where('language', '=', draft.language)
    .execute();
  return { ...draft, ...next };
}

/** Takes a draft to where an event leads it. A time to publish it at holds only as long as it is ready. */
export async function moveDraft(
  trx: Trx,
  draft: DraftRow,
  event: DraftEvent,
  context: Pick<ActContext, 'now'>,
  values: Partial<DraftRow> = {},
): Promise<DraftRow> {
  const state = nextState(draft.state, event, await isConfirmed(trx, draft));
  const time = state === 'ready' ? {} : { publish_at: null, publish_by: null };
  return changeDraft(trx, draft, { state, ...time, ...values }, context);
}

/** Whether every segment of a draft is confirmed. */
async function isConfirmed(trx: Trx, { article, language }: VersionName): Promise<boolean> {
  const open = await trx
    .selectFrom('segments')
    .select('key')
    .where('article', '=', article)
    .where('language', '=', language)
    .where('state', '<>', 'confirmed')
    .limit(1)
    .executeTakeFirst();
  return open === undefined;
}

/** Begins a draft of a version in another language; the job fills it in. */
export async function addDraft(
  trx: Trx,
  original: VersionRow,
  language: string,
  who: string,
  context: ActContext,
): Promise<void> {
  const { article } = original;
  const name = { article, language };
  const at = context.now.toISOString();
  await trx
    .insertInto('drafts')
    .values({
      ...name,
      from_language: original.language,
      from_revision: original.revision,
      state: 'arrived',
      edit: 1,
      publish_at: null,
      publish_by: null,
      touched_at: null,
      assignee: null,
      state_since: at,
      changed_at: at,
    })
    .execute();
  await addSegments(
    trx,
    name,
    segmentsOf(bodyOf(original)).map((segment, position) => ({ segment, position })),
  );
  await addAudit(trx, { who, what: 'draft-begun', ...name, detail: { from: original.language } }, context);
  await enqueueTranslation(trx, name, context);
}

/** Brings a draft up to its original, which changed: only the blocks that did lose their confirmation. */
export async function touchDraft(
  trx: Trx,
  draft: DraftRow,
  original: VersionRow,
  who: string,
  context: ActContext,
): Promise<void> {
  const { article, language } = draft;
  const cut = recut(await loadSegments(trx, draft), segmentsOf(bodyOf(original)));
  await applyCut(trx, draft, cut);
  await moveDraft(trx, draft, 'touched', context, {
    from_revision: original.revision,
    touched_at: context.now.toISOString(),
    publish_at: null,
    publish_by: null,
  });
  const touched = cut.kept.filter(({ isTouched }) => isTouched).length;
  const detail = {
    changed: touched,
    added: cut.added.length,
    removed: cut.gone.length,
    ...(draft.publish_at === null ? {} : { unscheduled: draft.publish_at }),
  };
  await addAudit(trx, { who, what: 'original-changed', article, language, detail }, context);
  // Of what needs nobody to read it, also what only lost a block, or shows another picture, goes on by itself.
  if (touched + cut.added.length > 0 || mayGoUnchecked(draft, context.settings))
    await enqueueTranslation(trx, draft, context);
}

/** Erases a draft with its segments. False when there was none. */
export async function eraseDraft(trx: Trx, { article, language }: VersionName): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('drafts')
    .where('article', '=', article)
    .where('language', '=', language)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** The drafts that are translated from a version. */
export function loadDraftsFrom(db: Db, { article, language }: VersionName): Promise<DraftRow[]> {
  return db
    .selectFrom('drafts')
    .selectAll()
    .where('article', '=', article)
    .where('from_language', '=', language)
    .orderBy('language')
    .execute();
}

/** The touched mark goes when nothing is left of what was touched. */
export async function untouched(trx: Trx, { article, language }: VersionName): Promise<boolean> {
  const { rows } = await sql<{ left: boolean }>`
    select exists (
      select from segments where article = ${article} and language = ${language}
        and (state in ('touched', 'empty') or source_before is not null)
    ) as left`.execute(trx);
  return rows[0]?.left === false;
}
