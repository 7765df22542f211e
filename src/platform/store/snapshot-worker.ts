import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { startEngine } from './engine.ts';
import { packFolder } from './snapshot-archive.ts';

// The thread of `buildSnapshot`: a new database, shut down in order, so that whoever unpacks it has nothing to recover.
const folder = await mkdtemp(join(tmpdir(), 'tamizdat-snapshot-'));
try {
  const engine = await startEngine(new NodeFS(join(folder, 'pg')));
  await engine.close();
  parentPort?.postMessage(await packFolder(join(folder, 'pg')));
} finally {
  await rm(folder, { recursive: true, force: true });
}
