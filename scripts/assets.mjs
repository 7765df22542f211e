// Builds the files that browsers load beside the compiled program: the reader app and what the console's pages load.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAssets } from '../src/platform/assets/build.ts';

const built = fileURLToPath(new URL('../dist/platform/assets/built/', import.meta.url));
for (const name of ['reader', 'console']) {
  for (const { path, bytes } of await buildAssets(name)) {
    const file = join(built, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}
