import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ENGINE_VERSION } from './engine.ts';
import { unpackFolder } from './snapshot-archive.ts';

/** The name of a snapshot file; it names the engine, so that another version never loads it. */
export const SNAPSHOT_FILE = `pglite-${ENGINE_VERSION}.snapshot.gz`;

const here = dirname(fileURLToPath(import.meta.url));

/** Where snapshots are. */
export interface SnapshotPlaces {
  /** Where a packed installation ships it. Never written to by a running program. */
  readonly shipped: string;
  /** Where the one built here is kept. */
  readonly cached: string;
}

/** Beside this file; and the cache of a clone, which `npm ci` empties. */
export const SNAPSHOT_PLACES: SnapshotPlaces = {
  shipped: join(here, SNAPSHOT_FILE),
  cached: join(here, '..', '..', '..', 'node_modules', '.cache', 'tamizdat', SNAPSHOT_FILE),
};

/**
 * Makes a new database in a folder, which must be there and empty, from the shipped snapshot, else the cached one, else
 * one built now and cached. Unpacking takes a fraction of what the engine's own `initdb` takes, which building runs.
 */
export async function unpackSnapshot(folder: string, places: SnapshotPlaces): Promise<void> {
  for (const path of [places.shipped, places.cached]) {
    const packed = await readFile(path).catch(() => null);
    if (packed === null) continue;
    try {
      return await unpackFolder(packed, folder);
    } catch {
      // A damaged snapshot counts as none.
      for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
    }
  }
  const packed = await buildSnapshot();
  // The cache is a convenience: an installation that may not write there builds it each time.
  await writeSnapshot(places.cached, packed).catch(() => {});
  await unpackFolder(packed, folder);
}

/** Writes a snapshot so that no reader ever sees half of it. */
export async function writeSnapshot(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.tmp-${randomBytes(6).toString('hex')}`);
  try {
    await writeFile(temporary, bytes, { flush: true });
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Builds a snapshot; seconds of work in a thread of its own, which also gives its 400 MB back when it ends. */
export function buildSnapshot(): Promise<Uint8Array> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./snapshot-worker.${extension}`, import.meta.url));
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the snapshot's thread ended with ${code} and no snapshot`)));
  });
}
