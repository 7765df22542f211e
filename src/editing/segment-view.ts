import type { Mark, SegmentRole } from '../translate/index.ts';
import type { SegmentRow } from './cut.ts';
import { type DraftParts, findingsOf, ignoredOf } from './obstacles.ts';
import type { SegmentView } from './views.ts';

/** A segment as editors see it. */
export function segmentView(row: SegmentRow, parts: Pick<DraftParts, 'draft' | 'terms'>): SegmentView {
  const {
    key,
    role,
    source,
    marks,
    source_before: sourceBefore,
    target,
    state,
    origin,
    engine,
    machine,
    failure,
  } = row;
  return {
    key,
    role: role as SegmentRole,
    source,
    marks: JSON.parse(marks) as Mark[],
    sourceBefore,
    target,
    state,
    origin,
    engine,
    machine,
    failure,
    confirmedBy: row.confirmed_by,
    confirmedAt: row.confirmed_at,
    edit: row.edit,
    findings: findingsOf(row, parts),
    ignored: ignoredOf(row),
  };
}
