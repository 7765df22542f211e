import type { ArticleBody, Block } from '../../article/index.ts';

/** One row of versions laid side by side: the same block in each. */
export interface AlignedRow {
  readonly id: string;
  /** In the order of the versions; null where a version has no such block. */
  readonly blocks: readonly (Block | null)[];
}

/**
 * Lays versions side by side by the ids of their blocks, in the order of the first. A block that only a later one has
 * (a correction) stands behind the block that it follows there.
 */
export function alignBlocks(bodies: readonly ArticleBody[]): readonly AlignedRow[] {
  // A linked order: for each id the one behind it, so that a long article with many such blocks stays quick.
  const next = new Map<string | null, string | null>([[null, null]]);
  for (const { blocks } of bodies) {
    let before: string | null = null;
    for (const { id } of blocks) {
      if (!next.has(id)) {
        next.set(id, next.get(before) ?? null);
        next.set(before, id);
      }
      before = id;
    }
  }
  const found = bodies.map(({ blocks }) => new Map(blocks.map((block) => [block.id, block])));
  const rows: AlignedRow[] = [];
  for (let id = next.get(null) ?? null; id !== null; id = next.get(id) ?? null) {
    rows.push({ id, blocks: found.map((blocks) => blocks.get(id) ?? null) });
  }
  return rows;
}
