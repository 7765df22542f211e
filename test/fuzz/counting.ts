/**
 * Counts what verification costs: bytes hashed, signatures checked, files read. Counted, not timed, so that the bounds are
 * the same on every machine.
 */
import type { Readable } from 'node:stream';
import zlib from 'node:zlib';
import type { ReadFile } from '../../src/proof/index.ts';

/** What something cost. */
export interface Cost {
  hashedBytes: number;
  signatures: number;
  reads: number;
  readBytes: number;
  /** What decoders of packed answers gave out. */
  inflatedBytes: number;
}

/** The cost since `begin`. */
export const cost: Cost = { hashedBytes: 0, signatures: 0, reads: 0, readBytes: 0, inflatedBytes: 0 };

/**
 * What verifying one carrier and one page of it may cost at most, whatever they hold. Hashed: a page of 256 KiB once, and
 * the files of a bundle, a head, a checkpoint and the way down a calendar, at most 64 KiB each and together far less. Read:
 * the same files, each once or twice. Signatures: of two roots by one another, of the trust data known and of that given,
 * of the checkpoints of head, log and page by log and clock, of an edition and of a record. Nothing is inflated: readers
 * are given bytes as they are.
 */
export const BOUND: Cost = {
  hashedBytes: 1024 * 1024,
  signatures: 24,
  reads: 24,
  readBytes: 1024 * 1024,
  inflatedBytes: 0,
};

/** The most that any one case has cost. */
export const highest: Cost = { ...cost };

const { digest, verify } = SubtleCrypto.prototype;
SubtleCrypto.prototype.digest = function (algorithm, data) {
  cost.hashedBytes += data.byteLength;
  return digest.call(this, algorithm, data);
};
SubtleCrypto.prototype.verify = function (algorithm, key, signature, data) {
  cost.signatures += 1;
  return verify.call(this, algorithm, key, signature, data);
};

for (const { prototype } of [zlib.Gunzip, zlib.BrotliDecompress, zlib.Inflate] as unknown as (typeof Readable)[]) {
  const { push } = prototype;
  prototype.push = function (chunk: Uint8Array | null, ...rest) {
    cost.inflatedBytes += chunk?.length ?? 0;
    return push.call(this, chunk, ...rest);
  };
}

/** Starts to count anew. */
export function begin(): void {
  for (const name of Object.keys(cost) as (keyof Cost)[]) cost[name] = 0;
}

/** What exceeds the bound since `begin`; null when nothing does. */
export function excess(bound: Cost = BOUND): string | null {
  const names = Object.keys(cost) as (keyof Cost)[];
  for (const name of names) highest[name] = Math.max(highest[name], cost[name]);
  const over = names.filter((name) => cost[name] > bound[name]);
  return over.length === 0 ? null : over.map((name) => `${name}: ${cost[name]}, at most ${bound[name]}`).join('; ');
}

/** The same reader, counted. */
export function counted(read: ReadFile): ReadFile {
  return async (path, maxBytes) => {
    cost.reads += 1;
    const bytes = await read(path, maxBytes);
    cost.readBytes += bytes?.length ?? 0;
    return bytes;
  };
}
