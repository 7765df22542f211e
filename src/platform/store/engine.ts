import { setFlagsFromString } from 'node:v8';
import { PGlite } from '@electric-sql/pglite';
import type { NodeFS } from '@electric-sql/pglite/nodefs';
import { StoreError } from './error.ts';
import { StoppingEngine } from './stopping-engine.ts';

// V8 compiles a function of WASM that runs often once more, for speed. Over the engine's largest that takes 500 MB for a
// moment and 60 MB for good, on machines that may have little more. Without it statements take 1.3 to 2 times as long.
// `--liftoff-only` implies the other two, but only on the command line.
for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering', '--liftoff-only']) setFlagsFromString(flag);

/** The exact version of the engine this was built and tried against; a test compares it with what is installed. */
export const ENGINE_VERSION = '0.5.16';
/** The major version of PostgreSQL in it: what a data folder's `PG_VERSION` has to say. */
export const ENGINE_MAJOR = '18';

/**
 * How the engine is started: as PGlite does, but with fsync (`-F` would switch it off) and 8 MB of shared buffers,
 * which halves the memory of the process and costs nothing at our sizes. Less WAL is kept than usual, because nobody
 * checkpoints by itself here: see `Store.upkeep`.
 */
const START_PARAMETERS = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['fsync=on', 'wal_sync_method=fsync', 'synchronous_commit=on', 'full_page_writes=on'].flatMap((each) => [
    '-c',
    each,
  ]),
  // Files of the log that are done with are removed: kept under new names, they would hold withdrawn texts for long.
  ...['shared_buffers=8MB', 'min_wal_size=32MB', 'wal_recycle=off'].flatMap((each) => ['-c', each]),
];

/** A filesystem that says how often it synced. */
export type CountingFS = NodeFS & { readonly fsyncs: number };

/** Starts the engine on a filesystem; in an empty one it makes a new database first, which takes seconds. */
export async function startEngine(filesystem: NodeFS): Promise<StoppingEngine> {
  const engine = new StoppingEngine({ fs: filesystem, startParams: START_PARAMETERS });
  try {
    await engine.waitReady;
    return engine;
  } catch (error) {
    engine.abandon();
    throw error;
  }
}

/**
 * Makes sure that a committed write reaches the disk: commits one and counts the fsyncs it caused.
 * @throws StoreError `not-durable` when it caused none, or when the engine runs with fsync off.
 */
export async function checkDurable(engine: PGlite, filesystem: CountingFS, folder: string): Promise<void> {
  const before = filesystem.fsyncs;
  // A transactional message takes a transaction id and a commit record through the WAL as any row does, and leaves
  // nothing behind in any table.
  await engine.query(`select pg_logical_emit_message(true, 'tamizdat', 'is this durable?')`);
  const { rows } = await engine.query<{ fsync: string }>('show fsync');
  if (filesystem.fsyncs > before && rows[0]?.fsync === 'on') return;
  throw new StoreError('not-durable', `${folder}: the database engine does not sync what it commits`, {
    hint: `a power cut would lose articles; install the tested engine, @electric-sql/pglite ${ENGINE_VERSION}`,
  });
}
