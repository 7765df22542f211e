import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { removeDurably, writeDurably } from '../home/index.ts';
import { type Blobs, checkExtension, checkSha256, damaged, type StoredBlob } from './blobs.ts';

/**
 * Blobs in a folder, laid out like an edition's `m/` folder: `<2 hex>/<sha256>.<extension>`. The folder need not exist.
 * Files in it that have other names are neither listed nor touched.
 */
export function openBlobs(folder: string): Blobs {
  return new DirectoryBlobs(resolve(folder));
}

const FILE_NAME = /^([0-9a-f]{64})\.([a-z0-9]{1,8})$/;

class DirectoryBlobs implements Blobs {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(bytes: Uint8Array, extension: string): Promise<StoredBlob> {
    checkExtension(extension);
    const sha256 = hashOf(bytes);
    const path = join(this.#folder, sha256.slice(0, 2), `${sha256}.${extension}`);
    const there = await ifPresent(() => readFile(path));
    if (there === null || hashOf(there) !== sha256) await writeDurably(path, bytes);
    return { sha256, sizeBytes: bytes.length, extension };
  }

  async read(sha256: string): Promise<Uint8Array | null> {
    for (const path of await this.#pathsOf(sha256)) {
      const bytes = await ifPresent(() => readFile(path));
      if (bytes === null) continue;
      if (hashOf(bytes) !== sha256) throw damaged(path, sha256);
      return new Uint8Array(bytes);
    }
    return null;
  }

  async has(sha256: string): Promise<boolean> {
    return (await this.#pathsOf(sha256)).length > 0;
  }

  async remove(sha256: string): Promise<void> {
    for (const path of await this.#pathsOf(sha256)) await removeDurably(path);
  }

  async *list(): AsyncIterable<StoredBlob> {
    const shelves = (await namesIn(this.#folder)).filter((name) => /^[0-9a-f]{2}$/.test(name)).sort();
    for (const shelf of shelves) {
      for (const name of (await namesIn(join(this.#folder, shelf))).sort()) {
        const [, sha256, extension] = FILE_NAME.exec(name) ?? [];
        if (sha256 === undefined || extension === undefined || !sha256.startsWith(shelf)) continue;
        const file = await ifPresent(() => stat(join(this.#folder, shelf, name)));
        if (file?.isFile()) yield { sha256, sizeBytes: file.size, extension };
      }
    }
  }

  async #pathsOf(sha256: string): Promise<string[]> {
    checkSha256(sha256);
    const shelf = join(this.#folder, sha256.slice(0, 2));
    const names = (await namesIn(shelf)).filter((name) => FILE_NAME.exec(name)?.[1] === sha256);
    return names.sort().map((name) => join(shelf, name));
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function namesIn(folder: string): Promise<string[]> {
  return (await ifPresent(() => readdir(folder))) ?? [];
}

async function ifPresent<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
