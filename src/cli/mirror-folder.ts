import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { EditionFile, EditionFiles } from '../carry/index.ts';
import { makeTwins } from '../compose/index.ts';
import { hasTwins, listEditionFiles, withTwins } from '../edition/index.ts';
import { removeDurably, writeDurably } from '../platform/home/index.ts';
import type { ReadFile } from '../proof/index.ts';
import { folderReader, readCapped } from './target.ts';

/** More than any file of an edition, twins included. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** The copy of an edition that a mirror holds on this machine: everything in it was verified before it was put there. */
export class MirrorFolder {
  readonly root: string;
  readonly read: ReadFile;

  constructor(root: string) {
    this.root = root;
    this.read = folderReader(root);
  }

  /** Puts a file there, with its twins where it has some. */
  async put(path: string, bytes: Uint8Array): Promise<void> {
    const files = hasTwins(path) ? withTwins({ path, bytes }, makeTwins) : [{ path, bytes }];
    for (const file of files) await writeDurably(join(this.root, file.path), file.bytes);
  }

  /** Removes every file but these and their twins; returns how many, twins not counted. */
  async keepOnly(paths: ReadonlySet<string>): Promise<number> {
    let removed = 0;
    const surplus: string[] = [];
    for await (const { path } of listEditionFiles(this.root)) {
      const owner = hasTwins(path) ? path.replace(/\.(?:gz|br)$/, '') : path;
      if (!paths.has(path) && !paths.has(owner)) surplus.push(path);
    }
    for (const path of surplus) {
      await removeDurably(join(this.root, path));
      if (!/\.(?:gz|br)$/.test(path)) removed += 1;
    }
    return removed;
  }

  /** It as carriers get it. */
  files(): EditionFiles {
    const read = (path: string): Promise<Uint8Array | null> => readCapped(join(this.root, path), MAX_FILE_BYTES);
    const fileOf = async (path: string): Promise<EditionFile | null> => {
      const bytes = await read(path);
      if (bytes === null) return null;
      return { path, sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    };
    const { root } = this;
    async function* list(paths?: ReadonlySet<string>): AsyncGenerator<EditionFile> {
      for await (const path of paths ?? pathsIn(root)) {
        const file = await fileOf(path);
        if (file !== null) yield file;
      }
    }
    return { list, read };
  }
}

async function* pathsIn(root: string): AsyncGenerator<string> {
  for await (const { path } of listEditionFiles(root)) yield path;
}
