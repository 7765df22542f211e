import type { Direction, Translation } from './model.ts';

/**
 * A value as JSON with sorted keys and without what is undefined: the same text for the same value, whatever order it
 * was put together in.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** What `contentKey` looks at: a body, or a draft of one whose blocks are not yet of the model. */
export interface Content {
  readonly language: string;
  readonly direction: Direction;
  readonly headline: string;
  readonly kicker?: string;
  readonly sections: readonly string[];
  readonly bylines: readonly string[];
  readonly publishedAt: string;
  readonly translation?: Translation;
  readonly blocks: readonly object[];
}

/**
 * Everything of a body that a reader would notice, as one canonical text: equal keys mean nothing changed. Ignores
 * block ids, `modifiedAt` and `state`. Pass bodies in normal form, or white space counts; hash it to keep it short.
 */
export function contentKey(body: Content): string {
  const { language, direction, headline, kicker, sections, bylines, publishedAt, translation } = body;
  const blocks = body.blocks.map((block) => ({ ...block, id: undefined }));
  return canonicalJson({
    language,
    direction,
    headline,
    kicker,
    sections,
    bylines,
    publishedAt,
    translation,
    blocks,
  });
}
