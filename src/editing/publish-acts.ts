import { checkBody } from '../article/index.ts';
import { formatTime } from '../proof/index.ts';
import { followText } from './arrivals.ts';
import { addAudit } from './audit.ts';
import { refreshCells } from './cells.ts';
import { type ActContext, enqueueDue, lockArticle, type Trx, UNTIL_LET_GO } from './context.ts';
import { DONE, NO_ARTICLE, refused } from './draft-acts.ts';
import { type DraftRow, loadDraftRow, moveDraft } from './draft-rows.ts';
import { draftsGoOn, releaseArticle } from './due.ts';
import type { VersionName } from './editing.ts';
import { applyHeld, letGo, loadHeld } from './holds.ts';
import { newNote } from './notes.ts';
import { obstaclesTo } from './obstacles.ts';
import { loadParts, releaseDraft } from './release.ts';
import { bodyOf, changeVersion, loadVersion, reviseVersion, type VersionRow } from './version-rows.ts';
import type { ActOutcome, Actor } from './views.ts';

/** When something is to be published: at a time, or null for at once. An embargo is waited for in either case. */
type Time = Date | null;

/** Publishes what a draft says, or lets a version go that is held back; see `Editing.publish`. */
export async function publish(
  trx: Trx,
  name: VersionName,
  { at }: { readonly at?: Date },
  who: Actor,
  context: ActContext,
): Promise<ActOutcome> {
  // What is due is not held back any more, though no edition was made since.
  await releaseArticle(trx, name.article, context);
  const article = await lockArticle(trx, name.article);
  if (article === null) return NO_ARTICLE;
  if (at !== undefined && Number.isNaN(at.getTime())) return refused('That is no time.');
  const time: Time = at === undefined || at <= context.now ? null : at;
  const draft = await loadDraftRow(trx, name);
  const isEmbargoed = article.hold_until !== null;
  const outcome =
    draft === null
      ? await publishHeld(trx, name, time, isEmbargoed, who, context)
      : await publishDraft(trx, draft, time, isEmbargoed, who, context);
  await refreshCells(trx, [name.article], { ...context, by: who.name });
  return outcome;
}

async function publishDraft(
  trx: Trx,
  draft: DraftRow,
  time: Time,
  isEmbargoed: boolean,
  who: Actor,
  context: ActContext,
): Promise<ActOutcome> {
  if (draft.state === 'published') return refused('What it says is out already: reopen it to change something.');
  const parts = await loadParts(trx, draft);
  const obstacles = obstaclesTo(parts, context.settings);
  if (obstacles.length > 0) return refused(obstacles.join(' '));
  if (time === null && !isEmbargoed) {
    const fault = await releaseDraft(trx, parts, { who: who.name }, context);
    return fault === null ? DONE : refused(fault);
  }
  await scheduleDraft(trx, draft, time ?? context.now, who.name, context);
  return DONE;
}

/** Gives a draft to be published at a time, or as soon as its embargo ends. */
export async function scheduleDraft(
  trx: Trx,
  draft: DraftRow,
  at: Date,
  who: string,
  context: ActContext,
): Promise<void> {
  const { article, language } = draft;
  await moveDraft(trx, draft, 'scheduled', context, { publish_at: at.toISOString(), publish_by: who });
  await addAudit(trx, { who, what: 'scheduled', article, language, detail: { at: at.toISOString() } }, context);
  await enqueueDue(trx, draft, at, context);
}

async function publishHeld(
  trx: Trx,
  name: VersionName,
  time: Time,
  isEmbargoed: boolean,
  who: Actor,
  context: ActContext,
): Promise<ActOutcome> {
  const version = await loadVersion(trx, name);
  if (version === null) return refused('There is nothing of it in this language.');
  const held = await loadHeld(trx, name);
  const isHeld = version.published_revision === 0 && version.hold_until !== null && version.state !== 'withdrawn';
  if (held === null && !isHeld)
    return refused('Nothing of it is held back: what came in goes out with the next edition.');
  const detail = time === null ? {} : { at: time.toISOString() };
  await addAudit(trx, { who: who.name, what: time === null ? 'released' : 'scheduled', ...name, detail }, context);
  await enqueueDue(trx, name, time, context);
  if (held !== null && (time !== null || isEmbargoed)) {
    const values = { until: (time ?? context.now).toISOString(), by: who.name };
    await trx
      .updateTable('held')
      .set(values)
      .where('article', '=', name.article)
      .where('language', '=', name.language)
      .execute();
  } else if (held !== null) {
    await applyHeld(trx, version, held, who.name, context);
    const what = version.state === 'withdrawn' ? 'added' : 'changed';
    await followText(trx, { ...name, what, source: who.name }, context);
  } else if (time !== null) {
    await changeVersion(trx, name, { hold_until: time.toISOString(), released_by: who.name });
  } else {
    await letGo(trx, version, { by: who.name, isEmbargoed }, context);
    await draftsGoOn(trx, name, context);
  }
  return DONE;
}

/** Takes back a time that has not come; see `Editing.unschedule`. */
export async function unschedule(trx: Trx, name: VersionName, who: Actor, context: ActContext): Promise<ActOutcome> {
  if ((await lockArticle(trx, name.article)) === null) return NO_ARTICLE;
  const draft = await loadDraftRow(trx, name);
  if (draft === null || draft.publish_at === null) return holdAgain(trx, name, who, context);
  await moveDraft(trx, draft, 'unscheduled', context, { publish_at: null, publish_by: null });
  await addAudit(trx, { who: who.name, what: 'unscheduled', ...name }, context);
  await refreshCells(trx, [name.article], { ...context, by: who.name });
  return DONE;
}

/** Holds a version back again whose time has not come. */
async function holdAgain(trx: Trx, name: VersionName, who: Actor, context: ActContext): Promise<ActOutcome> {
  // Also when that time is past: an embargo, or the process that publishes, may be waited for yet.
  const isTimed = (until: string | null): boolean => until !== null && until < UNTIL_LET_GO;
  const version = await loadVersion(trx, name);
  const held = await loadHeld(trx, name);
  if (held !== null && held.by !== null && isTimed(held.until)) {
    await trx
      .updateTable('held')
      .set({ until: UNTIL_LET_GO, by: null })
      .where('article', '=', name.article)
      .where('language', '=', name.language)
      .execute();
  } else if (version !== null && isTimed(version.hold_until)) {
    await changeVersion(trx, name, { hold_until: UNTIL_LET_GO, released_by: null });
  } else return refused('It has no time that could be taken back.');
  await addAudit(trx, { who: who.name, what: 'unscheduled', ...name }, context);
  await refreshCells(trx, [name.article], { ...context, by: who.name });
  return DONE;
}

/** Publishes a further revision that says what was wrong; see `Editing.correct`. */
export async function correct(
  trx: Trx,
  name: VersionName,
  note: string,
  who: Actor,
  context: ActContext,
): Promise<ActOutcome> {
  const article = await lockArticle(trx, name.article);
  if (article === null) return NO_ARTICLE;
  const version = await loadVersion(trx, name);
  if (version === null || version.published_revision === 0 || version.state === 'withdrawn')
    return refused('Only what is published can be corrected.');
  if (article.hold_until !== null) return refused('The article is under an embargo: lift it first.');
  const draft = await loadDraftRow(trx, name);
  const outcome =
    draft === null
      ? await correctVersion(trx, version, note, who, context)
      : await correctDraft(trx, draft, note, who, context);
  await refreshCells(trx, [name.article], { ...context, by: who.name });
  return outcome;
}

async function correctDraft(
  trx: Trx,
  draft: DraftRow,
  note: string,
  who: Actor,
  context: ActContext,
): Promise<ActOutcome> {
  const parts = await loadParts(trx, draft);
  const obstacles = obstaclesTo(parts, context.settings);
  if (obstacles.length > 0) return refused(obstacles.join(' '));
  const fault = await releaseDraft(trx, parts, { who: who.name, note }, context);
  return fault === null ? DONE : refused(fault);
}

/** Adds a note to what a source sent; its translations get it as a block of their own. */
async function correctVersion(
  trx: Trx,
  version: VersionRow,
  note: string,
  who: Actor,
  context: ActContext,
): Promise<ActOutcome> {
  const before = bodyOf(version);
  const { article, language } = version;
  const block = newNote(note, before.blocks, 'original', context.now);
  if (block === null) return refused('The note says nothing: write what was wrong.');
  const modifiedAt = formatTime(context.now);
  const body = { ...before, state: 'corrected', modifiedAt, blocks: [...before.blocks, block] } as const;
  const [problem] = checkBody(body);
  if (problem !== undefined) return refused(`The note cannot be carried: ${problem.message}.`);
  const { highest_block: highestBlock, content_hash: contentHash, address } = version;
  const next = { body, highestBlock, contentHash, address, releasedBy: who.name };
  await reviseVersion(trx, version, next, context);
  const detail = { revision: version.published_revision + 1 };
  await addAudit(trx, { who: who.name, what: 'corrected', article, language, detail }, context);
  await followText(trx, { article, language, what: 'changed', source: who.name }, context);
  await enqueueDue(trx, version, null, context);
  return DONE;
}
