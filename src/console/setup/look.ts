import { fetchFeed } from '../../newsroom/index.ts';

/** How many articles are read to show what a source has: enough to know it again, few enough to be read in a moment. */
const SHOWN = 8;
/** A source that takes longer is told to be slow; the newsroom itself waits longer. */
const PATIENCE_MS = 20_000;

/** What will be read from a source, as a person recognises it. */
export interface SourceLook {
  readonly address: string;
  readonly kind: 'feed' | 'sitemap';
  /** Title that it gives itself. */
  readonly title: string | null;
  /** Why nothing could be read: a sentence, and what to do. */
  readonly failure: string | null;
  readonly articles: readonly { readonly headline: string; readonly language: string; readonly blocks: number }[];
  /** What could be read, but not as it should be. */
  readonly warnings: readonly string[];
}

/** Reads a source once, as the newsroom will. Keeps nothing. */
export async function lookAtSource(
  { kind, address }: { readonly kind: 'feed' | 'sitemap'; readonly address: string },
  now: () => Date,
): Promise<SourceLook> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const nothing = { address, kind, title: null, articles: [], warnings: [] };
  try {
    const { poll } = await fetchFeed({ name: address, kind, address, maxItems: SHOWN }, { now, signal });
    const { failure } = poll;
    return {
      address,
      kind,
      title: poll.title ?? null,
      failure: failure === undefined ? null : [failure.message, failure.hint].filter((each) => each).join('. '),
      articles: poll.arrivals
        .slice(0, SHOWN)
        .map(({ body }) => ({ headline: body.headline, language: body.language, blocks: body.blocks.length })),
      warnings: [...new Set(poll.warnings.map(({ message }) => message))].slice(0, 5),
    };
  } catch (error) {
    if (signal.aborted)
      return {
        ...nothing,
        failure: `${address} did not answer within ${PATIENCE_MS / 1_000} s. Try again, or add it all the same.`,
      };
    throw error;
  }
}
