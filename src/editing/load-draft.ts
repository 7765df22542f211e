import { sql } from 'kysely';
import { loadTerms } from '../translate/index.ts';
import type { ActContext, Db } from './context.ts';
import { type DraftRow, loadDraftRow } from './draft-rows.ts';
import type { VersionName } from './editing.ts';
import { labelOf } from './label.ts';
import { mayGoUnchecked, obstaclesTo, type Standing, standingObstacles } from './obstacles.ts';
import { loadParts } from './release.ts';
import { loadSegments } from './segment-rows.ts';
import { segmentView } from './segment-view.ts';
import type { DraftHead, DraftOutline, DraftView, SegmentView } from './views.ts';

type Settled = Pick<ActContext, 'settings'>;

/** A draft with its segments; see `Editing.draft`. */
export async function loadDraft(db: Db, name: VersionName, { settings }: Settled): Promise<DraftView | null> {
  const draft = await loadDraftRow(db, name);
  if (draft === null) return null;
  const parts = await loadParts(db, draft);
  const { version, segments } = parts;
  const head = await loadHead(db, draft, version);
  return {
    ...head,
    segments: segments.map((row) => segmentView(row, parts)),
    label: labelOf(segments, head.from, head.language).how,
    obstacles: obstaclesTo(parts, settings),
  };
}

/** A draft without its texts; see `Editing.outline`. They are loaded only where they decide whether it may go out. */
export async function loadOutline(db: Db, name: VersionName, { settings }: Settled): Promise<DraftOutline | null> {
  const draft = await loadDraftRow(db, name);
  if (draft === null) return null;
  const { article, language, from_language: from } = draft;
  const rows = await db
    .selectFrom('segments')
    .select(['key', 'state', 'edit', sql<boolean>`target = ''`.as('isEmpty')])
    .where('article', '=', article)
    .where('language', '=', language)
    .orderBy('position')
    .orderBy('key')
    .execute();
  const original = await loadStanding(db, { article, language: from });
  const version = await loadStanding(db, { article, language });
  const count = { empty: 0, open: 0 };
  for (const { state, isEmpty } of rows) {
    if (isEmpty) count.empty += 1;
    else if (state !== 'confirmed') count.open += 1;
  }
  const head = await loadHead(db, draft, version);
  const segments = rows.map(({ key, state, edit }) => ({ key, state, edit }));
  const obstacles = standingObstacles({ draft, original, version }, count, settings);
  // With one that is not confirmed the label is the machine's, whatever the others are.
  const isOpen = segments.some(({ state }) => state !== 'confirmed');
  const isForTexts = mayGoUnchecked(draft, settings) && count.open > 0;
  if (isOpen && !isForTexts && obstacles.length > 0) return { ...head, segments, label: 'machine', obstacles };
  const parts = await loadParts(db, draft);
  return {
    ...head,
    segments,
    label: labelOf(parts.segments, from, language).how,
    obstacles: obstaclesTo(parts, settings),
  };
}

/** Some segments of a draft as editors see them; see `Editing.segments`. */
export async function loadSegmentViews(db: Db, name: VersionName, keys: readonly string[]): Promise<SegmentView[]> {
  const draft = await loadDraftRow(db, name);
  if (draft === null || keys.length === 0) return [];
  const terms = await loadTerms(db, { from: draft.from_language, to: draft.language });
  const rows = await loadSegments(db, name, keys);
  return rows.map((row) => segmentView(row, { draft, terms }));
}

/** What there is of a version, without its body. */
async function loadStanding(db: Db, { article, language }: VersionName): Promise<Standing | null> {
  const row = await db
    .selectFrom('versions')
    .select(['language', 'source', 'state', 'published_revision', 'hold_until'])
    .where('article', '=', article)
    .where('language', '=', language)
    .executeTakeFirst();
  return row ?? null;
}

async function loadHead(
  db: Db,
  draft: DraftRow,
  version: Standing | null,
): Promise<Omit<DraftHead, 'label' | 'obstacles'>> {
  const { article, language, from_language: from, edit, assignee } = draft;
  const { day, hold_until: holdUntil } = await db
    .selectFrom('articles')
    .select(['day', 'hold_until'])
    .where('id', '=', article)
    .executeTakeFirstOrThrow();
  const isCorrected = draft.state === 'published' && version?.state === 'corrected';
  return {
    article,
    language,
    from,
    day,
    state: isCorrected ? 'corrected' : draft.state,
    edit,
    assignee,
    publishAt: draft.publish_at,
    holdUntil,
    touchedAt: draft.touched_at,
  };
}
