import { MAX_ENTRY_BYTES, ProofError, parseBundle, type ReadFile, TILE_WIDTH, tilePath } from '../proof/index.ts';

const MAX_BUNDLE_BYTES = TILE_WIDTH * (MAX_ENTRY_BYTES + 2);

/**
 * The entries of a log of `size` entries from an index on, in order, a bundle in memory at a time.
 * @throws ProofError `log-damaged` when a bundle is missing or is not what its name says
 */
export async function* readLogEntries(
  read: ReadFile,
  size: number,
  from: number,
): AsyncGenerator<{ readonly index: number; readonly entry: Uint8Array }> {
  for (let bundle = Math.floor(from / TILE_WIDTH); bundle * TILE_WIDTH < size; bundle += 1) {
    const first = bundle * TILE_WIDTH;
    const width = Math.min(TILE_WIDTH, size - first);
    const path = tilePath({ level: 'entries', index: bundle, width });
    const bytes = await read(path, MAX_BUNDLE_BYTES);
    if (bytes === null) throw new ProofError('log-damaged', `${path}: missing`);
    for (const [at, entry] of parseBundle(bytes, width, path).entries()) {
      if (first + at >= from) yield { index: first + at, entry };
    }
  }
}
