import { isMachineMade, loadTerms, remember } from '../translate/index.ts';
import { addAudit } from './audit.ts';
import { refreshCells } from './cells.ts';
import { type ActContext, lockArticle, type Trx } from './context.ts';
import type { SegmentRow } from './cut.ts';
import { changeDraft, type DraftRow, loadDraftRow, moveDraft, untouched } from './draft-rows.ts';
import type { SegmentName } from './editing.ts';
import { ignoredOf, isWrong } from './obstacles.ts';
import { changeSegment } from './segment-rows.ts';
import { segmentView } from './segment-view.ts';
import type { Actor, SegmentOutcome } from './views.ts';

interface Found {
  readonly draft: DraftRow;
  readonly row: SegmentRow;
  readonly terms: Awaited<ReturnType<typeof loadTerms>>;
}

async function find(trx: Trx, { article, language, key }: SegmentName): Promise<Found | null> {
  if ((await lockArticle(trx, article)) === null) return null;
  const draft = await loadDraftRow(trx, { article, language });
  if (draft === null) return null;
  const row = await loadRow(trx, { article, language, key });
  return row === null ? null : { draft, row, terms: await loadTerms(trx, { from: draft.from_language, to: language }) };
}

/** Does something to a segment that is there, and as the writer saw it. */
async function onSegment(
  trx: Trx,
  name: SegmentName,
  act: (found: Found) => Promise<SegmentOutcome>,
): Promise<SegmentOutcome> {
  const found = await find(trx, name);
  if (found === null) return { outcome: 'gone' };
  return found.row.edit === name.edit ? act(found) : { outcome: 'conflict', segment: segmentView(found.row, found) };
}

async function loadRow(trx: Trx, { article, language, key }: Omit<SegmentName, 'edit'>): Promise<SegmentRow | null> {
  const row = await trx
    .selectFrom('segments')
    .selectAll()
    .where('article', '=', article)
    .where('language', '=', language)
    .where('key', '=', key)
    .executeTakeFirst();
  return row ?? null;
}

/** Changes the segment and gives it back as it now is. */
async function write(trx: Trx, { row }: Found, values: Partial<SegmentRow>): Promise<SegmentRow> {
  const next = { ...values, edit: row.edit + 1 };
  await changeSegment(trx, row, next);
  return { ...row, ...next };
}

/**
 * Where a text comes from: what the machine or the memory gave is theirs until a person changes it, also when a person
 * takes it over by hand.
 */
async function originOf(trx: Trx, { draft, row }: Found, target: string): Promise<SegmentRow['origin']> {
  if (target === '') return null;
  if (row.machine !== null && target === row.machine) return 'machine';
  if (target === row.target) return row.origin ?? 'person';
  const { from_language: from, language: to } = draft;
  return (await isMachineMade(trx, { from, to, source: row.source, target })) ? 'machine' : 'person';
}

/** Keeps what a person typed; see `Editing.saveSegment`. */
export async function saveSegment(
  trx: Trx,
  name: SegmentName,
  target: string,
  who: Actor,
  context: ActContext,
): Promise<SegmentOutcome> {
  return onSegment(trx, name, async (found) => {
    const { draft, row } = found;
    const text = cleanText(target);
    if (row.target === text) return { outcome: 'saved', segment: segmentView(row, found) };
    const next = await writeText(trx, found, text);
    await moved(trx, draft, 'written', who, context);
    return { outcome: 'saved', segment: segmentView(next, found) };
  });
}

/** Keeps a text that is not confirmed. */
async function writeText(trx: Trx, found: Found, text: string): Promise<SegmentRow> {
  return write(trx, found, {
    target: text,
    state: text === '' ? 'empty' : 'draft',
    origin: await originOf(trx, found, text),
    failure: null,
    confirmed_by: null,
    confirmed_at: null,
  });
}

/** Says that a segment is right; see `Editing.confirmSegment`. What it says goes into the memory. */
export async function confirmSegment(
  trx: Trx,
  name: SegmentName,
  target: string,
  who: Actor,
  context: ActContext,
): Promise<SegmentOutcome> {
  return onSegment(trx, name, async (found) => {
    const { draft, row } = found;
    const text = cleanText(target);
    const isSame = row.target === text;
    if (isSame && row.state === 'confirmed') return { outcome: 'saved', segment: segmentView(row, found) };
    if (who.isToken === true || text === '' || isWrong(row, found, text)) {
      const kept = isSame ? row : await writeText(trx, found, text);
      if (!isSame) await moved(trx, draft, 'written', who, context);
      return { outcome: 'refused', segment: segmentView(kept, found) };
    }
    const { now } = context;
    const origin = await originOf(trx, found, text);
    const next = await write(trx, found, {
      target: text,
      state: 'confirmed',
      origin,
      source_before: null,
      failure: null,
      confirmed_by: who.name,
      confirmed_at: now.toISOString(),
    });
    const { article, language, from_language: from } = draft;
    const pair = { from, to: language, source: row.source, target: text };
    await remember(trx, { ...pair, by: who.name, at: now, article, isMachine: origin === 'machine' });
    await addAudit(
      trx,
      { who: who.name, what: 'segment-confirmed', article, language, detail: { key: row.key } },
      context,
    );
    await moved(trx, draft, 'confirmed', who, context);
    return { outcome: 'saved', segment: segmentView(next, found) };
  });
}

/** Switches a check off for a segment, with the reason; see `Editing.ignoreCheck`. */
export async function ignoreCheck(
  trx: Trx,
  name: SegmentName,
  { check, reason }: { readonly check: string; readonly reason: string },
  who: Actor,
  context: ActContext,
): Promise<SegmentOutcome> {
  return onSegment(trx, name, async (found) => {
    const { draft, row } = found;
    // Without its text and its marks a segment is no translation, whatever the reason.
    const isVital = check === 'empty' || check === 'placeholders';
    if (isVital || reason.trim() === '') return { outcome: 'refused', segment: segmentView(row, found) };
    const before = ignoredOf(row).filter((each) => each.check !== check);
    const ignored = JSON.stringify([...before, { check, reason: reason.trim().slice(0, 300), by: who.name }]);
    const next = await write(trx, found, { ignored });
    const { article, language } = draft;
    const detail = { key: row.key, check };
    await addAudit(trx, { who: who.name, what: 'check-ignored', article, language, detail }, context);
    return { outcome: 'saved', segment: segmentView(next, found) };
  });
}

/** Takes the draft along with what happened to one of its segments. */
async function moved(
  trx: Trx,
  draft: DraftRow,
  event: 'written' | 'confirmed',
  who: Actor,
  context: ActContext,
): Promise<void> {
  const { article, language } = draft;
  let next = await moveDraft(trx, draft, event, context);
  if (next.touched_at !== null && (await untouched(trx, draft)))
    next = await changeDraft(trx, next, { touched_at: null }, context);
  if (next.state !== draft.state) {
    const what =
      next.state === 'ready' ? 'ready' : draft.state === 'ready' || draft.state === 'published' ? 'reopened' : null;
    if (what !== null) await addAudit(trx, { who: who.name, what, article, language }, context);
  }
  await refreshCells(trx, [article], { ...context, by: who.name });
}

/** What was typed, as it is kept: no characters that only a keyboard makes, no white space around it. */
function cleanText(target: string): string {
  return target
    .normalize('NFC')
    .replaceAll('\0', '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
}
