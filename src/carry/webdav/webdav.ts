import { type Carrier, CarryError } from '../carrier.ts';
import { admitPlace, away, claimOf, MARKER } from '../claim.ts';
import type { FolderEntry } from '../folder-walk.ts';
import type { CarrierOpening } from '../open-carrier.ts';
import type { WebdavTarget } from '../target.ts';
import { DAV_LIMITS, DavClient, type DavLimits, ignoreBody } from './dav-client.ts';
import { davFault } from './dav-faults.ts';
import { findResource, readFolder } from './dav-folder.ts';
import { DAV_CALLS_AT_ONCE, IS_TEMPORARY, WebdavCarrier } from './webdav-carrier.ts';

/** So much of a marker or a head is read: enough for the lines that name the newsroom. */
const MAX_CLAIM_BYTES = 64 * 1024;

/**
 * Opens a folder of a host that speaks WebDAV as a carrier; makes the folder when it is missing and was not carried to before.
 * Files that a dead process was writing are removed: another one that carries to this place at the same time has to repeat
 * those files. The address for WebDAV may differ from the one that readers use.
 * @throws CarryError `carrier-not-proven` for a certificate that does not hold, or a password asked for over plain http;
 *   `carrier-forbidden`, `carrier-unreachable`, `target-not-a-folder`, `target-foreign` and the host's own failures
 */
export async function openWebdavCarrier(
  target: WebdavTarget,
  opening: CarrierOpening,
  limits: DavLimits = DAV_LIMITS,
): Promise<Carrier> {
  const { name, newsroom, signal, known = false } = opening;
  const folder = new URL(target.folder);
  if (folder.username !== '' || folder.password !== '' || !folder.pathname.endsWith('/')) {
    throw new CarryError('carrier-failed', `${name}: ${folder.host}: not the address of a folder`, {
      hint: 'end it with a slash, and give user and password beside it, not in it',
    });
  }
  const where = folder.origin + folder.pathname;
  const client = new DavClient(name, target, DAV_CALLS_AT_ONCE, limits);
  try {
    const entries = await enter();
    const isEmpty = entries.every((entry) => entry.name.startsWith('.') || entry.name === 'lost+found');
    const [marker, head] = [await readText(MARKER, entries), await readText('head', entries)];
    const isUnclaimed = admitPlace({ name, where, marker, head, isEmpty }, opening);
    for (const { name: file } of entries.filter((entry) => IS_TEMPORARY.test(entry.name))) {
      // What cannot be removed is in nobody's way.
      await ignoreBody(await client.send({ method: 'DELETE', url: new URL(file, folder), signal }));
    }
    return new WebdavCarrier({ name, client, folder, claim: isUnclaimed ? claimOf(newsroom) : null });
  } catch (error) {
    await client.close();
    throw error;
  }

  /** What is in the folder. */
  async function enter(): Promise<FolderEntry[]> {
    const found = await readFolder(client, name, where, folder, signal);
    if (found !== null) return found;
    const bare = new URL(folder.href.replace(/\/$/, ''));
    if ((await findResource(client, name, where, bare, signal)) === 'file') {
      throw new CarryError('target-not-a-folder', `${name}: ${where} is not a folder`, {
        hint: 'name a folder to carry to; it is made when it does not exist',
      });
    }
    if (known) throw away(`${name}: ${where}`, 'is gone');
    await make(folder);
    return [];
  }

  /** Makes a folder and, where the host says that they are missing (409, some say 404), those above it. */
  async function make(url: URL): Promise<void> {
    const ask = async (): Promise<number> => {
      const answer = await client.send({ method: 'MKCOL', url, signal });
      await ignoreBody(answer);
      return answer.status;
    };
    let status = await ask();
    if ((status === 409 || status === 404) && url.pathname !== '/') {
      await make(new URL('..', url));
      status = await ask();
    }
    if (status !== 201 && status !== 200) throw davFault(name, url.origin + url.pathname, status);
  }

  async function readText(file: string, entries: readonly FolderEntry[]): Promise<string | null> {
    // A folder of that name says nothing of whose place it is.
    if (entries.some((entry) => entry.name === file && entry.kind !== 'file')) return null;
    const answer = await client.send({ method: 'GET', url: new URL(file, folder), signal });
    if (answer.status === 200) {
      if ((answer.sizeBytes ?? 0) <= MAX_CLAIM_BYTES) {
        return new TextDecoder().decode(await client.readBody(answer, file, MAX_CLAIM_BYTES, signal));
      }
      answer.body.destroy();
      return null;
    }
    await ignoreBody(answer);
    // What we may not read names nobody.
    if ([403, 404, 410].includes(answer.status)) return null;
    throw davFault(name, file, answer.status, answer.location);
  }
}
