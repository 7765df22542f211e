/** Room of one piece: small enough that what was worked off is soon given back, large enough that pieces are few. */
const PIECE_BYTES = 256 * 1024;
/** The names of pictures, videos and objects: a SHA-256 in hex, which takes half the room as bytes. */
const HASH = /[0-9a-f]{64}/;
const HASH_BYTES = 32;
/** Longest path (512) and payload (255) with their lengths. */
const MAX_ENTRY_BYTES = 1024;
const NOTHING = new Uint8Array();

/** An entry of a `PackedList`. */
export interface PackedEntry {
  readonly path: string;
  /** At most 255 bytes. */
  readonly payload: Uint8Array;
}

/**
 * A list of edition paths with a few bytes to each, kept as bytes: a million entries take some 20 to 60 MB where as many
 * objects take several hundred. Paths are ASCII (`isEditionPath`); what a path has in common with the one before it is not
 * kept twice.
 */
export class PackedList {
  #pieces: { readonly bytes: Buffer<ArrayBuffer>; used: number }[] = [];
  #last = '';
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(path: string, payload: Uint8Array = NOTHING): void {
    let piece = this.#pieces.at(-1);
    if (piece === undefined || piece.used + MAX_ENTRY_BYTES > PIECE_BYTES) {
      piece = { bytes: Buffer.allocUnsafeSlow(PIECE_BYTES), used: 0 };
      this.#pieces.push(piece);
      this.#last = '';
    }
    let shared = 0;
    while (shared < 255 && shared < this.#last.length && this.#last.charCodeAt(shared) === path.charCodeAt(shared)) {
      shared += 1;
    }
    const { bytes } = piece;
    let at = piece.used;
    // What is in common ends before a hash, so that the hash is whole.
    const hashAt = path.search(HASH);
    if (hashAt >= 0 && hashAt < shared) shared = hashAt;
    const rest = path.slice(shared).replace(HASH, '');
    at = bytes.writeUInt8(shared, at);
    at = bytes.writeUInt16LE(rest.length, at);
    at += bytes.write(rest, at, 'latin1');
    // 0: there is no hash; else its place in the rest, plus one.
    at = bytes.writeUInt16LE(hashAt < 0 ? 0 : hashAt - shared + 1, at);
    if (hashAt >= 0) at += bytes.write(path.slice(hashAt, hashAt + 2 * HASH_BYTES), at, 'hex');
    at = bytes.writeUInt8(payload.length, at);
    bytes.set(payload, at);
    piece.used = at + payload.length;
    this.#last = path;
    this.#length += 1;
  }

  /** Every entry, in the order they were put in. */
  *entries(): Generator<PackedEntry> {
    for (const piece of this.#pieces) yield* entriesOf(piece);
  }

  /**
   * As `entries`, but takes them out as it goes and gives their room back, at once and not when somebody collects it: a payload
   * is to be read before the next entry is asked for. Nothing may be put in meanwhile.
   */
  *drain(): Generator<PackedEntry> {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#length = 0;
    for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
      yield* entriesOf(piece);
      piece.bytes.buffer.transfer(0);
    }
  }

  /** Takes out every entry whose path is not to be kept. */
  filter(isKept: (path: string) => boolean): void {
    for (const { path, payload } of this.drain()) if (isKept(path)) this.push(path, payload);
  }
}

function* entriesOf({
  bytes,
  used,
}: {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly used: number;
}): Generator<PackedEntry> {
  let last = '';
  for (let at = 0; at < used; ) {
    const shared = bytes.readUInt8(at);
    const length = bytes.readUInt16LE(at + 1);
    at += 3;
    const rest = bytes.toString('latin1', at, at + length);
    at += length;
    const hashAt = bytes.readUInt16LE(at);
    at += 2;
    const hash = hashAt === 0 ? '' : bytes.toString('hex', at, at + HASH_BYTES);
    at += hash.length / 2;
    const path =
      last.slice(0, shared) + rest.slice(0, Math.max(0, hashAt - 1)) + hash + rest.slice(Math.max(0, hashAt - 1));
    const payload = bytes.subarray(at + 1, at + 1 + bytes.readUInt8(at));
    at += 1 + payload.length;
    last = path;
    yield { path, payload };
  }
}
