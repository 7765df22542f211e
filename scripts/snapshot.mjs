// Builds the empty database that a first start unpacks, and puts it beside the built store: `node scripts/snapshot.mjs`
// before packing. A clone needs none: its first start builds one into node_modules/.cache.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSnapshot, SNAPSHOT_FILE, writeSnapshot } from '../src/platform/store/snapshot.ts';

const folder = process.argv[2] ?? fileURLToPath(new URL('../dist/platform/store/', import.meta.url));
const bytes = await buildSnapshot();
await writeSnapshot(join(folder, SNAPSHOT_FILE), bytes);
console.log(`wrote ${join(folder, SNAPSHOT_FILE)} (${(bytes.length / 1e6).toFixed(1)} MB)`);
