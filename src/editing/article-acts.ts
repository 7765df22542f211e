import { normaliseLine } from '../article/index.ts';
import { forget } from '../translate/index.ts';
import { followWithdrawal } from './arrivals.ts';
import { addAudit } from './audit.ts';
import { refreshCells } from './cells.ts';
import { type ActContext, DESK, enqueueDue, lockArticle, type Trx } from './context.ts';
import { DONE, NO_ARTICLE, originalOf, refused } from './draft-acts.ts';
import { eraseDraft, loadDraftRow } from './draft-rows.ts';
import { endEmbargo } from './due.ts';
import { noteErasure } from './erasures.ts';
import { loadVersion, loadVersions, withdrawVersion } from './version-rows.ts';
import type { ActOutcome, Actor } from './views.ts';

/** A reason is shown in place of an article: a paragraph, not a second article. */
const REASON_CHARACTERS = 1_000;

/** Puts the reason in place of the text, wherever copies are; see `Editing.withdraw`. */
export async function withdraw(
  trx: Trx,
  { article, language }: { readonly article: string; readonly language?: string },
  reason: string,
  who: Actor,
  context: ActContext,
): Promise<ActOutcome> {
  if ((await lockArticle(trx, article)) === null) return NO_ARTICLE;
  const text = normaliseLine(reason);
  if (text === '') return refused('Readers are told why: write the reason.');
  if ([...text].length > REASON_CHARACTERS) return refused(`The reason has more than ${REASON_CHARACTERS} characters.`);
  const versions = await loadVersions(trx, article);
  const names = language === undefined ? versions.map((each) => each.language) : [language];
  const spoken = language ?? originalOf(versions, '', context)?.language ?? names[0] ?? '';
  let count = 0;
  for (const each of names) {
    const name = { article, language: each };
    const version = await loadVersion(trx, name);
    const hasDraft = (await loadDraftRow(trx, name)) !== null;
    const why = { text, language: spoken, by: who.name };
    const isTaken = version !== null && (await withdrawVersion(trx, version, why, context));
    if (!isTaken && !hasDraft) continue;
    count += 1;
    await addAudit(trx, { who: who.name, what: 'withdrawn', ...name }, context);
    if (version !== null && version.source !== DESK) await followWithdrawal(trx, name, why, who.name, context);
    else await eraseDraft(trx, name);
    // What was confirmed in it is suggested to nobody any more.
    await forget(trx, article);
  }
  if (count === 0) return refused('There is nothing to withdraw: it is withdrawn, or was never there.');
  await noteErasure(trx, context);
  await enqueueDue(trx, { article, language: spoken }, null, context);
  await refreshCells(trx, [article], { ...context, by: who.name });
  return DONE;
}

/** Holds everything new of an article back until a time; see `Editing.setEmbargo`. */
export async function setEmbargo(
  trx: Trx,
  article: string,
  until: Date | null,
  who: Actor,
  context: ActContext,
): Promise<ActOutcome> {
  const known = await lockArticle(trx, article);
  if (known === null) return NO_ARTICLE;
  if (until === null) {
    if (known.hold_until === null) return refused('It has no embargo.');
    await endEmbargo(trx, article, context);
    await enqueueDue(trx, { article, language: '' }, null, context);
  } else {
    if (!(until > context.now)) return refused('That time is past.');
    const leaving = (await loadVersions(trx, article)).filter(
      (each) => each.going_out || (each.published_revision > 0 && each.revision > each.published_revision),
    );
    if (leaving.length > 0)
      return refused(
        `It is going out at this moment in ${leaving.map((each) => each.language).join(', ')}: too late to hold it back.`,
      );
    await trx.updateTable('articles').set({ hold_until: until.toISOString() }).where('id', '=', article).execute();
    await enqueueDue(trx, { article, language: '' }, until, context);
  }
  const detail = { until: until?.toISOString() ?? '' };
  await addAudit(trx, { who: who.name, what: 'embargo-set', article, detail }, context);
  await refreshCells(trx, [article], { ...context, by: who.name });
  return DONE;
}
