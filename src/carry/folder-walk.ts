import type { CarrierFile } from './carrier.ts';
import { isEditionPath } from './layout.ts';

/** Something in a folder, as a host lists it. */
export interface FolderEntry {
  readonly name: string;
  /** `other`: links, pipes and whatever else is neither listed nor entered. */
  readonly kind: 'file' | 'folder' | 'other';
  /** Null where the host does not say. */
  readonly sizeBytes: number | null;
}

/** How many folders are asked for at once: enough to hide the way to a distant host. */
const FOLDERS_AT_ONCE = 8;

/**
 * Every file below a host's folder that has an edition path, several folders read at once, for hosts that list one folder
 * at a time. `readFolder` gets the path of a folder, '' for the topmost; a folder that has gone since is an empty one.
 * Folders are entered deepest first, so that few wait however many there are. Errors are those of `readFolder`.
 */
export async function* walkFolders(readFolder: (path: string) => Promise<FolderEntry[]>): AsyncGenerator<CarrierFile> {
  const pending = [''];
  const reading = new Map<string, Promise<{ readonly folder: string; readonly entries: FolderEntry[] }>>();
  while (pending.length > 0 || reading.size > 0) {
    for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
      const at = folder;
      const answer = readFolder(at).then((entries) => ({ folder: at, entries }));
      // The first one that fails ends the walk; nobody waits for the others.
      answer.catch(() => {});
      reading.set(at, answer);
      if (reading.size >= FOLDERS_AT_ONCE) break;
    }
    const { folder, entries } = await Promise.race(reading.values());
    reading.delete(folder);
    for (const { name, kind, sizeBytes } of entries) {
      const path = folder === '' ? name : `${folder}/${name}`;
      // A name with a slash in it is a lie, and would lead elsewhere.
      if (name.includes('/') || !isEditionPath(path)) continue;
      if (kind === 'folder') pending.push(path);
      else if (kind === 'file') yield { path, sizeBytes };
    }
  }
}
