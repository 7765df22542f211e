import { pathRefused } from '../carrier.ts';
import { codeOf } from './sftp-faults.ts';
import type { SftpSession } from './sftp-session.ts';

/** Whatever the umask of the host says: a web server that runs as another user has to read what we carry. */
const FOLDER_MODE = 0o755;
/** So many folders are remembered; an archive of some twenty years has as many. */
const MAX_REMEMBERED = 20_000;

/**
 * The folders of a carrier that were seen to be folders, not links, in this connection. They are looked at once: whoever
 * may put a link there afterwards needs no such trick to change what the host serves.
 */
export class SftpFolders {
  readonly #name: string;
  readonly #session: SftpSession;
  readonly #root: string;
  readonly #known = new Map<string, Promise<boolean>>();

  constructor(name: string, session: SftpSession, root: string) {
    this.#name = name;
    this.#session = session;
    this.#root = root;
  }

  /**
   * Whether the folders of a path are there; missing ones are made when `make`.
   * @throws CarryError `path-refused` where something else stands in the way
   */
  async have(path: string, make: boolean): Promise<boolean> {
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      const folder = path.slice(0, end);
      const known = this.#known.get(folder);
      if (known !== undefined && (await known.catch(() => false))) continue;
      if (!(await this.#look(folder, path, make))) return false;
    }
    return true;
  }

  /** Looks at the folders of a path anew next time. */
  forget(path: string): void {
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      this.#known.delete(path.slice(0, end));
    }
  }

  /** Removes the folders of a path that are empty, innermost first. */
  async removeEmpty(path: string): Promise<void> {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      this.#known.delete(folder);
      try {
        await this.#session.removeFolder(`${this.#root}/${folder}`);
      } catch (error) {
        if (codeOf(error) === null) throw error;
        // Not empty, or not ours to remove: an empty folder that stays does no harm.
        return;
      }
    }
  }

  /** Looks, and remembers a folder that is there. Calls that come meanwhile wait for the same answer. */
  #look(folder: string, path: string, make: boolean): Promise<boolean> {
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    const looking = this.#lookOnce(folder, path, make);
    this.#known.set(folder, looking);
    const forget = (): void => {
      if (this.#known.get(folder) === looking) this.#known.delete(folder);
    };
    looking.then((isThere) => isThere || forget(), forget);
    return looking;
  }

  async #lookOnce(folder: string, path: string, make: boolean): Promise<boolean> {
    const at = `${this.#root}/${folder}`;
    const stat = await this.#session.stat(at);
    if (stat?.kind === 'folder') return true;
    if (stat !== null) throw pathRefused(this.#name, path, `${folder} is not a folder`);
    if (!make) return false;
    try {
      await this.#session.makeFolder(at, FOLDER_MODE);
    } catch (error) {
      // Somebody else was faster; a host tells that in many ways.
      if (codeOf(error) === null || (await this.#session.stat(at))?.kind !== 'folder') throw error;
    }
    return true;
  }
}
