import { ProofError } from './errors.ts';
import type { Hash } from './hash.ts';
import type { ReadFile } from './layout.ts';
import { treeRoots } from './merkle-tree.ts';
import { tileReader } from './tiles.ts';

/** The roots of both sizes as the tiles of a log give them; null where a tile is missing, which is silence. */
export async function rootsOfTiles(
  read: ReadFile,
  smallSize: number,
  largeSize: number,
): Promise<{ readonly smaller: Hash; readonly larger: Hash } | null> {
  try {
    return await treeRoots(tileReader(read, largeSize), smallSize, largeSize);
  } catch (error) {
    if (error instanceof ProofError && error.code === 'log-damaged') return null;
    throw error;
  }
}
