import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { gunzip } from 'node:zlib';
import { ENGINE_VERSION } from './engine.ts';

/** The name of a snapshot file; it names the engine, so that another version never loads it. */
export const SNAPSHOT_FILE = `pglite-${ENGINE_VERSION}.tgz`;

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

const unzip = promisify(gunzip);

/**
 * An empty database as a tar: the shipped one, else the cached one, else one built now and cached. A damaged one counts
 * as none. Files hold it gzipped; unzipped here and not by the engine, which ends the process over a damaged one.
 * Unpacking it takes a fraction of what the engine's own `initdb` takes, which is what building it runs.
 */
export async function readSnapshot(places: SnapshotPlaces): Promise<Uint8Array<ArrayBuffer>> {
  for (const path of [places.shipped, places.cached]) {
    const tar = await readFile(path)
      .then((bytes) => unzip(bytes))
      .catch(() => null);
    if (tar !== null) return new Uint8Array(tar);
  }
  const bytes = await buildSnapshot();
  // The cache is a convenience: an installation that may not write there builds it each time.
  await writeSnapshot(places.cached, bytes).catch(() => {});
  return new Uint8Array(await unzip(bytes));
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

/** Builds a snapshot, a gzipped tar; seconds of work in a thread of its own, which also gives its 400 MB back when it ends. */
export function buildSnapshot(): Promise<Uint8Array<ArrayBuffer>> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./snapshot-worker.${extension}`, import.meta.url));
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the snapshot's thread ended with ${code} and no snapshot`)));
  });
}
