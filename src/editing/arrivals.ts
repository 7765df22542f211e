import { sql } from 'kysely';
import { forget } from '../translate/index.ts';
import { addAudit } from './audit.ts';
import { refreshCells } from './cells.ts';
import { type ActContext, DESK, lockArticle, type Trx } from './context.ts';
import { addDraft, changeDraft, eraseDraft, loadDraftRow, loadDraftsFrom, touchDraft } from './draft-rows.ts';
import type { VersionName } from './editing.ts';
import { noteErasure } from './erasures.ts';
import { loadHeld } from './holds.ts';
import {
  bodyOf,
  loadVersion,
  loadVersions,
  type VersionRow,
  type WithdrawalReason,
  withdrawVersion,
} from './version-rows.ts';

/** What came in for a language version, as it was kept. */
export interface Arrived extends VersionName {
  /** `held` is a change that waits to be let go. A version that was withdrawn or made here, and now comes, is `added`. */
  readonly what: 'added' | 'changed' | 'held' | 'withdrawn';
  /** Who sent it. */
  readonly source: string;
  /** Of a withdrawal. */
  readonly reason?: WithdrawalReason;
}

const ACTS = { added: 'arrived', changed: 'changed', held: 'changed', withdrawn: 'withdrawn' } as const;

/**
 * Lets the desk's work follow what came in: drafts of new originals in the languages that the settings translate into,
 * touched blocks where an original changed, nothing left where it was withdrawn. Call it in the transaction that kept the
 * arrivals, after all of them: a language that comes from its source in the same batch is not translated here.
 */
export async function followArrivals(trx: Trx, arrivals: readonly Arrived[], context: ActContext): Promise<void> {
  for (const arrived of arrivals) {
    await lockArticle(trx, arrived.article);
    const { article, language, what, source } = arrived;
    const detail = what === 'held' ? { held: true } : {};
    await addAudit(trx, { who: source, what: ACTS[what], article, language, detail }, context);
    if (what === 'withdrawn') await followWithdrawal(trx, arrived, arrived.reason ?? { language }, source, context);
    else if (what !== 'held') await followText(trx, arrived, context);
  }
  await refreshCells(
    trx,
    arrivals.map(({ article }) => article),
    context,
  );
}

/** Lets drafts follow a version whose text is now another. */
export async function followText(trx: Trx, arrived: Arrived, context: ActContext): Promise<void> {
  const { article, language, source } = arrived;
  const original = await loadVersion(trx, arrived);
  if (original === null || original.state === 'withdrawn') return;
  if (await eraseDraft(trx, arrived)) {
    const detail = { reason: 'the version now comes from its source' };
    await addAudit(trx, { who: source, what: 'draft-closed', article, language, detail }, context);
  }
  for (const draft of await loadDraftsFrom(trx, arrived)) await touchDraft(trx, draft, original, source, context);
  // A translation whose draft was lost with a database does not stay behind unseen: it is begun anew.
  for (const version of await loadVersions(trx, article)) {
    if (version.source !== DESK || !isMadeFrom(version, arrived)) continue;
    if ((await loadDraftRow(trx, version)) !== null) continue;
    await addDraft(trx, original, version.language, source, context);
    const draft = await loadDraftRow(trx, version);
    if (draft !== null) await changeDraft(trx, draft, { touched_at: context.now.toISOString() }, context);
  }
  if (arrived.what !== 'added') return;
  for (const { from, to } of context.settings.translations) {
    if (from === language && (await isFree(trx, { article, language: to })))
      await addDraft(trx, original, to, source, context);
  }
}

/** Whether a language of an article is nobody's: neither a source's nor being translated. */
async function isFree(trx: Trx, name: VersionName): Promise<boolean> {
  const version = await loadVersion(trx, name);
  const isOurs = version === null || version.source === DESK;
  return isOurs && (await loadDraftRow(trx, name)) === null;
}

/**
 * Lets everything follow a withdrawal: the draft of that version, and all that was translated from it, published or not,
 * memory included. Nothing of the text stays in the newsroom.
 */
export async function followWithdrawal(
  trx: Trx,
  name: VersionName,
  reason: WithdrawalReason,
  who: string,
  context: ActContext,
): Promise<void> {
  const { article } = name;
  await noteErasure(trx, context);
  await forget(trx, article);
  await eraseDraft(trx, name);
  const translated = new Set((await loadDraftsFrom(trx, name)).map(({ language }) => language));
  for (const version of await loadVersions(trx, article))
    if (isMadeFrom(version, name)) translated.add(version.language);
  for (const language of translated) {
    const each = { article, language };
    await eraseDraft(trx, each);
    const version = await loadVersion(trx, each);
    if (version !== null && (version.source === DESK || isMadeFrom(version, name))) {
      // What its source sent meanwhile, and is held back, was not made of it.
      const held = version.source === DESK ? null : await loadHeld(trx, each);
      await withdrawVersion(trx, version, reason, context);
      if (held !== null) await trx.insertInto('held').values(held).execute();
    }
    await addAudit(trx, { who, what: 'withdrawn', ...each, detail: { with: name.language } }, context);
    await followWithdrawal(trx, each, reason, who, context);
  }
  await sql`delete from revisions where article = ${article} and language = ${name.language}`.execute(trx);
}

/** Whether what a version says was translated here from another one, whoever has the next word in it. */
function isMadeFrom(version: VersionRow, { language }: VersionName): boolean {
  return version.state !== 'withdrawn' && bodyOf(version).translation?.from === language;
}
