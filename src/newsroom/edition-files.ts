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
  let known = new Map<string, { stamp: string; sha256: string }>();

  const read = async (path: string): Promise<Uint8Array | null> => {
    try {
      return new Uint8Array(await readFile(join(root, path)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  };

  async function* listAll(): AsyncGenerator<EditionFile> {
    // A new map, so that files that are gone are forgotten.
    const found: typeof known = new Map();
    for await (const { path, sizeBytes, stamp } of listEditionFiles(root)) {
      let entry = known.get(path);
      if (entry?.stamp !== stamp) entry = { stamp, sha256: hashOf(await readFile(join(root, path))) };
      found.set(path, entry);
      yield { path, sizeBytes, sha256: entry.sha256 };
    }
    known = found;
  }

  async function* listThese(paths: ReadonlySet<string>): AsyncGenerator<EditionFile> {
    for (const path of paths) {
      const bytes = await read(path);
      if (bytes !== null) yield { path, sizeBytes: bytes.length, sha256: hashOf(bytes) };
    }
  }

  return { list: (paths) => (paths === undefined ? listAll() : listThese(paths)), read };
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
