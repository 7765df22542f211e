import type { DraftOutline } from '../../editing/index.ts';
import type { PageParts, Viewer } from '../parts.ts';
import type { Show } from './address.ts';

/** Where a segment is drawn. */
export interface SegmentContext {
  readonly article: string;
  readonly language: string;
  readonly from: string;
  readonly show: Show;
  readonly page: number;
  /** Whether the viewer may change it. */
  readonly mayEdit: boolean;
  /** Whether there is a machine to ask. */
  readonly hasEngine: boolean;
}

/** Whether a draft can be written in: what is out is opened again first. */
export function isWritable({ state }: Pick<DraftOutline, 'state'>): boolean {
  return state !== 'withdrawn' && state !== 'published' && state !== 'corrected';
}

/** Where the segments of a draft are drawn, for somebody. */
export function contextOf(
  draft: DraftOutline,
  { show, page }: { readonly show: Show; readonly page: number },
  { viewer, parts }: { readonly viewer: Viewer; readonly parts: Pick<PageParts, 'settings'> },
): SegmentContext {
  const { article, language, from } = draft;
  const route = parts.settings().translations.find(({ to }) => to === language);
  const mayEdit = viewer.may('edit') && isWritable(draft);
  return { article, language, from, show, page, mayEdit, hasEngine: route?.engine !== undefined };
}
