import type { Direction, Inline, NewBlock } from '../article/index.ts';

/** A picture that still lies where the newsroom keeps it. */
export interface DraftPicture {
  readonly type: 'picture';
  /** Absolute http(s) address. */
  readonly address: string;
  readonly alternative: string;
  readonly caption?: readonly Inline[];
  readonly credit?: string;
}

/** A video that still lies where the newsroom keeps it. */
export interface DraftVideo {
  readonly type: 'video';
  readonly address: string;
  /** Address of the picture shown before it plays. */
  readonly poster?: string;
  /** WebVTT files, by language. */
  readonly captions: readonly { readonly language: string; readonly address: string }[];
  readonly alternative: string;
  readonly caption?: readonly Inline[];
  readonly credit?: string;
}

/** A block of text as the model has it, without an id. */
export type DraftText = Exclude<NewBlock, { readonly type: 'picture' | 'video' }>;

/** A block as a source delivers it: the model's, but pictures and videos are addresses. `resolveMedia` ends that. */
export type DraftBlock = DraftText | DraftPicture | DraftVideo;

/** What one language version of an article says, as its source has it. In the article room's normal form. */
export interface Draft {
  readonly language: string;
  readonly direction: Direction;
  readonly headline: string;
  readonly kicker?: string;
  readonly sections: readonly string[];
  readonly bylines: readonly string[];
  /** UTC, seconds. */
  readonly publishedAt: string;
  readonly modifiedAt?: string;
  readonly blocks: readonly DraftBlock[];
}
