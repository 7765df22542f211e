import { hash } from 'node:crypto';
import type { Carrier } from '../carrier.ts';
import { type Calling, callCarrier } from './calls.ts';

/** In place of a size: the list does not tell it, or it is 4 GiB and more (no file of an edition is). */
const UNTOLD = 0xffff_ffff;
const FIRST_SLOTS = 1 << 10;

/**
 * What a carrier lists, in its own order, kept as 64 bits of a hash, a size and a mark for each path: 13 bytes a slot at half
 * to four fifths full, so some 20 MB for a million files, where a map of their paths takes 200.
 *
 * Two paths of one hash would pass for one file. Among a million files that happens once in 40 million listings, and then
 * one missing file is found by an audit only. Who wants to make it happen is the carrier itself, which may as well list
 * what it does not have.
 */
export class Listing {
  #high = new Uint32Array(FIRST_SLOTS);
  #low = new Uint32Array(FIRST_SLOTS);
  #sizes = new Uint32Array(FIRST_SLOTS);
  #seen = new Uint8Array(FIRST_SLOTS);
  #used = 0;

  /** Number of paths. */
  get length(): number {
    return this.#used;
  }

  add(path: string, sizeBytes: number | null): void {
    if (this.#used * 5 >= this.#high.length * 4) this.#grow();
    const [high, low] = hashed(path);
    const at = this.#slotOf(high, low);
    if (this.#high[at] === 0) this.#used += 1;
    this.#high[at] = high;
    this.#low[at] = low;
    this.#sizes[at] = sizeBytes === null || sizeBytes >= UNTOLD ? UNTOLD : sizeBytes;
  }

  /** The size of a file, `untold` where the list does not say it, null where the file is not listed. Marks it as known. */
  see(path: string): number | 'untold' | null {
    const at = this.#slotOf(...hashed(path));
    if (this.#high[at] === 0) return null;
    this.#seen[at] = 1;
    const sizeBytes = this.#sizes[at] ?? UNTOLD;
    return sizeBytes === UNTOLD ? 'untold' : sizeBytes;
  }

  /** Whether a path was asked for by `see`. */
  isSeen(path: string): boolean {
    return this.#seen[this.#slotOf(...hashed(path))] === 1;
  }

  /** How many paths nobody asked for. */
  get unseen(): number {
    return this.#used - this.#seen.reduce((sum, each) => sum + each, 0);
  }

  /** Gives the room back at once, not when somebody collects it. Nothing may be asked after it. */
  free(): void {
    for (const part of [this.#high, this.#low, this.#sizes, this.#seen]) part.buffer.transfer(0);
  }

  #slotOf(high: number, low: number): number {
    const slots = this.#high.length;
    let at = low % slots;
    while (this.#high[at] !== 0 && !(this.#high[at] === high && this.#low[at] === low)) {
      at += 1;
      if (at === slots) at = 0;
    }
    return at;
  }

  #grow(): void {
    const [high, low, sizes, seen] = [this.#high, this.#low, this.#sizes, this.#seen];
    // By half and not twice: while it grows both are there.
    const slots = Math.ceil(high.length * 1.5);
    this.#high = new Uint32Array(slots);
    this.#low = new Uint32Array(slots);
    this.#sizes = new Uint32Array(slots);
    this.#seen = new Uint8Array(slots);
    for (let from = 0; from < high.length; from += 1) {
      if (high[from] === 0) continue;
      const at = this.#slotOf(high[from] ?? 0, low[from] ?? 0);
      this.#high[at] = high[from] ?? 0;
      this.#low[at] = low[from] ?? 0;
      this.#sizes[at] = sizes[from] ?? UNTOLD;
      this.#seen[at] = seen[from] ?? 0;
    }
    for (const part of [high, low, sizes, seen]) part.buffer.transfer(0);
  }
}

/** The first half is never 0, which stands for a free slot. As a string: a million buffers would be a million allocations. */
function hashed(path: string): [high: number, low: number] {
  const bytes = hash('sha1', path, 'binary');
  return [wordAt(bytes, 0) || 1, wordAt(bytes, 4)];
}

function wordAt(bytes: string, at: number): number {
  const word =
    bytes.charCodeAt(at) |
    (bytes.charCodeAt(at + 1) << 8) |
    (bytes.charCodeAt(at + 2) << 16) |
    (bytes.charCodeAt(at + 3) << 24);
  return word >>> 0;
}

/** Everything on a carrier. */
export async function readListing(carrier: Carrier, calling: Calling): Promise<Listing> {
  return callCarrier(carrier, calling, async () => {
    const listing = new Listing();
    for await (const { path, sizeBytes } of carrier.list(calling.signal)) listing.add(path, sizeBytes);
    return listing;
  });
}

/** The first names, at most, of what a carrier lists and nobody asked the listing for. Lists the carrier once more. */
export async function readUnseen(
  carrier: Carrier,
  calling: Calling,
  listing: Listing,
  maxNames: number,
): Promise<string[]> {
  if (listing.unseen === 0) return [];
  return callCarrier(carrier, calling, async () => {
    const names: string[] = [];
    for await (const { path } of carrier.list(calling.signal)) {
      if (!listing.isSeen(path)) names.push(path);
      if (names.length === maxNames) break;
    }
    return names.sort();
  });
}
