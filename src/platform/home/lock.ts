import { randomBytes } from 'node:crypto';
import { readFileSync, unlinkSync } from 'node:fs';
import { link, open, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HomeError } from './error.ts';
import { makeFolder } from './files.ts';
import { livenessOf, ownIdentity, type ProcessIdentity } from './process-identity.ts';
import { TEMPORARY } from './sweep.ts';

/** The name of the lock file in a held folder. */
export const LOCK_FILE = 'tamizdat.lock';

/** A folder held by this process. */
export interface FolderLock {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** Lets go of the folder; a second call does nothing. The end of the process lets go too. */
  close(): Promise<void>;
}

/** What a lock file holds, as JSON. */
interface Holder extends ProcessIdentity {
  /** Random; tells two locks of one process apart. */
  readonly token: string;
}

/**
 * Holds a folder for this process alone, by a lock file that names it: process id, its start, machine.
 *
 * While the holder lives every other call is refused, in the same process too. A dead holder's lock is taken over, by
 * exactly one of any number of processes that try. Age plays no part: a process stopped for a day still holds what it
 * holds. A lock made on another machine (a shared disk) is never taken over, since whether its process lives cannot
 * be seen from here.
 *
 * @param folder The folder; made with mode 0700 when missing.
 * @param what What it is to a person, for messages: `the database of courier.example`.
 * @throws HomeError `locked`, `locked-elsewhere`, `lock-unreadable`.
 */
export async function openLock(folder: string, what: string): Promise<FolderLock> {
  const absolute = resolve(folder);
  await makeFolder(absolute, 0o700);
  const path = join(absolute, LOCK_FILE);
  const token = await take(path, what, absolute);
  let held = true;
  const letGo = (): void => {
    if (!held) return;
    held = false;
    process.off('exit', letGo);
    removeOwn(path, token);
  };
  process.on('exit', letGo);
  return { folder: absolute, close: async () => letGo() };
}

/** How many takers may die in the middle of a takeover, one after the other, before a person has to look. */
const MAX_CLAIMS = 4;

/**
 * Puts our own lock file at `path` and returns its token.
 *
 * A free path is taken by link(2), which fails when the name exists. A dead holder's file is replaced by rename(2), but
 * only by whoever holds the *claim*, a lock beside it taken in the same way, and only after reading under the claim
 * that the dead one still stands there. Without it a slow process could replace the file of a faster one: both saw the
 * same dead holder.
 */
async function take(path: string, what: string, folder: string, depth = 0): Promise<string> {
  const own: Holder = { ...ownIdentity(), token: randomBytes(12).toString('hex') };
  const temporary = join(folder, `${TEMPORARY}lock-${own.token}`);
  try {
    // Each turn of the loop follows a change that another process made, so it ends when they do.
    for (;;) {
      await writeSynced(temporary, `${JSON.stringify(own)}\n`, 'w');
      if (await linkIfFree(temporary, path)) return own.token;
      const holder = await readHolder(path, what);
      if (holder === null) continue;
      refuseUnlessDead(holder, path, what);
      if (depth >= MAX_CLAIMS) throw unreadable(path, what, 'several processes died while taking it over');
      const claim = `${path}.claim`;
      const claimToken = await take(claim, what, folder, depth + 1);
      try {
        const still = await readHolder(path, what);
        if (still === null || still.token !== holder.token) continue;
        await rename(temporary, path);
        return own.token;
      } finally {
        removeOwn(claim, claimToken);
      }
    }
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Gives the file a second name unless that is taken. False when it is. */
async function linkIfFree(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // ENOENT: the holder swept our temporary file away, so there is a holder.
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS') throw error;
  }
  // A file system without hard links (FAT on a stick): an exclusive creation is as safe, but a process that dies in
  // the middle of it leaves an unreadable lock.
  try {
    await writeSynced(path, await readFile(temporary), 'wx');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function writeSynced(path: string, bytes: string | Uint8Array, flags: 'w' | 'wx'): Promise<void> {
  const handle = await open(path, flags, 0o600);
  try {
    await handle.writeFile(bytes);
    // Else a power cut may leave an empty lock file, which a person would have to judge.
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function refuseUnlessDead(holder: Holder, path: string, what: string): void {
  const liveness = livenessOf(holder);
  if (liveness === 'dead') return;
  if (liveness === 'elsewhere') {
    throw new HomeError(
      'locked-elsewhere',
      `${path}: ${what} is held by process ${holder.pid} of machine ${holder.host}`,
      {
        hint: `stop that process; when you are certain that it no longer runs, remove ${path}`,
      },
    );
  }
  throw new HomeError('locked', `${path}: ${what} is held by the running process ${holder.pid}`, {
    hint:
      holder.pid === process.pid
        ? 'this very process opened it already'
        : `use that process, or stop it: kill ${holder.pid}`,
    retryable: true,
  });
}

/** Who holds the lock; null when it is free by now. */
async function readHolder(path: string, what: string): Promise<Holder | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const holder = parseHolder(text);
  if (holder === null) throw unreadable(path, what, 'its lock file cannot be understood');
  return holder;
}

function parseHolder(text: string): Holder | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const { pid, start, boot, host, token } = value as Record<string, unknown>;
    if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return null;
    if (typeof start !== 'string' || typeof boot !== 'string' || typeof host !== 'string') return null;
    return typeof token === 'string' && token !== '' ? { pid, start, boot, host, token } : null;
  } catch {
    return null;
  }
}

function unreadable(path: string, what: string, why: string): HomeError {
  return new HomeError('lock-unreadable', `${path}: whether ${what} is in use cannot be told: ${why}`, {
    hint: `make sure that no other process uses the folder, then remove ${path} and ${path}.claim`,
  });
}

/** Removes a lock file unless it is no longer ours (a person may have removed it, and another process taken its place). */
function removeOwn(path: string, token: string): void {
  // Synchronous, because it also runs at the end of the process.
  try {
    if (parseHolder(readFileSync(path, 'utf8'))?.token === token) unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
