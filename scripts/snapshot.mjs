// Builds the empty database that a first start unpacks, which takes seconds, once: beside the built store before packing
// (`node scripts/snapshot.mjs`), or into the cache of a clone (`--cache`), where one that is there already is left alone.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSnapshot, SNAPSHOT_FILE, SNAPSHOT_PLACES, writeSnapshot } from '../src/platform/store/snapshot.ts';

const forCache = process.argv.includes('--cache');
const packed = join(fileURLToPath(new URL('../dist/platform/store/', import.meta.url)), SNAPSHOT_FILE);
const path = forCache ? SNAPSHOT_PLACES.cached : packed;
if (!forCache || !existsSync(path)) {
  const bytes = await buildSnapshot();
  await writeSnapshot(path, bytes);
  console.log(`wrote ${join(dirname(path), SNAPSHOT_FILE)} (${(bytes.length / 1e6).toFixed(1)} MB)`);
}
