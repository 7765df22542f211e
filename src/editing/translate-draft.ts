import type { Kysely } from 'kysely';
import type { Tables } from '../tables/index.ts';
import {
  checkPlaceholders,
  type Engine,
  type EngineAnswer,
  fillFromMemory,
  loadTerms,
  type Term,
  termsIn,
} from '../translate/index.ts';
import { addAudit } from './audit.ts';
import { refreshCells } from './cells.ts';
import { type ActContext, type EditingSettings, type Enqueue, lockArticle, type Trx } from './context.ts';
import type { SegmentRow } from './cut.ts';
import { type DraftRow, loadDraftRow, moveDraft } from './draft-rows.ts';
import type { VersionName } from './editing.ts';
import { machineText } from './machine-text.ts';
import { type DraftParts, mayGoUnchecked, obstaclesTo } from './obstacles.ts';
import { scheduleDraft } from './publish-acts.ts';
import { loadParts, releaseDraft } from './release.ts';
import { loadSegments } from './segment-rows.ts';
import { bodyOf } from './version-rows.ts';

/** What the job needs. Nothing of the database is held while an engine is at work. */
export interface TranslateContext {
  readonly db: Kysely<Tables>;
  readonly settings: () => EditingSettings;
  readonly now: () => Date;
  readonly random: (count: number) => Uint8Array;
  readonly enqueue: Enqueue;
  /** The engine of that name of the settings; undefined when there is none. */
  readonly engines: { get(name: string): Engine | undefined };
  readonly onChange: (article: string) => void;
}

/** Segments an engine is asked at once: what it gave is kept before the next are asked. */
const AT_ONCE = 50;

/** Who the audit trail names for what no person did. */
const MACHINE = 'machine';

/**
 * Fills a draft in: what the memory has word by word, then what the engine of the settings makes of the rest; a segment it
 * fails at says so and stays empty. Of what the original changed under a person's text the engine only makes a suggestion.
 * Then the draft waits for a person, or goes out where the settings say so and nothing stands against it.
 *
 * May be called again at any time: what is filled in is not asked again, what somebody wrote meanwhile stays. Throws when
 * `signal` is aborted or the database fails; what was filled in until then is kept.
 */
export async function translateDraft(context: TranslateContext, name: VersionName, signal: AbortSignal): Promise<void> {
  const draft = await begin(context, name);
  if (draft === null) return;
  const { from_language: from, language: to } = draft;
  const counts = { memory: await fillIn(context, draft), machine: 0, failed: 0 };
  const terms = await loadTerms(context.db, { from, to });
  const settings = context.settings().translations.find((each) => each.from === from && each.to === to);
  const engine = settings?.engine === undefined ? undefined : context.engines.get(settings.engine);
  let made = '';
  if (engine !== undefined) {
    const rows = await loadSegments(context.db, name);
    const wanted = rows.filter(
      ({ state, machine, failure }) =>
        machine === null && (state === 'empty' || state === 'touched' || failure !== null),
    );
    const headline = rows.find(({ key }) => key === 'headline')?.source;
    for (let at = 0; at < wanted.length; at += AT_ONCE) {
      signal.throwIfAborted();
      const batch = wanted.slice(at, at + AT_ONCE);
      const answer = await engine.translate(requestOf(batch, { from, to, terms, headline }), signal);
      const taken = await keepAnswer(context, batch, answer);
      counts.machine += taken.machine;
      counts.failed += taken.failed;
      made = answer.engine;
      context.onChange(name.article);
    }
  }
  signal.throwIfAborted();
  await end(context, name, { ...counts, engine: made });
  context.onChange(name.article);
}

function requestOf(
  batch: readonly SegmentRow[],
  { from, to, terms, headline }: { from: string; to: string; terms: readonly Term[]; headline: string | undefined },
) {
  const used = new Map<string, Term>();
  for (const { source } of batch) {
    for (const term of termsIn(source, terms)) if (term.kind !== 'forbidden') used.set(term.id, term);
  }
  return {
    from,
    to,
    segments: batch.map(({ key, source }) => ({ id: key, text: source })),
    terms: [...used.values()].map(({ source, target }) => ({ source, target })),
    ...(headline === undefined ? {} : { context: headline }),
  };
}

const actOf = ({ settings, now, random, enqueue }: TranslateContext): ActContext => ({
  settings: settings(),
  now: now(),
  random,
  enqueue,
});

/** Says that the machine is at it; null when the draft is gone. */
function begin(context: TranslateContext, name: VersionName): Promise<DraftRow | null> {
  return context.db.transaction().execute(async (trx) => {
    const act = actOf(context);
    if ((await lockArticle(trx, name.article)) === null) return null;
    const draft = await loadDraftRow(trx, name);
    if (draft?.state !== 'arrived') return draft;
    const begun = await moveDraft(trx, draft, 'machine-began', act);
    await refreshCells(trx, [name.article], act);
    return begun;
  });
}

/** Fills in what the memory has; how many that were. */
async function fillIn({ db }: TranslateContext, draft: DraftRow): Promise<number> {
  const { from_language: from, language: to } = draft;
  const empty = (await loadSegments(db, draft)).filter(({ state }) => state === 'empty');
  if (empty.length === 0) return 0;
  const segments = empty.map(({ key, source }) => ({ key, text: source }));
  const matches = await fillFromMemory(db, { from, to, segments });
  if (matches.size === 0) return 0;
  return db.transaction().execute(async (trx) => {
    await lockArticle(trx, draft.article);
    let count = 0;
    for (const row of empty) {
      const { target = '', isMachine = false } = matches.get(row.key) ?? {};
      if (target.trim() === '' || checkPlaceholders(row.source, target).length > 0) continue;
      const origin = isMachine ? 'machine' : 'memory';
      if (await fill(trx, row, { target, state: 'draft', origin, failure: null })) count += 1;
    }
    return count;
  });
}

/** Writes into a segment that nobody wrote into since it was read; false when somebody did, or it is another by now. */
async function fill(trx: Trx, row: SegmentRow, values: Partial<SegmentRow>): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('segments')
    .set({ ...values, edit: row.edit + 1 })
    .where('article', '=', row.article)
    .where('language', '=', row.language)
    .where('key', '=', row.key)
    .where('edit', '=', row.edit)
    // A draft may have been erased and begun anew with another text.
    .where('source', '=', row.source)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Keeps what an engine answered, believing nothing of it: each segment by itself. */
function keepAnswer(
  { db }: TranslateContext,
  batch: readonly SegmentRow[],
  { engine, results }: EngineAnswer,
): Promise<{ machine: number; failed: number }> {
  const byKey = new Map(results.map((result) => [result.id, result]));
  return db.transaction().execute(async (trx) => {
    const [first] = batch;
    if (first !== undefined) await lockArticle(trx, first.article);
    const counts = { machine: 0, failed: 0 };
    for (const row of batch) {
      const given = machineText(row.source, byKey.get(row.key));
      if ('failure' in given) {
        counts.failed += 1;
        // Of a text that a person wrote meanwhile nobody needs to know that the machine failed at it.
        await trx
          .updateTable('segments')
          .set({ failure: given.failure, engine })
          .where('article', '=', row.article)
          .where('language', '=', row.language)
          .where('key', '=', row.key)
          .where('edit', '=', row.edit)
          .where('source', '=', row.source)
          .execute();
        continue;
      }
      counts.machine += 1;
      const { text } = given;
      const isFilled =
        row.state === 'empty' &&
        (await fill(trx, row, {
          target: text,
          state: 'draft',
          origin: 'machine',
          engine,
          machine: text,
          failure: null,
        }));
      if (!isFilled) await suggest(trx, row, text, engine);
    }
    return counts;
  });
}

/** Keeps what the machine made beside a person's text, as long as it is a translation of what the original says. */
async function suggest(trx: Trx, { source, ...row }: SegmentRow, machine: string, engine: string): Promise<void> {
  await trx
    .updateTable('segments')
    .set({ machine, engine, failure: null })
    .where('article', '=', row.article)
    .where('language', '=', row.language)
    .where('key', '=', row.key)
    .where('source', '=', source)
    .execute();
}

/** The machine is through: a person is next, or nobody has to be. */
function end(
  context: TranslateContext,
  name: VersionName,
  detail: Readonly<Record<string, string | number>>,
): Promise<void> {
  return context.db.transaction().execute(async (trx) => {
    const act = actOf(context);
    const article = await lockArticle(trx, name.article);
    const draft = article === null ? null : await loadDraftRow(trx, name);
    if (article === null || draft === null) return;
    const moved = await moveDraft(trx, draft, 'machine-done', act);
    await addAudit(trx, { who: MACHINE, what: 'machine-drafted', ...name, detail }, act);
    await goUnchecked(trx, moved, article.hold_until !== null, act);
    await refreshCells(trx, [name.article], act);
  });
}

/** Publishes what nobody has to read, if the settings say so and nothing stands against it. */
async function goUnchecked(trx: Trx, draft: DraftRow, isEmbargoed: boolean, context: ActContext): Promise<void> {
  const isOpen = draft.state === 'review' || draft.state === 'ready';
  if (!isOpen || draft.publish_at !== null || !mayGoUnchecked(draft, context.settings)) return;
  const parts = await loadParts(trx, draft);
  if (isAPersons(parts) || obstaclesTo(parts, context.settings).length > 0) return;
  if (isEmbargoed) await scheduleDraft(trx, draft, context.now, MACHINE, context);
  else await releaseDraft(trx, parts, { who: MACHINE }, context);
}

/** Whether publishing would take something out of a person's hands: what they are writing, or their work that is out. */
function isAPersons({ segments, version }: DraftParts): boolean {
  if (segments.some(({ state, origin }) => state === 'draft' && origin === 'person')) return true;
  const isMachines = version === null || (bodyOf(version).translation?.how ?? 'machine') === 'machine';
  return !isMachines && segments.every(({ state }) => state !== 'confirmed');
}
