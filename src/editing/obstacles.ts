import { type ArticleBody, checkBody, contentKey, normaliseBody } from '../article/index.ts';
import {
  assemble,
  findings,
  type GlossaryTerm,
  type Mark,
  type SegmentRole,
  TranslateError,
} from '../translate/index.ts';
import { DESK, type EditingSettings } from './context.ts';
import type { SegmentRow } from './cut.ts';
import type { DraftRow } from './draft-rows.ts';
import { labelOf } from './label.ts';
import { isOwnNote } from './notes.ts';
import { bodyOf, type VersionRow } from './version-rows.ts';
import type { SegmentView } from './views.ts';

/** A draft with everything that decides what would be published of it. */
export interface DraftParts {
  readonly draft: DraftRow;
  readonly segments: readonly SegmentRow[];
  /** Null when it is gone. */
  readonly original: VersionRow | null;
  /** What there is of the draft's own language. */
  readonly version: VersionRow | null;
  readonly terms: readonly GlossaryTerm[];
}

/** What is to be said against a segment; of those that are switched off nothing. */
export function findingsOf(
  row: SegmentRow,
  { draft, terms }: Pick<DraftParts, 'draft' | 'terms'>,
  target = row.target,
): ReturnType<typeof findings> {
  const off = ignoredOf(row).map(({ check }) => check);
  const segment = { text: row.source, role: row.role as SegmentRole, marks: JSON.parse(row.marks) as Mark[] };
  return findings(segment, target, { from: draft.from_language, to: draft.language, terms, off });
}

export const ignoredOf = ({ ignored }: Pick<SegmentRow, 'ignored'>): SegmentView['ignored'] =>
  JSON.parse(ignored) as SegmentView['ignored'];

/** Whether an error stands against a segment. */
export function isWrong(row: SegmentRow, parts: Pick<DraftParts, 'draft' | 'terms'>, target = row.target): boolean {
  return findingsOf(row, parts, target).some(({ weight }) => weight === 'error');
}

/** Whether the settings let a draft be published that nobody read. */
export function mayGoUnchecked({ from_language: from, language }: DraftRow, settings: EditingSettings): boolean {
  return settings.translations.some(
    (each) => each.from === from && each.to === language && each.publish === 'unchecked',
  );
}

const many = (count: number, one: string, more: string): string => (count === 1 ? `One ${one}` : `${count} ${more}`);

/** What of a version decides whether a draft may go out beside it. */
export type Standing = Pick<VersionRow, 'language' | 'source' | 'state' | 'published_revision' | 'hold_until'>;

/** What keeps a draft from being published whatever its texts say: `empty` of its segments have none, `open` are not confirmed. */
export function standingObstacles(
  {
    draft,
    original,
    version,
  }: { readonly draft: DraftRow; readonly original: Standing | null; readonly version: Standing | null },
  { empty, open }: { readonly empty: number; readonly open: number },
  settings: EditingSettings,
): string[] {
  if (original === null || original.state === 'withdrawn') return ['Its original is gone.'];
  const obstacles: string[] = [];
  if (version !== null && !isOurs(version)) obstacles.push('This language now comes from its source.');
  if (original.published_revision === 0 && original.hold_until !== null)
    obstacles.push(`The original in ${original.language} is held back: let it go first.`);
  if (empty > 0) obstacles.push(`${many(empty, 'segment has', 'segments have')} no text.`);
  if (open > 0 && !mayGoUnchecked(draft, settings))
    obstacles.push(`${many(open, 'segment is', 'segments are')} not confirmed.`);
  return obstacles;
}

/** What keeps a draft from being published, as sentences; empty when nothing does. */
export function obstaclesTo(parts: DraftParts, settings: EditingSettings): string[] {
  const { draft, segments, original } = parts;
  const empty = segments.filter(({ target }) => target === '');
  const open = segments.filter(({ state, target }) => state !== 'confirmed' && target !== '');
  const obstacles = standingObstacles(parts, { empty: empty.length, open: open.length }, settings);
  if (original === null || original.state === 'withdrawn') return obstacles;
  if (mayGoUnchecked(draft, settings)) {
    const wrong = open.filter((row) => row.state === 'touched' || isWrong(row, parts));
    if (wrong.length > 0) obstacles.push(`${many(wrong.length, 'segment has', 'segments have')} errors.`);
  }
  if (obstacles.length > 0) return obstacles;
  try {
    const body = assembled(parts, original);
    return checkBody(body).map(({ path, message }) => `It cannot be carried: ${path} ${message}.`);
  } catch (error) {
    if (!(error instanceof TranslateError)) throw error;
    return [`It cannot be put together: ${error.message}.`];
  }
}

/** Whether a version may be written from the desk: it was made here, or its text is gone and no source has a say in it. */
export function isOurs({ source, state }: Pick<VersionRow, 'source' | 'state'>): boolean {
  return source === DESK || (source === '' && state === 'withdrawn');
}

/** The body that would be published, with the notes that were added to it here. Its state and times are those of a first one. */
export function assembled({ draft, segments, version }: DraftParts, original: VersionRow): ArticleBody {
  const { language, from_language: from } = draft;
  const targets = new Map(segments.map(({ key, target }) => [key, target]));
  const whole = assemble(bodyOf(original), targets, { language, translation: labelOf(segments, from, language) });
  const { modifiedAt: _, ...body } = whole;
  const notes = version === null || version.state === 'withdrawn' ? [] : bodyOf(version).blocks.filter(isOwnNote);
  return { ...body, state: 'current', blocks: [...body.blocks, ...notes] };
}

/** Whether two bodies say the same to a reader. */
export const isSame = (a: ArticleBody, b: ArticleBody): boolean =>
  contentKey(normaliseBody(a)) === contentKey(normaliseBody(b));
