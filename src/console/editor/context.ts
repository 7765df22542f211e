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
}
