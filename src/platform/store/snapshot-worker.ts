import { parentPort } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

// The thread of `buildSnapshot`: initdb in memory, then the data folder as a gzipped tar.
const engine = await PGlite.create();
const dump = await engine.dumpDataDir('gzip');
const bytes = new Uint8Array(await dump.arrayBuffer());
await engine.close();
parentPort?.postMessage(bytes, [bytes.buffer]);
