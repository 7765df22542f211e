import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Folders that go with the process. */
const scratch = new Set<string>();
process.on('exit', () => {
  for (const path of scratch) rmSync(path, { recursive: true, force: true });
});

/** An empty folder, which goes when the process ends. */
export async function scratchFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'tamizdat-witness-'));
  scratch.add(path);
  return path;
}
