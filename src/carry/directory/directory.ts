import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { removeDurably, syncFolder, writeDurably } from '../../platform/home/index.ts';
import {
  type Carrier,
  type CarrierCapabilities,
  type CarrierFile,
  CarryError,
  fileTooLarge,
  pathRefused,
} from '../carrier.ts';
import { MARKER } from '../claim.ts';
import { isEditionPath } from '../layout.ts';
import { directoryFault } from './directory-faults.ts';

/** Whatever the umask says: a web server that runs as another user has to read what we carry. */
const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;

/**
 * A folder as a carrier: what any web server, a USB stick or a synchronised folder can serve. Made by
 * `openDirectoryCarrier`, which sees to it that the folder is ours to write to.
 *
 * - A file appears whole or not at all (temporary name, sync, rename), with mode 0644; folders with 0755.
 * - Symbolic links inside the folder are neither followed nor listed, so nothing is read or written outside it.
 * - Names that are not edition paths (dot files such as `.htaccess` among them) are neither listed nor touched.
 * - A folder that our own removing leaves empty is removed.
 * - The folder itself is never created here: when it vanishes (a drive taken out), calls fail with
 *   `carrier-unreachable` and nothing fills up the disk beneath its mount point.
 */
export class DirectoryCarrier implements Carrier {
  readonly name: string;
  readonly capabilities: CarrierCapabilities = { canList: true, callsAtOnce: 8, appears: 'each' };
  readonly #root: string;
  /** Device and inode of the folder when it was opened: another folder at the same path is not this carrier. */
  readonly #identity: string;
  #claim: Promise<void> | null;
  readonly #claimText: string | null;

  /** `claim` is written to the marker file before the first change; null when it is there already. */
  constructor(name: string, root: string, identity: string, claim: string | null) {
    this.name = name;
    this.#root = root;
    this.#identity = identity;
    this.#claimText = claim;
    this.#claim = claim === null ? Promise.resolve() : null;
  }

  async *list(signal?: AbortSignal): AsyncIterable<CarrierFile> {
    const folders = [''];
    await this.#checkRoot();
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for (const name of await this.#namesIn(folder)) {
        signal?.throwIfAborted();
        const path = folder === '' ? name : `${folder}/${name}`;
        if (!isEditionPath(path)) continue;
        const stat = await this.#stat(path);
        if (stat?.isDirectory()) folders.push(path);
        else if (stat?.isFile()) yield { path, sizeBytes: stat.size };
      }
    }
  }

  async read(path: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array | null> {
    this.#admit(path, signal);
    try {
      if (!(await this.#walk(path, false))) return null;
      // O_NONBLOCK: opening a named pipe that somebody left here must not hang.
      const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
      const handle = await open(join(this.#root, path), flags);
      try {
        const stat = await handle.stat();
        if (!stat.isFile()) return null;
        if (stat.size > maxBytes) throw fileTooLarge(this.name, path, stat.size, maxBytes);
        // One byte more than the size: a file that grows meanwhile must not pass as its own beginning.
        const buffer = new Uint8Array(stat.size + 1);
        let length = 0;
        for (;;) {
          const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
          length += bytesRead;
          if (bytesRead === 0) return buffer.subarray(0, length);
          if (length > stat.size) throw fileTooLarge(this.name, path, length, stat.size);
        }
      } finally {
        await handle.close();
      }
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ENOENT' || code === 'ENOTDIR') return null;
      throw directoryFault(this.name, path, error);
    }
  }

  async write(path: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    this.#admit(path, signal);
    try {
      await this.#claimFolder();
      for (let attempt = 1; ; attempt += 1) {
        await this.#walk(path, true);
        try {
          await writeDurably(join(this.#root, path), bytes, { mode: FILE_MODE });
          return;
        } catch (error) {
          // A removal running at the same time may have taken away the folder we had just made sure of.
          if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === 3) throw error;
        }
      }
    } catch (error) {
      throw directoryFault(this.name, path, error);
    }
  }

  async remove(path: string, signal?: AbortSignal): Promise<void> {
    this.#admit(path, signal);
    try {
      if (!(await this.#walk(path, false))) return;
      const stat = await this.#stat(path);
      if (stat === null) return;
      if (!stat.isFile()) throw pathRefused(this.name, path, 'it is not a file');
      await removeDurably(join(this.#root, path));
      for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
        if (!(await removeIfEmpty(join(this.#root, folder)))) break;
      }
    } catch (error) {
      throw directoryFault(this.name, path, error);
    }
  }

  async settle(): Promise<void> {
    // A folder has each file as soon as it is written.
  }

  async close(): Promise<void> {
    // Nothing is kept open between calls.
  }

  #admit(path: string, signal: AbortSignal | undefined): void {
    signal?.throwIfAborted();
    if (!isEditionPath(path)) throw pathRefused(this.name, path, 'it is not a path of an edition');
  }

  async #checkRoot(): Promise<void> {
    const stat = await lstat(this.#root).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw directoryFault(this.name, this.#root, error);
      return null;
    });
    if (stat === null || identityOf(stat) !== this.#identity) {
      throw new CarryError('carrier-unreachable', `${this.name}: the folder ${this.#root} is gone`, {
        hint: 'mount the drive or restore the folder, then carry again',
        retryable: true,
      });
    }
  }

  /**
   * Goes down the folders of a path and makes sure that each is one, not a link. Missing ones are made when `make`;
   * otherwise the answer is false. Between this and the use somebody who may write here could still swap a folder for a
   * link; but whoever may write here needs no such trick to change what this carrier serves.
   */
  async #walk(path: string, make: boolean): Promise<boolean> {
    await this.#checkRoot();
    const names = path.split('/').slice(0, -1);
    let at = '';
    for (const name of names) {
      at = at === '' ? name : `${at}/${name}`;
      const stat = await this.#stat(at);
      if (stat?.isDirectory()) continue;
      if (stat !== null) throw pathRefused(this.name, path, `${at} is not a folder`);
      if (!make) return false;
      await makeOne(join(this.#root, at));
    }
    return true;
  }

  async #stat(path: string) {
    try {
      return await lstat(join(this.#root, path));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ENOENT' || code === 'ENOTDIR') return null;
      throw directoryFault(this.name, path, error);
    }
  }

  async #namesIn(folder: string): Promise<string[]> {
    try {
      return await readdir(join(this.#root, folder));
    } catch (error) {
      // Removed since its parent was read.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' && folder !== '') return [];
      throw directoryFault(this.name, folder === '' ? this.#root : folder, error);
    }
  }

  /** Once, before the first change: from then on the folder says whose it is, even if we die before `head` is there. */
  #claimFolder(): Promise<void> {
    this.#claim ??= this.#checkRoot()
      .then(() => writeDurably(join(this.#root, MARKER), this.#claimText ?? '', { mode: FILE_MODE }))
      .catch((error: unknown) => {
        this.#claim = null;
        throw error;
      });
    return this.#claim;
  }
}

/** Device and inode: which folder this is, whatever it is called. */
export function identityOf(stat: { readonly dev: number; readonly ino: number }): string {
  return `${stat.dev}:${stat.ino}`;
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  await chmod(path, FOLDER_MODE);
  await syncFolder(dirname(path));
}

/** True when the folder was empty and is gone. */
async function removeIfEmpty(path: string): Promise<boolean> {
  try {
    await rmdir(path);
  } catch {
    // Not empty, or not ours to remove: an empty folder that stays does no harm.
    return false;
  }
  await syncFolder(dirname(path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  return true;
}
