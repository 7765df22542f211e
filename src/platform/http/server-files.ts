import { createHash } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip } from 'node:zlib';
import { type FileHeaders, headersOf } from './server-headers.ts';
import type { Coding } from './server-negotiation.ts';

const TWINS = [
  { coding: 'br', suffix: '.br', inflate: promisify(brotliDecompress) },
  { coding: 'gzip', suffix: '.gz', inflate: promisify(gunzip) },
] as const;
/** A file this young may be written again without its times or size showing it: clocks of file systems tick coarsely. */
const UNSETTLED_MS = 2_000;

/** Twins of pages, `head` and nodes are mostly below this; with larger bodies the joining costs more than it spares. */
const MAX_STRING_BYTES = 4 * 1024;

/** A file in one coding. */
export interface Variant {
  /** Strong entity tag: a hash of exactly these bytes, so it differs for each coding. */
  readonly tag: string;
  readonly sizeBytes: number;
  readonly headers: FileHeaders;
  /**
   * In a string each character is a byte (`latin1`): Node joins a string with the headers and writes both at once, which
   * spares a tenth of the time a page takes. Null when the file is too large to be kept in memory; it is then streamed.
   */
  readonly body: Buffer | string | null;
}

/** A file as it was at one moment, with those of its twins that agree with it. */
export interface ServedFile {
  readonly path: string;
  readonly variants: Readonly<Record<Coding, Variant | null>> & { readonly identity: Variant };
  readonly stamp: string;
  readonly settled: boolean;
  readonly heldBytes: number;
  checkedAtMs: number;
}

/**
 * Files of a folder, kept in memory. What is handed out was read, or looked at and found unchanged, no longer than
 * `recheckMs` ago; so it does not matter who replaces files in the folder, how, or when.
 *
 * A twin is used only when it inflates to exactly the bytes of its file: a host folder may hold an old one.
 */
export class FileCache {
  readonly #folder: string;
  readonly #cacheBytes: number;
  readonly #recheckMs: number;
  /** Oldest check first, which is the order of eviction. */
  readonly #files = new Map<string, ServedFile>();
  readonly #loading = new Map<string, Promise<ServedFile | null>>();
  #heldBytes = 0;

  constructor(options: { folder: string; cacheBytes: number; recheckMs: number }) {
    this.#folder = options.folder;
    this.#cacheBytes = options.cacheBytes;
    this.#recheckMs = options.recheckMs;
  }

  /** The file if it is in memory and was checked lately enough; without waiting, as most requests are answered. */
  fresh(path: string): ServedFile | undefined {
    const file = this.#files.get(path);
    return file !== undefined && performance.now() - file.checkedAtMs < this.#recheckMs ? file : undefined;
  }

  /** The file as it is now, or null. Requests for one file share one look at the disk. */
  load(path: string): Promise<ServedFile | null> {
    const running = this.#loading.get(path);
    if (running !== undefined) return running;
    const loading = this.#load(path).finally(() => this.#loading.delete(path));
    this.#loading.set(path, loading);
    return loading;
  }

  /** Opens a file that is not kept in memory, as it was when loaded; null when it has changed since. */
  async open(file: ServedFile): Promise<FileHandle | null> {
    const opened = await this.#open(file.path);
    if (opened === null) return null;
    if (file.stamp === (await this.#stampOf(file.path, opened.stamp))) return opened.handle;
    await opened.handle.close();
    return null;
  }

  async #load(path: string): Promise<ServedFile | null> {
    const checkedAtMs = performance.now();
    const known = this.#files.get(path);
    this.#forget(path);
    if (known?.settled === true && known.stamp === (await this.#stampOf(path))) {
      known.checkedAtMs = checkedAtMs;
      this.#keep(known);
      return known;
    }
    for (let attempt = 1; ; attempt += 1) {
      const file = await this.#read(path, checkedAtMs);
      if (file === null) return null;
      // Replaced while it was read: file and twins may be of two editions. One that never rests is served unkept.
      const rests = file.stamp === (await this.#stampOf(path));
      if (rests) this.#keep(file);
      if (rests || attempt === 3) return file;
    }
  }

  async #read(path: string, checkedAtMs: number): Promise<ServedFile | null> {
    const opened = await this.#open(path);
    if (opened === null) return null;
    const { handle, stat } = opened;
    const stamp = await this.#stampOf(path, opened.stamp);
    const settled = Date.now() - Number(stat.mtimeMs) > UNSETTLED_MS;
    try {
      if (stat.size > BigInt(this.#cacheBytes) / 4n) {
        const { tag, sizeBytes } = await hashOf(handle);
        const headers = headersOf(path, { coding: 'identity', tag, sizeBytes, varies: false });
        const identity = { tag, sizeBytes, headers, body: null };
        return { path, stamp, settled, checkedAtMs, heldBytes: 0, variants: { identity, br: null, gzip: null } };
      }
      const bytes = await handle.readFile();
      const bodies: Partial<Record<Coding, Buffer>> = { identity: bytes };
      for (const { coding, suffix, inflate } of TWINS) {
        const twin = await this.#readTwin(path + suffix, bytes, inflate);
        if (twin !== null) bodies[coding] = twin;
      }
      const varies = Object.keys(bodies).length > 1;
      const variantOf = (coding: Coding): Variant | null => {
        const bytes = bodies[coding];
        if (bytes === undefined) return null;
        const tag = tagOf(createHash('sha256').update(bytes).digest());
        const sizeBytes = bytes.length;
        const body = sizeBytes <= MAX_STRING_BYTES ? bytes.toString('latin1') : bytes;
        return { tag, sizeBytes, body, headers: headersOf(path, { coding, tag, sizeBytes, varies }) };
      };
      const identity = variantOf('identity') as Variant;
      const heldBytes = Object.values(bodies).reduce((sum, body) => sum + body.length, 0);
      const variants = { identity, br: variantOf('br'), gzip: variantOf('gzip') };
      return { path, stamp, settled, checkedAtMs, heldBytes, variants };
    } finally {
      await handle.close();
    }
  }

  async #readTwin(
    path: string,
    bytes: Buffer,
    inflate: (twin: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>,
  ): Promise<Buffer | null> {
    const opened = await this.#open(path);
    if (opened === null) return null;
    try {
      if (opened.stat.size >= BigInt(bytes.length)) return null;
      const twin = await opened.handle.readFile();
      const inflated = await inflate(twin, { maxOutputLength: bytes.length });
      return inflated.equals(bytes) ? twin : null;
    } catch {
      // Not what its suffix says, or longer than its file: not this file's twin.
      return null;
    } finally {
      await opened.handle.close();
    }
  }

  /** Opens a regular file that lies in the folder itself, on no link's account; null when there is none. */
  async #open(path: string): Promise<{ handle: FileHandle; stat: BigIntStats; stamp: string } | null> {
    const full = join(this.#folder, path);
    let handle: FileHandle | undefined;
    try {
      // O_NONBLOCK: opening a named pipe must not wait for somebody to write to it.
      handle = await open(full, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      const stat = await handle.stat({ bigint: true });
      const real = (await realpath(this.#folder)) + sep + path.split('/').join(sep);
      if (stat.isFile() && (await realpath(full)) === real) return { handle, stat, stamp: stampOf(stat) };
    } catch {
      // Absent, a link, unreadable, or replaced at this very moment: for a reader there is no such file.
    }
    await handle?.close();
    return null;
  }

  /** What tells one state of a file and its twins from another. */
  async #stampOf(path: string, own?: string): Promise<string> {
    const stamps = ['', ...TWINS.map(({ suffix }) => suffix)].map(async (suffix) => {
      if (suffix === '' && own !== undefined) return own;
      const stat = await lstat(join(this.#folder, path + suffix), { bigint: true }).catch(() => null);
      return stat === null ? '-' : stampOf(stat);
    });
    return (await Promise.all(stamps)).join(' ');
  }

  #keep(file: ServedFile): void {
    this.#files.set(file.path, file);
    this.#heldBytes += file.heldBytes;
    for (const path of this.#files.keys()) {
      if (this.#heldBytes <= this.#cacheBytes && this.#files.size <= MAX_FILES) break;
      this.#forget(path);
    }
  }

  #forget(path: string): void {
    this.#heldBytes -= this.#files.get(path)?.heldBytes ?? 0;
    this.#files.delete(path);
  }
}

/** Bounds what entries cost beside their bytes. */
const MAX_FILES = 20_000;

function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
}

/** 64 bits of a SHA-256 as an entity tag: enough to tell the states of one file apart, and short (see `headersOf`). */
function tagOf(sha256: Buffer): string {
  return `"${sha256.subarray(0, 8).toString('base64url')}"`;
}

async function hashOf(handle: FileHandle): Promise<{ tag: string; sizeBytes: number }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false })) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { tag: tagOf(hash.digest()), sizeBytes };
}
