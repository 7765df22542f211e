import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EditionFile, EditionFiles } from '../carry/index.ts';
import { listEditionFiles } from '../edition/index.ts';

/**
 * The edition's own files as carriers get them. Hashes are remembered while a file's size, time and inode stay the
 * same; every publication replaces files by renaming, which changes the inode. Lives as long as the process: the first
 * listing reads every file once.
 */
export function openEditionFiles(root: string): EditionFiles {
  const known = new Map<string, { stamp: string; sha256: string }>();
  return {
    async *list(): AsyncGenerator<EditionFile> {
      for await (const { path, sizeBytes, stamp } of listEditionFiles(root)) {
        let entry = known.get(path);
        if (entry?.stamp !== stamp) {
          entry = {
            stamp,
            sha256: createHash('sha256')
              .update(await readFile(join(root, path)))
              .digest('hex'),
          };
          known.set(path, entry);
        }
        yield { path, sizeBytes, sha256: entry.sha256 };
      }
    },
    async read(path) {
      return readFile(join(root, path)).then(
        (bytes) => new Uint8Array(bytes),
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return null;
          throw error;
        },
      );
    },
  };
}
