import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../platform/home/index.ts';
import { CarryError } from './carrier.ts';
import { DirectoryCarrier, identityOf, MARKER } from './directory.ts';
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
export async function openDirectoryCarrier(options: {
  readonly folder: string;
  /** The newsroom's name as in its records (`newsroom` line). */
  readonly newsroom: string;
  readonly name?: string;
  /** Write into a folder that holds something else. What is there is overwritten only where the edition has a file of that name. */
  readonly adopt?: boolean;
  /** Whether files were carried into this folder before. */
  readonly known?: boolean;
}): Promise<DirectoryCarrier> {
  const { folder, newsroom, name = folder, adopt = false, known = false } = options;
  const claim = `tamizdat.carrier/v1\nnewsroom ${newsroom}\n`;
  try {
    if (!known) await makeFolder(folder);
    const root = await realpath(folder);
    const identity = identityOf(await stat(root));
    const names = (await readdir(root)).filter((each) => !each.startsWith('.') && each !== 'lost+found');
    const owner = await readOwner(root);
    if (owner !== null && owner !== newsroom && !adopt) {
      throw foreign(name, folder, `holds the edition of ${owner}, not of ${newsroom}`);
    }
    if (owner === null && names.length > 0 && !adopt) {
      throw foreign(name, folder, 'is not empty and does not hold an edition of this newsroom');
    }
    const marker = await readText(join(root, MARKER));
    if (known && owner === null && marker === null) throw away(name, folder, 'is not the folder that was carried to');
    const claimed = marker === claim;
    return new DirectoryCarrier(name, root, identity, claimed ? null : claim);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (known && code === 'ENOENT') throw away(name, folder, 'is gone');
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw new CarryError('target-not-a-folder', `${name}: ${folder} is not a folder`, {
        hint: 'name a folder to carry to; it is created when it does not exist',
        cause: error,
      });
    }
    throw directoryFault(name, folder, error);
  }
}

function foreign(name: string, folder: string, what: string): CarryError {
  const shown = name === folder ? folder : `${name}: ${folder}`;
  return new CarryError('target-foreign', `${shown} ${what}`, {
    hint: 'name an empty or new folder; nothing was changed in this one',
  });
}

/** The error for a folder that held an edition and is gone, or stands there without anything of it. */
function away(name: string, folder: string, what: string): CarryError {
  const shown = name === folder ? folder : `${name}: ${folder}`;
  return new CarryError('carrier-unreachable', `${shown} ${what}`, {
    hint: `mount the drive or restore the folder; if it is to be filled anew, make it and put an empty file ${MARKER} in it`,
    retryable: true,
  });
}

/** The newsroom a folder says it belongs to, or null. A guard against mistakes, not against forgery: anyone can write this. */
async function readOwner(root: string): Promise<string | null> {
  for (const [file, kind] of [
    [MARKER, 'tamizdat.carrier/v1'],
    ['head', 'tamizdat.edition/v1'],
  ] as const) {
    const lines = (await readText(join(root, file)))?.split('\n') ?? [];
    if (lines[0] === kind && lines[1]?.startsWith('newsroom ')) return lines[1].slice('newsroom '.length);
  }
  return null;
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
