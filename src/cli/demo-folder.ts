import { readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { placesOf } from '../newsroom/index.ts';
import { SETTINGS_FILE } from '../platform/config/index.ts';
import { exists, openLock, writeDurably } from '../platform/home/index.ts';
import { CliError } from './error.ts';
import type { TrustStore } from './trust-store.ts';

/** Says that a folder is a demo's, of which form, and that it may be emptied. */
const MARKER = 'this-is-a-demo';
const MARK = 'Made by "tamizdat demo"; "tamizdat demo --anew" empties this folder. Form 2.\n';

/** Name of the demo's newsroom. */
export const DEMO_NEWSROOM = 'bote.example';

/**
 * Prepares the folder of the demo: one of this form is gone on with, unless `anew` asks otherwise; one of another form is
 * emptied; one that is not a demo's is refused. True when there is a newsroom in it.
 */
export async function prepareDemoFolder(
  folder: string,
  { anew, store }: { readonly anew: boolean; readonly store: TrustStore },
): Promise<boolean> {
  await rm(asideOf(folder), { recursive: true, force: true }).catch((cause: NodeJS.ErrnoException) => {
    throw new CliError('cannot-write', `${dirname(folder)} cannot be used: ${cause.message}`, {
      hint: 'set TAMIZDAT_HOME to a folder that this user may write to',
      cause,
    });
  });
  if (await exists(folder)) {
    const mark = await readFile(join(folder, MARKER), 'utf8').catch(() => null);
    if (mark === null) {
      throw new CliError('misuse', `${folder} is not the folder of a demo`, {
        hint: 'move it away, or set TAMIZDAT_HOME to another folder',
      });
    }
    // Refuses while another demo runs on it, before anything of it is touched.
    await (await openLock(placesOf(folder).data, 'the demo')).close();
    if (mark === MARK && !anew) return exists(join(folder, SETTINGS_FILE));
    await empty(folder, store);
  }
  await writeDurably(join(folder, MARKER), MARK);
  return false;
}

async function empty(folder: string, store: TrustStore): Promise<void> {
  // Aside first: a removal that is interrupted may take the marker and leave the rest, which nobody would know then.
  await rename(folder, asideOf(folder));
  await rm(asideOf(folder), { recursive: true, force: true });
  for (const trusted of await store.list())
    if (trusted.identity?.newsroom === DEMO_NEWSROOM) await store.remove(trusted);
}

const asideOf = (folder: string): string => `${folder}-old`;
