import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TEMPORARY } from '../../platform/home/index.ts';

const FORMAT = 'tamizdat.hashes/v1';
const LINE = /^(\S+) (\S+) ([0-9a-f]{64})$/;
/** Written and read in pieces of that size. */
const PIECE_BYTES = 64 * 1024;

interface Noted {
  readonly path: string;
  readonly stamp: string;
  readonly sha256: string;
}

/**
 * Hashes of files, kept from one listing to the next in a file that is read and written along with it, line by line in the
 * same order. So they cost no memory, whatever the number of files, and a new process knows them too.
 *
 * They are a saving, not a source: what cannot be read or written (a full disk, a damaged line) is found out again from the
 * files themselves. Several listings may run at once; the notes of the one that ends last stay.
 */
export class HashNotes {
  readonly #file: string;
  readonly #temporary: string;
  readonly #known: AsyncGenerator<Noted, void>;
  #next: Noted | null | undefined;
  #handle: FileHandle | null;
  #lines = `${FORMAT}\n`;

  private constructor(file: string, temporary: string, handle: FileHandle | null) {
    this.#file = file;
    this.#temporary = temporary;
    this.#known = readNotes(file);
    this.#handle = handle;
  }

  static async open(file: string): Promise<HashNotes> {
    const temporary = join(dirname(file), `${TEMPORARY}hashes-${randomBytes(6).toString('hex')}`);
    return new HashNotes(file, temporary, await open(temporary, 'wx', 0o600).catch(() => null));
  }

  /** The hash noted of a file with this stamp, or null. Paths are asked for in byte order. */
  async find(path: string, stamp: string): Promise<string | null> {
    if (this.#next === undefined) await this.#advance();
    while (this.#next && this.#next.path < path) await this.#advance();
    return this.#next?.path === path && this.#next.stamp === stamp ? this.#next.sha256 : null;
  }

  async note(path: string, stamp: string, sha256: string): Promise<void> {
    if (this.#handle === null) return;
    this.#lines += `${path} ${stamp} ${sha256}\n`;
    if (this.#lines.length >= PIECE_BYTES) await this.#write();
  }

  /** What was noted stands from now on in place of what was known. Not synced to the disk: it may be lost. */
  async keep(): Promise<void> {
    await this.#write();
    if (this.#handle === null) return;
    await this.#drop();
    await rename(this.#temporary, this.#file).catch(() => rm(this.#temporary, { force: true }));
  }

  /** Ends it; what was noted and not kept is gone. */
  async close(): Promise<void> {
    await this.#known.return();
    if (this.#handle === null) return;
    await this.#drop();
    await rm(this.#temporary, { force: true });
  }

  async #advance(): Promise<void> {
    const { value } = await this.#known.next();
    this.#next = value ?? null;
  }

  async #write(): Promise<void> {
    const lines = this.#lines;
    this.#lines = '';
    try {
      await this.#handle?.appendFile(lines);
    } catch {
      await this.#drop();
      await rm(this.#temporary, { force: true });
    }
  }

  async #drop(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close().catch(() => {});
  }
}

/** Ends early at whatever is not a line of notes. */
async function* readNotes(file: string): AsyncGenerator<Noted, void> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return;
  try {
    let isFirst = true;
    for await (const line of handle.readLines({ autoClose: false, highWaterMark: PIECE_BYTES })) {
      const [, path, stamp, sha256] = LINE.exec(line) ?? [];
      if (isFirst ? line !== FORMAT : path === undefined) return;
      if (path !== undefined && stamp !== undefined && sha256 !== undefined) yield { path, stamp, sha256 };
      isFirst = false;
    }
  } catch {
    // A disk that cannot be read here says so where the files themselves are read.
  } finally {
    await handle.close().catch(() => {});
  }
}
