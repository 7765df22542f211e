import { randomBytes } from 'node:crypto';
import { abortable } from '../abortable.ts';
import {
  type Carrier,
  type CarrierCapabilities,
  type CarrierFile,
  CarryError,
  fileTooLarge,
  pathRefused,
} from '../carrier.ts';
import { MARKER } from '../claim.ts';
import { type FolderEntry, walkFolders } from '../folder-walk.ts';
import { isEditionPath } from '../layout.ts';
import type { SftpConnector } from './sftp-connect.ts';
import { codeOf, SFTP_STATUS, sftpFault } from './sftp-faults.ts';
import { SftpFolders } from './sftp-folders.ts';
import type { SftpSession } from './sftp-session.ts';

/** What the names of files begin with that are being written. They lie in the carrier's own folder, so that all are seen at once. */
export const SFTP_TEMPORARY = '.tmp-tamizdat-';
const FILE_MODE = 0o644;
/** More names in one folder than an edition of ten million files has. */
const MAX_NAMES = 200_000;

/** What a carrier starts with: a place that was seen and admitted. */
export interface SftpPlace {
  readonly name: string;
  /** Absolute path of the folder on the host. */
  readonly root: string;
  /** What is written to the marker file before the first change; null when it is there already. */
  readonly claim: string | null;
  readonly connect: SftpConnector;
  readonly session: SftpSession;
}

/** A connection, and what was seen in it. */
interface Way {
  readonly session: SftpSession;
  readonly folders: SftpFolders;
}

/**
 * A folder of a host that speaks SFTP, as a carrier. Made by `openSftpCarrier`, which sees to it that it is ours to write to.
 *
 * - One connection carries all calls; when it is lost, the calls under way fail and the next one connects again.
 * - A file appears whole or not at all, with mode 0644 (temporary name, sync where the host can, rename); folders with 0755.
 *   A host that replaces nothing when it renames (no `posix-rename@openssh.com`) has the old file removed first: for a moment
 *   there is none. Writing over the old file instead would show half a page, and leave it so if the connection breaks.
 * - Symbolic links are neither followed nor listed. Names that are not edition paths are neither listed nor touched.
 * - A folder that our own removing leaves empty is removed. The carrier's own folder is never made again here.
 */
export class SftpCarrier implements Carrier {
  readonly name: string;
  readonly capabilities: CarrierCapabilities = { canList: true, callsAtOnce: 16, appears: 'each' };
  readonly #place: SftpPlace;
  #way: Promise<Way>;
  #claim: Promise<void> | null;
  #isClosed = false;

  constructor(place: SftpPlace) {
    this.name = place.name;
    this.#place = place;
    this.#way = Promise.resolve(this.#wayOver(place.session));
    this.#claim = place.claim === null ? Promise.resolve() : null;
  }

  async *list(signal?: AbortSignal): AsyncIterable<CarrierFile> {
    signal?.throwIfAborted();
    const { session } = await abortable(this.#use(), signal);
    const readFolder = (folder: string) => abortable(this.#entries(session, folder), signal);
    for await (const file of walkFolders(readFolder)) {
      signal?.throwIfAborted();
      yield file;
    }
  }

  read(path: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array | null> {
    return this.#call(path, signal, async ({ session, folders }) => {
      if (!(await folders.have(path, false))) return null;
      const stat = await session.stat(this.#at(path));
      if (stat?.kind === 'link') throw pathRefused(this.name, path, 'it is a symbolic link');
      // A pipe that somebody left there would keep the host waiting for ever.
      if (stat?.kind !== 'file') return null;
      if (stat.sizeBytes > maxBytes) throw fileTooLarge(this.name, path, stat.sizeBytes, maxBytes);
      const bytes = await session.read(this.#at(path), stat.sizeBytes).catch((error: unknown) => {
        if (codeOf(error) === SFTP_STATUS.noSuchFile) return null;
        throw error;
      });
      // A file that grows meanwhile must not pass as its own beginning.
      if (bytes !== null && bytes.length > stat.sizeBytes) {
        throw fileTooLarge(this.name, path, bytes.length, stat.sizeBytes);
      }
      return bytes;
    });
  }

  write(path: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    return this.#call(path, signal, async (way) => {
      await this.#claimFolder(way);
      await this.#replace(way, path, bytes, signal);
    });
  }

  remove(path: string, signal?: AbortSignal): Promise<void> {
    return this.#call(path, signal, async ({ session, folders }) => {
      if (!(await folders.have(path, false))) return;
      const stat = await session.stat(this.#at(path));
      if (stat === null) return;
      if (stat.kind !== 'file') throw pathRefused(this.name, path, 'it is not a file');
      signal?.throwIfAborted();
      await session.removeFile(this.#at(path)).catch((error: unknown) => {
        if (codeOf(error) !== SFTP_STATUS.noSuchFile) throw error;
      });
      await folders.removeEmpty(path);
    });
  }

  async settle(): Promise<void> {
    // The host has each file as soon as it is written.
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const way = await this.#way.catch(() => null);
    way?.session.close();
  }

  #at(path: string): string {
    return `${this.#place.root}/${path}`;
  }

  #wayOver(session: SftpSession): Way {
    return { session, folders: new SftpFolders(this.name, session, this.#place.root) };
  }

  /** The connection; a new one when the last was lost. Calls at once wait for the same one. */
  async #use(): Promise<Way> {
    const current = this.#way;
    const way = await current.catch(() => null);
    if (way !== null && !way.session.isLost) return way;
    if (this.#isClosed) throw new CarryError('carrier-failed', `${this.name}: the carrier was closed`);
    if (this.#way === current) {
      this.#way = this.#place.connect().then((session) => {
        if (this.#isClosed) session.close();
        return this.#wayOver(session);
      });
      this.#way.catch(() => {});
    }
    return this.#way;
  }

  /**
   * Makes a call whose faults are explained. An abort is answered at once; what is under way then ends by itself and begins
   * no change after that.
   */
  async #call<T>(path: string, signal: AbortSignal | undefined, work: (way: Way) => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    if (!isEditionPath(path)) throw pathRefused(this.name, path, 'it is not a path of an edition');
    try {
      return await abortable(this.#use().then(work), signal);
    } catch (error) {
      throw sftpFault(this.name, path, error);
    }
  }

  async #replace(way: Way, path: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    const { session, folders } = way;
    const temporary = this.#at(`${SFTP_TEMPORARY}${randomBytes(8).toString('hex')}`);
    try {
      await folders.have(path, true);
      signal?.throwIfAborted();
      await session.write(temporary, bytes, FILE_MODE);
      for (let attempt = 1; ; attempt += 1) {
        signal?.throwIfAborted();
        try {
          await this.#moveOver(session, temporary, path, signal);
          return;
        } catch (error) {
          // A removal running at the same time may have taken away the folder we had just made sure of.
          if (codeOf(error) !== SFTP_STATUS.noSuchFile || attempt === 3) throw error;
          folders.forget(path);
          await folders.have(path, true);
        }
      }
    } catch (error) {
      if (!session.isLost) await session.removeFile(temporary).catch(() => {});
      throw await this.#explain(session, path, error, bytes.length);
    }
  }

  async #moveOver(session: SftpSession, temporary: string, path: string, signal?: AbortSignal): Promise<void> {
    try {
      if (await session.rename(temporary, this.#at(path))) return;
    } catch (error) {
      await this.#refuseFolder(session, path, error);
    }
    await this.#refuseFolder(session, path, null);
    signal?.throwIfAborted();
    await session.removeFile(this.#at(path));
    if (!(await session.rename(temporary, this.#at(path)))) {
      throw pathRefused(this.name, path, 'something else keeps appearing there');
    }
  }

  async #refuseFolder(session: SftpSession, path: string, error: unknown): Promise<void> {
    const kind = codeOf(error) === null && error !== null ? undefined : (await session.stat(this.#at(path)))?.kind;
    if (kind === 'folder') throw pathRefused(this.name, path, 'a folder stands there', error);
    if (error !== null) throw error;
  }

  async #explain(session: SftpSession, path: string, error: unknown, neededBytes: number): Promise<unknown> {
    const status = codeOf(error);
    if (status === null) return error;
    if (status === SFTP_STATUS.noSuchFile) {
      const root = await session.stat(this.#place.root, true).catch(() => undefined);
      if (root === null) return this.#rootGone();
    }
    const space = status === SFTP_STATUS.failure ? await session.space(this.#place.root) : null;
    return sftpFault(this.name, path, error, space, neededBytes);
  }

  #rootGone(): CarryError {
    return new CarryError('carrier-unreachable', `${this.name}: the folder ${this.#place.root} of the host is gone`, {
      hint: 'restore the folder on the host, then carry again',
      retryable: true,
    });
  }

  async #entries(session: SftpSession, folder: string): Promise<FolderEntry[]> {
    const entries: FolderEntry[] = [];
    try {
      for await (const part of session.names(folder === '' ? this.#place.root : this.#at(folder))) {
        for (const { name, kind, sizeBytes } of part) {
          entries.push({ name, sizeBytes, kind: kind === 'link' ? 'other' : kind });
        }
        if (entries.length > MAX_NAMES) {
          throw new CarryError(
            'carrier-failed',
            `${this.name}: ${folder || 'the folder'} has more than ${MAX_NAMES} names`,
            {
              hint: 'look what else lies there; an edition has no folder of that size',
            },
          );
        }
      }
    } catch (error) {
      if (codeOf(error) !== SFTP_STATUS.noSuchFile) throw sftpFault(this.name, folder || 'the folder', error);
      if (folder === '') throw this.#rootGone();
      // Removed since its parent was read.
      return [];
    }
    return entries;
  }

  /** Once, before the first change: from then on the folder says whose it is, even if we die before `head` is there. */
  #claimFolder(way: Way): Promise<void> {
    this.#claim ??= this.#replace(way, MARKER, Buffer.from(this.#place.claim ?? '')).catch((error: unknown) => {
      this.#claim = null;
      throw error;
    });
    return this.#claim;
  }
}
