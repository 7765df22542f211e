import { createHash } from 'node:crypto';
import { type Blobs, checkExtension, checkSha256, damaged, type StoredBlob } from './blobs.ts';

/** Blobs in memory, for as long as the process lives: for tests and dry runs. `kept` is what they are kept in. */
export function memoryBlobs(kept: Map<string, Uint8Array> = new Map()): Blobs {
  const keysOf = (sha256: string): string[] => {
    checkSha256(sha256);
    return [...kept.keys()].filter((key) => key.startsWith(`${sha256}.`)).sort();
  };
  const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  return {
    async put(bytes, extension): Promise<StoredBlob> {
      checkExtension(extension);
      const sha256 = hashOf(bytes);
      // A copy, because the caller may go on to change its bytes.
      kept.set(`${sha256}.${extension}`, Uint8Array.from(bytes));
      return { sha256, sizeBytes: bytes.length, extension };
    },
    async read(sha256) {
      const bytes = kept.get(keysOf(sha256)[0] ?? '');
      if (bytes === undefined) return null;
      if (hashOf(bytes) !== sha256) throw damaged('memory', sha256);
      return Uint8Array.from(bytes);
    },
    has: async (sha256) => keysOf(sha256).length > 0,
    async remove(sha256) {
      for (const key of keysOf(sha256)) kept.delete(key);
    },
    async *list() {
      for (const [key, bytes] of [...kept].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const [sha256 = '', extension = ''] = key.split('.');
        yield { sha256, sizeBytes: bytes.length, extension };
      }
    },
  };
}
