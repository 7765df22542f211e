// Runs the tests that install and start real servers, as root on Debian: all of them, or those of the servers named on the
// command line, `npm run test:servers -- s3 sftp`. The tests of a server are test/servers/<name>.test.ts, or in a folder of that name.

import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';

const all = globSync('test/servers/**/*.test.ts').sort();
const named = process.argv.slice(2);
const files = [];
for (const name of named) {
  const own = all.filter(
    (file) => file.startsWith(`test/servers/${name}.`) || file.startsWith(`test/servers/${name}/`),
  );
  if (own.length === 0) {
    const names = [...new Set(all.map((file) => file.split('/')[2]?.split('.')[0]))];
    console.error(`error: there are no tests of a server ${name}\nhint: name one or several of ${names.join(', ')}`);
    process.exit(2);
  }
  files.push(...own);
}
const runner = new URL('test.mjs', import.meta.url).pathname;
const { status } = spawnSync(process.execPath, [runner, ...(named.length === 0 ? all : files)], { stdio: 'inherit' });
process.exit(status ?? 1);
