import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HEADER_BYTES } from '../../compose/index.ts';
import { editionFolder } from '../../edition/index.ts';
import type { Overview, Places } from '../../newsroom/index.ts';

/** What one page weighs. */
export interface PageSize {
  readonly article: string;
  readonly language: string;
  readonly headline: string;
  /** On the wire: compressed as the poorest host sends it, response headers included. */
  readonly wireBytes: number;
}

/** What the pages of the articles in an overview weigh, the heaviest first; of those that are out. Reads no contents. */
export async function readPageSizes({ articles }: Overview, places: Places): Promise<readonly PageSize[]> {
  const { files } = editionFolder(places.edition);
  const out = articles.flatMap(({ article, versions }) =>
    versions.filter(({ stage }) => stage === 'published').map((version) => ({ article, ...version })),
  );
  const sizes = await Promise.all(
    out.map(async ({ article, language, headline, path }) => {
      const found = await stat(join(files, `${path}.gz`)).catch(() => null);
      return found === null ? [] : [{ article, language, headline, wireBytes: found.size + HEADER_BYTES }];
    }),
  );
  return sizes.flat().toSorted((a, b) => b.wireBytes - a.wireBytes);
}
