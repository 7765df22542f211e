import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What the names of files begin with that a process was writing when it died. */
export const TEMPORARY = '.tmp-';

/**
 * Removes what dead processes left behind in a folder and the folders below: files and folders named `.tmp-…`.
 * Only for whoever holds the folder's lock; else it takes away what a living process is writing.
 * Symbolic links are not followed. Returns the paths removed, relative to the folder; a folder that is not there has none.
 */
export async function sweepTemporary(folder: string): Promise<string[]> {
  const removed: string[] = [];
  const pending = [''];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const entries = await readdir(join(folder, at), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    for (const entry of entries) {
      const path = join(at, entry.name);
      if (entry.name.startsWith(TEMPORARY)) {
        await rm(join(folder, path), { recursive: true, force: true });
        removed.push(path);
      } else if (entry.isDirectory()) pending.push(path);
    }
  }
  return removed.sort();
}
