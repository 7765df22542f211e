import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, removeDurably } from '../../platform/home/index.ts';
import type { WorkPorts, Workplace } from '../workplace.ts';
import { dumpDatabase, placeBackup } from './backup-dump.ts';

/** Backups that are made by themselves. */
export interface NightlyBackups {
  /** Makes none any more; one that is being made is broken off, and made at the next start. */
  close(): Promise<void>;
}

/** From this hour of the machine's own clock on a day's backup is due. */
const HOUR = 3;
const LOOK_MS = 10 * 60_000;

/**
 * Writes the database into the folder that the settings name, once a day at night, and removes what is more than is kept. A
 * night that was slept through is made up for at once; what fails is logged and tried again soon. Only for the process that
 * publishes, so that one does it.
 */
export function openNightlyBackups(workplace: Workplace, ports: Pick<WorkPorts, 'now' | 'log'>): NightlyBackups {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();
  const look = (): void => {
    last = backUpIfDue(workplace, { ...ports, signal: ending.signal })
      .then((path) => {
        if (path !== null) ports.log.info('the database was backed up', { path });
      })
      .catch((error: unknown) => {
        if (!ending.signal.aborted) ports.log.error('backing up failed; it is tried again in ten minutes', { error });
      })
      .then(() => {
        if (!ending.signal.aborted) timer = setTimeout(look, LOOK_MS).unref();
      });
  };
  look();
  return {
    async close() {
      ending.abort();
      clearTimeout(timer);
      await last;
    },
  };
}

/** Makes the backup of today when it is time and there is none. Its path; null when there was nothing to do. */
export async function backUpIfDue(
  { settings, store }: Pick<Workplace, 'settings' | 'store'>,
  { now, signal }: { readonly now: () => Date; readonly signal?: AbortSignal },
): Promise<string | null> {
  const { backups, newsroom } = settings;
  const time = now();
  if (backups === undefined || time.getHours() < HOUR) return null;
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const path = join(backups.folder, `${newsroom}-${day}.backup`);
  if (await exists(path)) return null;
  await placeBackup(path, (temporary) =>
    dumpDatabase(store.db, temporary, settings, { now, ...(signal && { signal }) }),
  );
  const isOurs = (name: string): boolean =>
    name.startsWith(`${newsroom}-`) && /^\d{4}-\d\d-\d\d\.backup$/.test(name.slice(newsroom.length + 1));
  const names = (await readdir(backups.folder)).filter(isOurs).sort().reverse();
  for (const name of names.slice(backups.keep)) await removeDurably(join(backups.folder, name));
  return path;
}
