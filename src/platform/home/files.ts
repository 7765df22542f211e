import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { TEMPORARY } from './sweep.ts';

/** Whether a path is taken: a link that leads nowhere takes it too. False where that cannot be seen. */
export function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/**
 * Makes the names in a folder durable: until then a crash may forget a rename or a removal in it.
 * Does nothing where a folder cannot be opened for syncing (some network mounts).
 */
export async function syncFolder(path: string): Promise<void> {
  let handle: Awaited<ReturnType<typeof open>> | undefined;
  try {
    handle = await open(path, 'r');
    await handle.sync();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'EINVAL' && code !== 'EPERM' && code !== 'EISDIR' && code !== 'ENOTSUP') throw error;
  } finally {
    await handle?.close();
  }
}

/** Creates a folder and its missing parents, durably. `mode` applies to the folders it creates. */
export async function makeFolder(path: string, mode = 0o755): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode }).catch(async (error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? await realReason(error, path) : error;
  });
  if (first === undefined) return;
  for (let at = resolve(path); at.length >= resolve(first).length; at = dirname(at)) await syncFolder(dirname(at));
}

/**
 * On a read-only disk Node answers ENOENT when it is to make folders with their parents: the first missing one made by
 * itself says why it cannot be made.
 */
async function realReason(error: Error, path: string): Promise<unknown> {
  let missing = resolve(path);
  while (missing !== dirname(missing) && !(await exists(dirname(missing)))) missing = dirname(missing);
  return mkdir(missing).then(
    () => error,
    (reason: unknown) => reason,
  );
}

/**
 * Writes a whole file: temporary name beside it, sync, rename, sync of the folder. When it returns the new bytes are
 * durable; whenever the process dies before that, the old file is untouched (a stray `.tmp-…` may remain).
 * Missing parent folders are created. `mode` is that of the file, 0644 by default; secrets take 0600.
 */
export async function writeDurably(
  path: string,
  bytes: Uint8Array | string,
  options: { mode?: number } = {},
): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  const temporary = join(folder, `${TEMPORARY}${randomBytes(6).toString('hex')}`);
  const handle = await open(temporary, 'wx', options.mode ?? 0o644);
  try {
    // The umask takes bits away from what `open` is told; a mode that was asked for is meant.
    if (options.mode !== undefined) await handle.chmod(options.mode);
    await handle.writeFile(bytes);
    await handle.sync();
    await handle.close();
    await rename(temporary, path);
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Removes a file durably; one that is not there is fine. */
export async function removeDurably(path: string): Promise<void> {
  await rm(path, { force: true });
  await syncFolder(dirname(path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
