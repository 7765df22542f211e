import { randomBytes } from 'node:crypto';
import { servedAs } from '../../platform/http/index.ts';
import { abortable } from '../abortable.ts';
import { type Carrier, type CarrierCapabilities, type CarrierFile, CarryError, pathRefused } from '../carrier.ts';
import { MARKER } from '../claim.ts';
import { walkFolders } from '../folder-walk.ts';
import { isEditionPath } from '../layout.ts';
import { type DavAnswer, type DavClient, type DavRequest, ignoreBody } from './dav-client.ts';
import { davFault } from './dav-faults.ts';
import { findResource, readFolder } from './dav-folder.ts';

/** What the names of files begin with that are being written. They lie in the carrier's own folder, so that all are seen at once. */
const DAV_TEMPORARY = '.tmp-tamizdat-';
/** Exactly such a name: others may write into the folder, too, and a backslash in a name leads out of it in an address. */
export const IS_TEMPORARY: RegExp = /^\.tmp-tamizdat-[0-9a-f]{16}$/;
export const DAV_CALLS_AT_ONCE = 8;
/** So many folders are remembered; an archive of some twenty years has as many. */
const MAX_REMEMBERED = 20_000;
/** Answers of hosts that rename nothing, or nothing that is called so: they will say the same next time. */
const NEVER = [400, 403, 405, 406, 415, 501];
/** A host behind another one may not recognise its own name in `Destination` (RFC 4918 §9.9.4); or it is away for a moment. */
const BAD_GATEWAY = 502;

/** What a carrier starts with: a place that was seen and admitted. */
export interface DavPlace {
  readonly name: string;
  readonly client: DavClient;
  /** Address of the folder, ending in a slash. */
  readonly folder: URL;
  /** What is written to the marker file before the first change; null when it is there already. */
  readonly claim: string | null;
}

/**
 * A folder of a host that speaks WebDAV, as a carrier. Made by `openWebdavCarrier`, which sees to it that it is ours to
 * write to.
 *
 * - A file is put under a temporary name and moved over the old one (RFC 4918 §9.9), so that it appears whole or not at
 *   all. Where the host takes no such names or moves nothing, it is put directly: whether readers can see half of it then is the
 *   host's matter.
 * - Nothing is moved over or removed before it is known to be no folder: with WebDAV both take what is in a folder along.
 * - For the same reason folders that become empty stay: between looking and removing something could be put into them.
 * - What symbolic links are is not told over WebDAV: the host follows them or not.
 * - Names that are not edition paths are neither listed nor touched. The carrier's own folder is never made again here.
 */
export class WebdavCarrier implements Carrier {
  readonly name: string;
  readonly capabilities: CarrierCapabilities = { canList: true, callsAtOnce: DAV_CALLS_AT_ONCE, appears: 'each' };
  readonly #client: DavClient;
  readonly #folder: URL;
  readonly #claimText: string;
  #claim: Promise<void> | null;
  /** Folders that were seen or made. */
  readonly #folders = new Map<string, Promise<void>>();
  #canMove = true;
  #isClosed = false;

  constructor(place: DavPlace) {
    this.name = place.name;
    this.#client = place.client;
    this.#folder = place.folder;
    this.#claimText = place.claim ?? '';
    this.#claim = place.claim === null ? Promise.resolve() : null;
  }

  async *list(signal?: AbortSignal): AsyncIterable<CarrierFile> {
    signal?.throwIfAborted();
    const read = async (folder: string) => {
      const url = folder === '' ? this.#folder : this.#at(`${folder}/`);
      const entries = await readFolder(this.#client, this.name, folder || 'the folder', url, signal);
      if (entries === null && folder === '') throw this.#gone();
      // Removed since its parent was read.
      return entries ?? [];
    };
    for await (const file of walkFolders(read)) {
      signal?.throwIfAborted();
      yield file;
    }
  }

  async read(path: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array | null> {
    this.#admit(path, signal);
    const url = this.#at(path);
    const answer = await this.#client.send({ method: 'GET', url, signal });
    if (answer.status === 200) return this.#client.readBody(answer, path, maxBytes, signal);
    await ignoreBody(answer);
    if (answer.status === 404 || answer.status === 410) return null;
    // A folder: hosts send whoever asks for it to the address with a slash.
    const { location } = answer;
    const isFolder =
      location !== undefined && URL.canParse(location, url) && pathOf(location, url) === `${url.pathname}/`;
    if (isFolder) return null;
    throw davFault(this.name, path, answer.status, location);
  }

  async write(path: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    this.#admit(path, signal);
    await abortable(this.#claimFolder(), signal);
    for (let attempt = 1; ; attempt += 1) {
      await this.#makeFolders(path, signal);
      const status = await this.#replace(path, bytes, signal);
      if (isDone(status)) return;
      // 409: the folder we had made sure of was removed meanwhile; 404 is what some hosts answer then.
      const isFolderGone = status === 409 || status === 404;
      if (!isFolderGone || attempt === 2) throw await this.#explain(path, status, signal);
      this.#folders.clear();
    }
  }

  async remove(path: string, signal?: AbortSignal): Promise<void> {
    this.#admit(path, signal);
    const kind = await findResource(this.#client, this.name, path, this.#at(path), signal);
    if (kind === null) return;
    if (kind !== 'file') throw pathRefused(this.name, path, 'it is not a file');
    const status = await this.#do({ method: 'DELETE', url: this.#at(path), signal });
    if (!isDone(status) && status !== 404 && status !== 410) throw davFault(this.name, path, status);
  }

  async settle(): Promise<void> {
    // The host has each file as soon as it is written.
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#client.close();
  }

  #admit(path: string, signal: AbortSignal | undefined): void {
    signal?.throwIfAborted();
    if (!isEditionPath(path)) throw pathRefused(this.name, path, 'it is not a path of an edition');
    if (this.#isClosed) throw new CarryError('carrier-failed', `${this.name}: the carrier was closed`);
  }

  /** Edition paths need no escaping in an address. */
  #at(path: string): URL {
    return new URL(path, this.#folder);
  }

  async #do(request: DavRequest): Promise<number> {
    const answer: DavAnswer = await this.#client.send(request);
    await ignoreBody(answer);
    if (answer.status >= 300 && answer.status < 400) {
      throw davFault(this.name, request.url.pathname, answer.status, answer.location);
    }
    return answer.status;
  }

  #put(path: string, bytes: Uint8Array, type: string, signal?: AbortSignal): Promise<number> {
    return this.#do({ method: 'PUT', url: this.#at(path), headers: { 'content-type': type }, body: bytes, signal });
  }

  /** Puts a file in the place of what was there; the status that decided. */
  async #replace(path: string, bytes: Uint8Array, signal?: AbortSignal): Promise<number> {
    const { contentType } = servedAs(path);
    if (!this.#canMove) return this.#put(path, bytes, contentType, signal);
    const temporary = `${DAV_TEMPORARY}${randomBytes(8).toString('hex')}`;
    const drop = () => this.#do({ method: 'DELETE', url: this.#at(temporary) }).catch(() => {});
    let status: number;
    try {
      status = await this.#put(temporary, bytes, contentType, signal);
      if (isDone(status)) status = await this.#move(temporary, path, signal);
    } catch (error) {
      // The host may be silent: nobody waits for this. What stays is swept at the next opening.
      void drop();
      throw error;
    }
    if (isDone(status)) return status;
    await drop();
    if (!NEVER.includes(status) && status !== BAD_GATEWAY) return status;
    const isNever = status !== BAD_GATEWAY;
    status = await this.#put(path, bytes, contentType, signal);
    // Where that is refused as well, nothing is learnt of moving.
    if (isDone(status) && isNever) this.#canMove = false;
    return status;
  }

  async #move(from: string, to: string, signal?: AbortSignal): Promise<number> {
    const move = (overwrite: 'F' | 'T') =>
      this.#do({
        method: 'MOVE',
        url: this.#at(from),
        headers: { destination: this.#at(to).href, overwrite },
        signal,
      });
    const status = await move('F');
    if (status !== 412) return status;
    const kind = await findResource(this.#client, this.name, to, this.#at(to), signal);
    if (kind === 'folder') throw pathRefused(this.name, to, 'a folder stands there');
    return move('T');
  }

  async #makeFolders(path: string, signal?: AbortSignal): Promise<void> {
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      const folder = path.slice(0, end);
      const known = this.#folders.get(folder);
      if (known !== undefined && (await isFulfilled(known))) continue;
      if (this.#folders.size >= MAX_REMEMBERED) this.#folders.clear();
      const making = this.#makeFolder(folder, path, signal);
      this.#folders.set(folder, making);
      making.catch(() => {
        if (this.#folders.get(folder) === making) this.#folders.delete(folder);
      });
      await making;
    }
  }

  async #makeFolder(folder: string, path: string, signal?: AbortSignal): Promise<void> {
    const url = this.#at(`${folder}/`);
    const find = () => findResource(this.#client, this.name, folder, this.#at(folder), signal);
    let kind = await find();
    if (kind === 'folder') return;
    if (kind === 'file') throw pathRefused(this.name, path, `${folder} is not a folder`);
    const status = await this.#do({ method: 'MKCOL', url, signal });
    if (isDone(status)) return;
    // 405: somebody else was faster.
    kind = status === 405 ? await find() : null;
    if (kind !== 'folder') throw await this.#explain(path, status, signal);
  }

  /** What a refusal means, after a look at what stands there. */
  async #explain(path: string, status: number, signal?: AbortSignal): Promise<CarryError> {
    if ([403, 404, 405, 409, 500].includes(status)) {
      const find = (at: URL) => findResource(this.#client, this.name, path, at, signal).catch(() => undefined);
      if ((await find(this.#at(path))) === 'folder') return pathRefused(this.name, path, 'a folder stands there');
      if ((await find(this.#folder)) === null) return this.#gone();
    }
    signal?.throwIfAborted();
    return davFault(this.name, path, status);
  }

  #gone(): CarryError {
    return new CarryError(
      'carrier-unreachable',
      `${this.name}: the folder ${this.#folder.pathname} of the host is gone`,
      {
        hint: 'restore the folder on the host, then carry again',
        retryable: true,
      },
    );
  }

  /** Once, before the first change: from then on the folder says whose it is, even if we die before `head` is there. */
  #claimFolder(): Promise<void> {
    this.#claim ??= this.#put(MARKER, Buffer.from(this.#claimText), 'text/plain;charset=utf-8')
      .then(async (status) => {
        if (!isDone(status)) throw await this.#explain(MARKER, status);
      })
      .catch((error: unknown) => {
        this.#claim = null;
        throw error;
      });
    return this.#claim;
  }
}

/** 207 is not among them: of one file it says that something went wrong. */
function isDone(status: number): boolean {
  return status >= 200 && status < 300 && status !== 207;
}

function pathOf(location: string, base: URL): string {
  return new URL(location, base).pathname;
}

async function isFulfilled(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => true,
    () => false,
  );
}
