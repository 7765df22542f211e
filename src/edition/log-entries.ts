import { bundlePath, ProofError, type ReadFile, readBundle, TILE_WIDTH } from '../proof/index.ts';

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
    const entries = await readBundle(read, bundle, size);
    if (entries === null) throw new ProofError('log-damaged', `${bundlePath(bundle, size)}: missing`);
    for (const [at, entry] of entries.entries()) {
      if (first + at >= from) yield { index: first + at, entry };
    }
  }
}
