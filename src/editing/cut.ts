import type { Selectable } from 'kysely';
import type { Tables } from '../tables/index.ts';
import type { Mark, Segment } from '../translate/index.ts';

/** A segment as the database has it. */
export type SegmentRow = Selectable<Tables['segments']>;

/** What a segment that stays is changed to; its position, role and marks besides. */
type Change = Pick<SegmentRow, 'key'> & Partial<Omit<SegmentRow, 'article' | 'language' | 'key'>>;

/** What a change of the original does to the segments of a draft. */
export interface Cut {
  readonly added: readonly { readonly segment: Segment; readonly position: number }[];
  /** Those that stay, with where they now stand; `isTouched` when their text changed. */
  readonly kept: readonly (Change & { readonly isTouched: boolean })[];
  /** Keys of those whose text is in the original no more. */
  readonly gone: readonly string[];
}

/**
 * Cuts a draft anew after its original changed: what says the same keeps its translation and its confirmation, and where it
 * does not, a person's text is kept and marked as touched, a machine's is made again. Pure.
 */
export function recut(rows: readonly SegmentRow[], segments: readonly Segment[]): Cut {
  const known = new Map(rows.map((row) => [row.key, row]));
  const added: { segment: Segment; position: number }[] = [];
  const kept: (Change & { isTouched: boolean })[] = [];
  for (const [position, segment] of segments.entries()) {
    const row = known.get(segment.key);
    known.delete(segment.key);
    if (row === undefined) {
      added.push({ segment, position });
      continue;
    }
    const { key, role } = segment;
    const place = { key, position, role, marks: JSON.stringify(segment.marks) };
    if (saysTheSame(row, segment)) kept.push({ ...place, isTouched: false });
    else
      kept.push({ ...place, ...touched(row, segment.text), source: segment.text, edit: row.edit + 1, isTouched: true });
  }
  return { added, kept, gone: [...known.keys()] };
}

/** Whether the text is the same. Where a link leads to is the article's, whatever language it is read in. */
function saysTheSame(row: SegmentRow, { text, marks }: Segment): boolean {
  const meant = (each: Mark): Mark => (each.type === 'link' ? { ...each, address: '' } : each);
  const before = (JSON.parse(row.marks) as Mark[]).map(meant);
  return row.source === text && JSON.stringify(before) === JSON.stringify(marks.map(meant));
}

function touched(row: SegmentRow, text: string): Partial<SegmentRow> {
  const stale = { machine: null, failure: null };
  // Nobody's text: it is filled in again.
  if (row.target === '' || (row.state === 'draft' && row.origin !== 'person')) {
    return { ...stale, target: '', state: 'empty', origin: null, engine: null, source_before: null, ignored: '[]' };
  }
  if (row.source_before === text) {
    // The original says again what it said when the target was right.
    const state = row.state === 'touched' && row.confirmed_at !== null ? 'confirmed' : 'draft';
    return { ...stale, state, source_before: null };
  }
  return { ...stale, state: 'touched', source_before: row.source_before ?? row.source, ignored: '[]' };
}
