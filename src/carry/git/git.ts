import { type FolderLock, HomeError, openLock } from '../../platform/home/index.ts';
import { type Carrier, CarryError } from '../carrier.ts';
import { admitPlace, claimOf, MARKER } from '../claim.ts';
import type { CarrierOpening } from '../open-carrier.ts';
import type { GitTarget } from '../target.ts';
import { type GitAccess, openGitAccess } from './git-access.ts';
import { GitCarrier, HOSTS_OWN } from './git-carrier.ts';
import { type SeenBranch, WorkRepository } from './work-repository.ts';

const MAX_MARKER_BYTES = 64 * 1024;

/**
 * Opens a branch of a repository as a carrier: looks where it stands, fetches it (without history) where it is not here
 * yet, and sees that it is ours. A branch that does not exist is made by the first `settle`. Needs the program `git`, and
 * `ssh` for repositories reached that way. Dot files, `CNAME` and the first `README.md` of a new repository do not count
 * as content.
 * @throws CarryError `program-missing`, and what else keeps it from being carried to
 */
export async function openGitCarrier(target: GitTarget, opening: CarrierOpening): Promise<Carrier> {
  const { name, newsroom, signal } = opening;
  const lock = await hold(name, target.workFolder);
  let access: GitAccess | null = null;
  let carrier: GitCarrier | null = null;
  try {
    access = await openGitAccess(name, target, `${target.workFolder}/access`);
    const repository = new WorkRepository(name, target, access);
    await repository.prepare(signal);
    const commit = await repository.look(signal);
    const branch = commit === null ? null : await repository.load(commit, signal);
    carrier = new GitCarrier({ name, repository, access, lock, branch });
    const [marker, head] = [await textOf(carrier, MARKER, signal), await textOf(carrier, 'head', signal)];
    const where = `${target.remote}, branch ${target.branch}`;
    const isUnclaimed = admitPlace({ name, where, marker, head, isEmpty: isEmpty(branch) }, opening);
    if (isUnclaimed) carrier.claim(claimOf(newsroom));
    return carrier;
  } catch (error) {
    if (carrier !== null) await carrier.close();
    await access?.close();
    await lock.close();
    throw error;
  }
}

function isEmpty(branch: SeenBranch | null): boolean {
  if (branch === null) return true;
  for (const [path] of branch.files.files()) {
    if (!path.startsWith('.') && !HOSTS_OWN.includes(path)) return false;
  }
  return true;
}

/** Null also for what is no marker and no head: a link, or a file of another size. */
async function textOf(carrier: GitCarrier, path: string, signal: AbortSignal | undefined): Promise<string | null> {
  try {
    const bytes = await carrier.readAny(path, MAX_MARKER_BYTES, signal);
    return bytes === null ? null : new TextDecoder().decode(bytes);
  } catch (error) {
    if (error instanceof CarryError && ['path-refused', 'file-too-large'].includes(error.code)) return null;
    throw error;
  }
}

/** Two processes in one repository would clear away what the other writes. */
async function hold(name: string, workFolder: string): Promise<FolderLock> {
  try {
    return await openLock(workFolder, `the work folder of ${name}`);
  } catch (error) {
    if (!(error instanceof HomeError)) throw error;
    throw new CarryError('carrier-unreachable', `${name}: ${error.message}`, {
      hint: error.hint,
      retryable: error.retryable,
      cause: error,
    });
  }
}
