import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isSuperseded, parseTilePath, TILE_WIDTH, tilePath } from '../proof/index.ts';
import type { StagedFile } from './staging.ts';

/**
 * Paths of partial tiles that a log of `size` no longer needs, because the full tile is among the new files. Bounded by
 * the new full tiles, not by the size of the log.
 */
export async function removedTiles(root: string, size: number, added: readonly StagedFile[]): Promise<string[]> {
  const removed: string[] = [];
  for (const { path } of added) {
    const tile = parseTilePath(path);
    if (tile === null || tile.width < TILE_WIDTH) continue;
    const widths = await readdir(join(root, `${path}.p`)).catch(() => []);
    for (const width of widths.map(Number)) {
      const partial = { ...tile, width };
      if (Number.isInteger(width) && isSuperseded(partial, size)) removed.push(tilePath(partial));
    }
  }
  return removed;
}
