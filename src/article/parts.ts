import { ArticleError } from './article-error.ts';
import { canonicalJson } from './content.ts';
import type { ParsedBody, Part } from './html.ts';
import type { ParsedListing } from './listing.ts';
import type { ArticleBody, Block, Listing } from './model.ts';

interface PartOf<Whole> {
  readonly whole: Whole;
  readonly salt: string;
  readonly part?: Part;
}

/** The wholes of all parts, after checking that they are all parts of one thing, in order. */
function inOrder<Whole>(parts: readonly PartOf<Whole>[], sharedOf: (whole: Whole) => unknown): readonly Whole[] {
  const refuse = (reason: string): never => {
    throw new ArticleError('parts-do-not-join', `parts of a long read: ${reason}`);
  };
  const [first] = parts;
  if (first === undefined) return refuse('there is none');
  const shared = canonicalJson([first.salt, sharedOf(first.whole)]);
  parts.forEach(({ whole, salt, part }, at) => {
    const { number, of } = part ?? { number: 1, of: 1 };
    if (number !== at + 1 || of !== parts.length) {
      refuse(`expected part ${at + 1} of ${parts.length}, found ${number} of ${of}`);
    }
    if (canonicalJson([salt, sharedOf(whole)]) !== shared) refuse(`part ${number} belongs to something else`);
  });
  return parts.map(({ whole }) => whole);
}

/**
 * Puts the pages of a long read together again. All must carry the same salt, headline and other metadata, and come
 * complete and in order; throws `ArticleError` `parts-do-not-join` otherwise. A page without parts joins alone.
 */
export function joinParts(parts: readonly ParsedBody[]): { readonly body: ArticleBody; readonly salt: string } {
  const bodies = inOrder(
    parts.map(({ body, ...rest }) => ({ whole: body, ...rest })),
    ({ blocks: _, ...metadata }) => metadata,
  );
  const blocks: Block[] = bodies.flatMap((body) => body.blocks);
  if (new Set(blocks.map((block) => block.id)).size !== blocks.length) {
    throw new ArticleError('parts-do-not-join', 'parts of a long read: two blocks have one id');
  }
  const [first] = parts as readonly [ParsedBody];
  return { body: { ...first.body, blocks }, salt: first.salt };
}

/** The same for the pages of one day or front; the links to other days are those of the last part. */
export function joinListingParts(parts: readonly ParsedListing[]): {
  readonly listing: Listing;
  readonly salt: string;
} {
  const listings = inOrder(
    parts.map(({ listing, ...rest }) => ({ whole: listing, ...rest })),
    ({ entries: _entries, days: _days, ...metadata }) => metadata,
  );
  const [first] = parts as readonly [ParsedListing];
  const entries = listings.flatMap((listing) => listing.entries);
  return { listing: { ...first.listing, entries, days: listings.at(-1)?.days ?? [] }, salt: first.salt };
}
