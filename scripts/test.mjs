// Runs every test file below src/ and test/ (or those named on the command line) and fails when none ran:
// `node --test` with a glob that matches nothing is green, and so is one whose tests are all skipped.

import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const named = process.argv.slice(2);
// Those of test/servers/ install and start real servers: `npm run test:servers`, as root on Debian.
const patterns =
  named.length > 0 ? named : ['src/**/*.test.{ts,tsx}', 'test/!(servers)/**/*.test.ts', 'test/*.test.ts'];
const files = globSync(patterns).sort();
let executed = 0;
let failed = 0;
const stream = run({
  files,
  concurrency: Math.max(2, availableParallelism()),
  execArgv: ['--disable-warning=ExperimentalWarning', '--import', new URL('tsx.mjs', import.meta.url).href],
  // No test times anything; this only turns one that hangs into one that fails, by name.
  timeout: 600_000,
});
stream.on('test:pass', (event) => {
  const isSkipped = event.skip !== undefined || event.todo !== undefined;
  if (event.details?.type !== 'suite' && !isSkipped) executed += 1;
});
stream.on('test:fail', () => {
  failed += 1;
});
stream.on('end', () => {
  if (executed === 0) console.error('error: no test ran');
  if (executed === 0 || failed > 0) process.exitCode = 1;
});
stream.compose(spec).pipe(process.stdout);
