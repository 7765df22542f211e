import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../platform/home/index.ts';
import { CarryError } from '../carrier.ts';
import { admitPlace, away, claimOf, MARKER, type Opening } from '../claim.ts';
import { DirectoryCarrier, identityOf } from './directory.ts';
import { directoryFault } from './directory-faults.ts';

/**
 * Opens a folder as a carrier of one newsroom's edition; creates the folder when it is missing.
 *
 * A folder with content is taken only when it holds this newsroom's edition already (its marker or its `head` says so),
 * or when `adopt` is set; otherwise `target-foreign`: an edition has files such as `index.html` and would overwrite
 * those of somebody's site. Dot files do not count as content. `name` is what messages call the carrier, the folder's
 * path by default. There is nothing to close.
 *
 * A folder that was carried to before (`known`) is never created, and not taken without its marker or `head`: where they
 * are missing a drive is not mounted, and the whole edition would fill up the disk beneath (`carrier-unreachable`).
 *
 * @example
 * const carrier = await openDirectoryCarrier({ folder: '/srv/www/courier', newsroom: 'courier.example' });
 */
export async function openDirectoryCarrier(
  options: Opening & { readonly folder: string; readonly name?: string },
): Promise<DirectoryCarrier> {
  const { folder, newsroom, name = folder, known = false } = options;
  try {
    if (!known) await makeFolder(folder);
    const root = await realpath(folder);
    const identity = identityOf(await stat(root));
    const names = (await readdir(root)).filter((each) => !each.startsWith('.') && each !== 'lost+found');
    const [marker, head] = [await readText(join(root, MARKER)), await readText(join(root, 'head'))];
    const isUnclaimed = admitPlace({ name, where: folder, marker, head, isEmpty: names.length === 0 }, options);
    return new DirectoryCarrier(name, root, identity, isUnclaimed ? claimOf(newsroom) : null);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (known && code === 'ENOENT') throw away(name === folder ? folder : `${name}: ${folder}`, 'is gone');
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw new CarryError('target-not-a-folder', `${name}: ${folder} is not a folder`, {
        hint: 'name a folder to carry to; it is created when it does not exist',
        cause: error,
      });
    }
    throw directoryFault(name, folder, error);
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return null;
    throw error;
  }
}
