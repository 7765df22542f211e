import type { SegmentView } from '../../editing/index.ts';

/** Segments on one page of the editor: more than an ordinary article has, few enough for a browser to stay quick. */
export const SEGMENTS_A_PAGE = 200;

/** What of a draft is shown: all of it, or what nobody has confirmed yet. */
export type Show = 'all' | 'open';

/** Which page of the editor. */
export interface EditorPlace {
  readonly article: string;
  readonly language: string;
  readonly show: Show;
  /** From 1. */
  readonly page: number;
}

/** Address of an article's page. */
export function articleAddress(article: string): string {
  return `/articles/${encodeURIComponent(article)}`;
}

/** Address of the editor of a version; everything about it lies below. */
export function editorAddress({ article, language }: { readonly article: string; readonly language: string }): string {
  return `${articleAddress(article)}/${encodeURIComponent(language)}`;
}

/**
 * Address of one page of the editor, at the field of a segment where one is named: browsers go into a field that an address
 * names, with and without script.
 */
export function placeAddress(place: EditorPlace, key?: string): string {
  const query = new URLSearchParams();
  if (place.show !== 'all') query.set('show', place.show);
  if (place.page > 1) query.set('page', String(place.page));
  const search = query.size > 0 ? `?${query}` : '';
  return `${editorAddress(place)}${search}${key === undefined ? '' : `#${fieldId(key)}`}`;
}

/** The id of a segment on its page. Keys hold letters, digits and dots only, which ids may hold too. */
export function segmentId(key: string): string {
  return `s-${key}`;
}

/** The id of a segment's field. */
export function fieldId(key: string): string {
  return `t-${key}`;
}

/** What of a segment decides where it is shown. */
type Placed = Pick<SegmentView, 'key' | 'state'>;

/** Part of a draft that stands on one page. */
export interface ShownSegments<Each extends Placed> {
  readonly page: number;
  readonly pages: number;
  readonly segments: readonly Each[];
  /** Positions in the whole draft of the first shown and behind the last one. */
  readonly from: number;
  readonly to: number;
}

/** Cuts out what a page shows; a page beyond the last is the last. `also` is shown whatever its state. */
export function shownSegments<Each extends Placed>(
  all: readonly Each[],
  { show, page: asked }: { readonly show: Show; readonly page: number },
  also?: string,
): ShownSegments<Each> {
  const listed = all.filter(({ key, state }) => show === 'all' || state !== 'confirmed' || key === also);
  const pages = Math.max(1, Math.ceil(listed.length / SEGMENTS_A_PAGE));
  const page = Math.min(Math.max(1, asked), pages);
  const segments = listed.slice((page - 1) * SEGMENTS_A_PAGE, page * SEGMENTS_A_PAGE);
  const [first, last] = [segments[0], segments.at(-1)];
  return {
    page,
    pages,
    segments,
    from: first === undefined ? 0 : all.indexOf(first),
    to: last === undefined ? 0 : all.indexOf(last) + 1,
  };
}

/** The segment to go to after one was confirmed: the next that is not, from the top again after the last; null when all are. */
export function nextOpen(all: readonly Placed[], key: string): string | null {
  const at = all.findIndex((each) => each.key === key);
  const after = [...all.slice(at + 1), ...all.slice(0, Math.max(0, at))];
  return after.find(({ state }) => state !== 'confirmed')?.key ?? null;
}

/** The page that a segment stands on. */
export function pageOfSegment(all: readonly Placed[], key: string, show: Show): number {
  const listed = all.filter((each) => show === 'all' || each.state !== 'confirmed' || each.key === key);
  const at = listed.findIndex((each) => each.key === key);
  return Math.floor(Math.max(0, at) / SEGMENTS_A_PAGE) + 1;
}

/** Reads which page was asked for; what makes no sense is the first, with everything. */
export function parsePlace(query: { readonly show?: string | undefined; readonly page?: string | undefined }): {
  readonly show: Show;
  readonly page: number;
} {
  const page = /^[1-9]\d{0,5}$/.test(query.page ?? '') ? Number(query.page) : 1;
  return { show: query.show === 'open' ? 'open' : 'all', page };
}
