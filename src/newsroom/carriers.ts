import type { Kysely } from 'kysely';
import {
  CarryError,
  type EditionFiles,
  openDirectoryCarrier,
  type SyncProgress,
  type SyncReport,
  syncCarrier,
} from '../carry/index.ts';
import { addCarrier, directoryValue, editSettings, type Settings } from '../platform/config/index.ts';
import { sweepTemporary } from '../platform/home/index.ts';
import { openLedger } from './ledger.ts';
import type { Tables } from './tables.ts';

/** Puts the edition on every carrier of the settings, one after the other. One that fails is a report; the others go on. */
export async function carryToAll(
  { carriers, newsroom }: Settings,
  parts: {
    readonly db: Kysely<Tables>;
    readonly edition: EditionFiles;
    /** Folders swept already; added to. */
    readonly swept: Set<string>;
    readonly signal?: AbortSignal | undefined;
    readonly onProgress?: ((progress: SyncProgress) => void) | undefined;
  },
): Promise<SyncReport[]> {
  const { db, edition, swept, signal, onProgress } = parts;
  const reports: SyncReport[] = [];
  for (const { name, directory } of carriers) {
    try {
      const carrier = await openDirectoryCarrier({ folder: directory, newsroom, name });
      if (!swept.has(directory)) await sweep(directory);
      swept.add(directory);
      // What is known is known of a folder: under its name another folder may stand tomorrow, with an older copy in it.
      const ledger = openLedger(db, directory);
      reports.push(await syncCarrier({ carrier, edition, ledger, signal, onProgress }));
    } catch (error) {
      if (!(error instanceof CarryError)) throw error;
      reports.push(unopened(name, error));
    }
  }
  return reports;
}

/**
 * Takes away what a process that died while writing left in a carrier's folder. Only once the folder is known to be ours:
 * in somebody else's nothing is removed, whatever its name. A folder that does not let us fails at its first write.
 */
async function sweep(directory: string): Promise<void> {
  await sweepTemporary(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === undefined) throw error;
  });
}

/** The report of a carrier that could not even be opened. */
function unopened(carrier: string, error: CarryError): SyncReport {
  return {
    carrier,
    outcome: 'failed',
    headConfirmed: false,
    unchanged: 0,
    adopted: 0,
    written: 0,
    writtenBytes: 0,
    removed: 0,
    faults: [{ kind: 'error', path: null, error }],
    foreign: [],
  };
}

/**
 * Adds a folder to the carriers in the settings file, unless it is one already, and returns the new settings. A folder
 * that cannot be carried to is refused before anything is written. Only for whoever holds the newsroom's lock.
 * @throws CarryError `target-foreign`, `target-not-a-folder` and what else keeps a folder from being one
 */
export async function addFolder(settings: Settings, directory: string): Promise<Settings> {
  const { folder, newsroom, carriers } = settings;
  if (carriers.some((carrier) => carrier.directory === directory)) return settings;
  await openDirectoryCarrier({ folder: directory, newsroom });
  const taken = new Set(carriers.map((carrier) => carrier.name));
  let number = carriers.length + 1;
  while (taken.has(`folder-${number}`)) number += 1;
  const value = { name: `folder-${number}`, directory: directoryValue(folder, directory) };
  return editSettings(folder, (text) => addCarrier(text, value));
}
