import { createHash } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EditionFile, EditionFiles } from '../../carry/index.ts';
import { listEditionFiles } from '../../edition/index.ts';
import { HashNotes } from './hash-notes.ts';

/** Beside the folder of the edition's files, never in it: what is in it is carried. */
const NOTES_FILE = 'hashes';

/**
 * The edition's own files as carriers get them. A file's hash is noted (`HashNotes`) and holds as long as its size, time and
 * inode stay the same; every publication replaces files by renaming, which changes the inode. So the first listing ever reads
 * every file once, and each further one what changed since.
 */
export function openEditionFiles(root: string): EditionFiles {
  const notes = join(dirname(root), NOTES_FILE);

  const read = async (path: string): Promise<Uint8Array | null> => {
    try {
      return new Uint8Array(await readFile(join(root, path)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  };

  async function* listAll(): AsyncGenerator<EditionFile, void> {
    const hashes = await HashNotes.open(notes);
    try {
      for await (const { path, sizeBytes, stamp } of listEditionFiles(root)) {
        let sha256 = await hashes.find(path, stamp);
        if (sha256 === null) {
          const bytes = await read(path);
          // Removed since it was listed.
          if (bytes === null) continue;
          sha256 = hashOf(bytes);
          // Replaced since it was listed, maybe: what was read is told, and not noted.
          if (bytes.length !== sizeBytes || !(await isStill(join(root, path), stamp))) {
            yield { path, sizeBytes: bytes.length, sha256 };
            continue;
          }
        }
        await hashes.note(path, stamp, sha256);
        yield { path, sizeBytes, sha256 };
      }
      await hashes.keep();
    } finally {
      await hashes.close();
    }
  }

  async function* listThese(paths: ReadonlySet<string>): AsyncGenerator<EditionFile, void> {
    for (const path of paths) {
      const bytes = await read(path);
      if (bytes !== null) yield { path, sizeBytes: bytes.length, sha256: hashOf(bytes) };
    }
  }

  return { list: (paths) => (paths === undefined ? listAll() : listThese(paths)), read };
}

async function isStill(file: string, stamp: string): Promise<boolean> {
  const info = await lstat(file, { bigint: true }).catch(() => null);
  return info !== null && `${info.mtimeNs}-${info.ino}-${info.size}` === stamp;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
