import { chmod, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../home/index.ts';
import { DurableFS } from './durable-filesystem.ts';
import { checkDurable, ENGINE_MAJOR, startEngine } from './engine.ts';
import { StoreError } from './error.ts';
import { SNAPSHOT_PLACES, type SnapshotPlaces, unpackSnapshot } from './snapshot.ts';
import type { StoppingEngine } from './stopping-engine.ts';

/**
 * Starts the engine in the data folder of a store, `<folder>/pg`, which is made when there is none. Only for whoever
 * holds the folder's lock: two engines in one folder lose rows without a word.
 * @throws StoreError `engine-failed`, `engine-mismatch`, `not-durable`.
 */
export async function openDataFolder(
  folder: string,
  places: SnapshotPlaces = SNAPSHOT_PLACES,
): Promise<StoppingEngine> {
  const data = join(folder, 'pg');
  try {
    // The engine creates its files world-writable whatever the umask; this folder's mode is what keeps others out.
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    const major = await readMajor(data);
    if (major === null) await makeData(folder, data, places);
    else if (major !== ENGINE_MAJOR) {
      throw new StoreError(
        'engine-mismatch',
        `${folder}: written by PostgreSQL ${major}, and this program has PostgreSQL ${ENGINE_MAJOR} in it`,
        { hint: 'use the version of the program that wrote it, or move the folder away: the database is made anew' },
      );
    }
    return await startDurable(data, folder);
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError('engine-failed', `${folder}: the database does not start: ${reason}`, {
      hint: `see that the disk has space and the folder may be written; nothing published is in it, so as a last resort move ${folder} away and start again`,
      cause,
    });
  }
}

async function startDurable(data: string, folder: string): Promise<StoppingEngine> {
  // The engine's own lock file: of a process that was killed, since ours is held. One that was killed before it had written
  // its number into it would keep the engine from starting for ever.
  await rm(join(data, 'postmaster.pid'), { force: true });
  const filesystem = new DurableFS(data);
  const engine = await startEngine(filesystem);
  try {
    await checkDurable(engine, filesystem, folder);
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** What `PG_VERSION` says; null when there is no data folder. */
async function readMajor(data: string): Promise<string | null> {
  try {
    return (await readFile(join(data, 'PG_VERSION'), 'latin1')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Makes a new data folder beside its place and renames it there when all of it is on the disk, so that one that is
 * there is always whole, wherever the process or the power went.
 */
async function makeData(folder: string, data: string, places: SnapshotPlaces): Promise<void> {
  const temporary = join(folder, '.tmp-pg');
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { mode: 0o700 });
  await unpackSnapshot(temporary, places);
  await rename(temporary, data);
  await syncFolder(folder);
}
