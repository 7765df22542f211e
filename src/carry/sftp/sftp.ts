import { posix } from 'node:path';
import { abortable } from '../abortable.ts';
import { type Carrier, CarryError } from '../carrier.ts';
import { admitPlace, away, claimOf, MARKER } from '../claim.ts';
import type { CarrierOpening } from '../open-carrier.ts';
import type { SftpTarget } from '../target.ts';
import { SFTP_TEMPORARY, SftpCarrier } from './sftp-carrier.ts';
import { prepareSftp, SFTP_LIMITS, type SftpLimits } from './sftp-connect.ts';
import { codeOf, sftpFault } from './sftp-faults.ts';
import type { SftpSession } from './sftp-session.ts';

/** So much of a marker or a head is read: enough for the lines that name the newsroom. */
const MAX_CLAIM_BYTES = 64 * 1024;
/** So many names of a foreign folder are looked at. */
const MAX_NAMES = 10_000;

/**
 * Opens a folder of a host that speaks SFTP as a carrier; makes the folder when it is missing and was not carried to before.
 * Files that a dead process was writing are removed: another one that carries to this place at the same time has to repeat
 * those files.
 * @throws CarryError `carrier-not-proven` before anything is sent to a host with another key; `carrier-forbidden`,
 *   `carrier-unreachable`, `target-not-a-folder`, `target-foreign` and the host's own failures
 */
export async function openSftpCarrier(
  target: SftpTarget,
  opening: CarrierOpening,
  limits: SftpLimits = SFTP_LIMITS,
): Promise<Carrier> {
  const { name, newsroom, signal } = opening;
  const connect = await prepareSftp(name, target, limits);
  const session = await connect(signal);
  const where = `${target.user}@${target.host}:${target.folder}`;
  try {
    return await abortable(open(), signal);
  } catch (error) {
    session.close();
    throw sftpFault(name, target.folder, error);
  }

  async function open(): Promise<Carrier> {
    const root = await findRoot(session, target.folder, name, where, opening.known ?? false);
    const { isEmpty, temporary } = await lookInto(session, root);
    const [marker, head] = [await readText(session, `${root}/${MARKER}`), await readText(session, `${root}/head`)];
    const isUnclaimed = admitPlace({ name, where, marker, head, isEmpty }, opening);
    signal?.throwIfAborted();
    // What cannot be removed is in nobody's way.
    await Promise.allSettled(temporary.map((each) => session.removeFile(`${root}/${each}`)));
    return new SftpCarrier({ name, root, claim: isUnclaimed ? claimOf(newsroom) : null, connect, session });
  }
}

/** The folder's own place on the host: the folder itself may be a link, as `public_html` of some hosts is. */
async function findRoot(
  session: SftpSession,
  folder: string,
  name: string,
  where: string,
  known: boolean,
): Promise<string> {
  const wanted = posix.normalize(folder === '' ? '.' : folder);
  const steps = wanted.split('/').map((_, index, all) => all.slice(0, index + 1).join('/') || '/');
  for (const step of steps) {
    const stat = await session.stat(step, true);
    if (stat === null && known) throw away(`${name}: ${where}`, 'is gone');
    if (stat === null) await session.makeFolder(step, 0o755);
    else if (stat.kind !== 'folder') {
      throw new CarryError('target-not-a-folder', `${name}: ${where}: ${step} is not a folder`, {
        hint: 'name a folder to carry to; it is made when it does not exist',
      });
    }
  }
  // Of the host's own root nothing but the slash would be left.
  return (await session.realPath(wanted)).replace(/\/+$/, '');
}

async function lookInto(session: SftpSession, root: string) {
  let count = 0;
  let isEmpty = true;
  const temporary: string[] = [];
  for await (const part of session.names(root === '' ? '/' : root)) {
    for (const { name } of part) {
      if (name.startsWith(SFTP_TEMPORARY)) temporary.push(name);
      else if (!name.startsWith('.') && name !== 'lost+found') isEmpty = false;
    }
    count += part.length;
    if (count > MAX_NAMES) break;
  }
  return { isEmpty, temporary };
}

async function readText(session: SftpSession, path: string): Promise<string | null> {
  const stat = await session.stat(path);
  if (stat?.kind !== 'file' || stat.sizeBytes > MAX_CLAIM_BYTES) return null;
  try {
    return new TextDecoder().decode(await session.read(path, stat.sizeBytes));
  } catch (error) {
    // What we may not read names nobody.
    if (codeOf(error) === null) throw error;
    return null;
  }
}
