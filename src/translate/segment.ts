import type { Direction } from '../article/index.ts';

/**
 * What a placeholder stands for. `{1}…{/1}` holds text, `{2/}` stands alone; numbers count from 1 in the order of the
 * original. Text of an article that looks like a placeholder itself is a `literal`, so nothing is ever escaped.
 */
export type Mark =
  | { readonly type: 'strong' | 'emphasis' | 'subscript' | 'superscript' }
  | { readonly type: 'link'; readonly address: string }
  | { readonly type: 'foreign'; readonly language: string; readonly direction: Direction }
  | { readonly type: 'break' }
  | { readonly type: 'literal'; readonly text: string };

/** What a segment is in its article. */
export type SegmentRole =
  | 'headline'
  | 'kicker'
  | 'section'
  | 'byline'
  | 'lead'
  | 'paragraph'
  | 'point'
  | 'heading'
  | 'quote'
  | 'attribution'
  | 'item'
  | 'cell'
  | 'caption'
  | 'alternative'
  | 'credit'
  | 'correction';

/** One text of an article that is translated as a whole: a block, or one of the texts that a block has. */
export interface Segment {
  /**
   * Which: `headline`, `kicker`, `section.0`, `byline.0`; of a block its id, followed by which of its texts when it has
   * several: `b3`, `b4.0`, `b4.attribution`, `b5.0.2.1`, `b6.caption`. Unique in its article, the same as long as the block is.
   */
  readonly key: string;
  readonly role: SegmentRole;
  /** With placeholders. Never empty: an empty text is no segment. */
  readonly text: string;
  /** What the placeholders stand for: `marks[0]` is that of `{1}`. */
  readonly marks: readonly Mark[];
}
