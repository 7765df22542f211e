import { addAudit } from './audit.ts';
import { refreshCells } from './cells.ts';
import { type ActContext, DESK, enqueueTranslation, lockArticle, type Trx } from './context.ts';
import { addDraft, changeDraft, type DraftRow, loadDraftRow, moveDraft } from './draft-rows.ts';
import type { VersionName } from './editing.ts';
import { changeSegment, loadSegments } from './segment-rows.ts';
import { loadVersions, type VersionRow } from './version-rows.ts';
import type { ActOutcome, Actor } from './views.ts';

/** The outcome of an act that was done. */
export const DONE: ActOutcome = { outcome: 'done' };

export const refused = (reason: string): ActOutcome => ({ outcome: 'refused', reason });

export const NO_ARTICLE = refused('There is no such article.');
const NO_DRAFT = refused('It is not being translated here: begin a translation first.');

/** Does an act on a draft, with the cells brought up to it. */
async function withDraft(
  trx: Trx,
  name: VersionName,
  who: Actor,
  context: ActContext,
  act: (draft: DraftRow) => Promise<ActOutcome>,
): Promise<ActOutcome> {
  if ((await lockArticle(trx, name.article)) === null) return NO_ARTICLE;
  const draft = await loadDraftRow(trx, name);
  if (draft === null) return NO_DRAFT;
  const outcome = await act(draft);
  await refreshCells(trx, [name.article], { ...context, by: who.name });
  return outcome;
}

/** The version that a language would be translated from: as the settings say, else the first that came from a source. */
export function originalOf(
  versions: readonly VersionRow[],
  language: string,
  { settings }: Pick<ActContext, 'settings'>,
): VersionRow | null {
  const originals = versions.filter(
    (each) => each.source !== DESK && each.state !== 'withdrawn' && each.language !== language,
  );
  const wanted = settings.translations.find(({ to }) => to === language)?.from;
  const byLanguage = (each: string | undefined) => originals.find((original) => original.language === each);
  return (
    byLanguage(wanted) ?? settings.languages.map(byLanguage).find((each) => each !== undefined) ?? originals[0] ?? null
  );
}

/** Begins a translation; see `Editing.begin`. */
export async function begin(trx: Trx, name: VersionName, who: Actor, context: ActContext): Promise<ActOutcome> {
  const { article, language } = name;
  if ((await lockArticle(trx, article)) === null) return NO_ARTICLE;
  if (!context.settings.languages.includes(language)) return refused(`${language} is not a language of this newsroom.`);
  if ((await loadDraftRow(trx, name)) !== null) return refused('It is being translated already.');
  const versions = await loadVersions(trx, article);
  const own = versions.find((version) => version.language === language);
  if (own !== undefined && own.source !== DESK && own.state !== 'withdrawn')
    return refused('This language comes from its source: there is nothing to translate.');
  if (own !== undefined && own.source !== DESK && own.source !== '')
    return refused('Its source withdrew this language, and may bring it back.');
  const original = originalOf(versions, language, context);
  if (original === null) return refused('There is no original to translate from.');
  await addDraft(trx, original, language, who.name, context);
  await refreshCells(trx, [article], { ...context, by: who.name });
  return DONE;
}

/** Says who works on a draft; see `Editing.assign`. */
export function assign(
  trx: Trx,
  name: VersionName,
  assignee: string | null,
  who: Actor,
  context: ActContext,
): Promise<ActOutcome> {
  return withDraft(trx, name, who, context, async (draft) => {
    await changeDraft(trx, draft, { assignee }, context);
    const detail = { assignee: assignee ?? '' };
    await addAudit(trx, { who: who.name, what: 'assigned', ...name, detail }, context);
    return DONE;
  });
}

/** Asks the machine again; see `Editing.draftAgain`. What stands there stays: beside it comes a suggestion. */
export function draftAgain(
  trx: Trx,
  { key, ...name }: VersionName & { readonly key?: string },
  who: Actor,
  context: ActContext,
): Promise<ActOutcome> {
  return withDraft(trx, name, who, context, async (draft) => {
    const rows = await loadSegments(trx, name);
    const asked =
      key === undefined ? rows.filter(({ state }) => state === 'empty') : rows.filter((row) => row.key === key);
    if (asked.length === 0)
      return refused(key === undefined ? 'Every segment has a text.' : 'There is no such segment.');
    // Until it has answered, that is what the segment says; the job asks for all that it failed at.
    for (const row of asked) await changeSegment(trx, row, { machine: null, failure: 'The machine is asked again.' });
    await enqueueTranslation(trx, draft, context);
    return DONE;
  });
}

/** Opens a draft for a further revision; see `Editing.reopen`. */
export function reopen(trx: Trx, name: VersionName, who: Actor, context: ActContext): Promise<ActOutcome> {
  return withDraft(trx, name, who, context, async (draft) => {
    if (draft.state !== 'ready' && draft.state !== 'published') return refused('It is open already.');
    await moveDraft(trx, draft, 'reopened', context);
    await addAudit(trx, { who: who.name, what: 'reopened', ...name }, context);
    return DONE;
  });
}
