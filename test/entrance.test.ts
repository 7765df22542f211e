import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, link, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../bin/tamizdat.mjs', import.meta.url));
const TESTS = fileURLToPath(new URL('../scripts/test.mjs', import.meta.url));

let scratch: string;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tamizdat-entrance-'));
});

after(() => rm(scratch, { recursive: true, force: true, maxRetries: 5 }));

test('a signal that ends the program is told as 128 and its number, through the handover to the pinned Node too', {
  timeout: 60_000,
}, async () => {
  // A Node by another path hands over.
  const node = join(scratch, 'node');
  await link(process.execPath, node).catch(() => copyFile(process.execPath, node));
  const env = { PATH: process.env.PATH ?? '', HOME: scratch, TAMIZDAT_HOME: join(scratch, 'home') };
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', PROGRAM, 'demo', '--port', '14480'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let written = '';
  for await (const chunk of child.stdout) {
    written += chunk;
    if (written.includes('Stop it with Ctrl-C')) break;
  }
  const ended = once(child, 'exit');
  child.kill('SIGHUP');
  const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null];
  assert.equal(code ?? 128 + constants.signals[signal ?? 'SIGKILL'], 128 + constants.signals.SIGHUP);
});

test('tests that are all skipped are no tests', async () => {
  const file = join(scratch, 'skipped.test.ts');
  await writeFile(file, "import { test } from 'node:test';\ntest('a', { skip: true }, () => {});\ntest.todo('b');\n");
  const env = { ...process.env };
  // Else the runner takes itself for a part of the one that runs this.
  delete env.NODE_TEST_CONTEXT;
  const { status, stderr } = spawnSync(process.execPath, [TESTS, file], { encoding: 'utf8', env });
  assert.equal(status, 1);
  assert.match(stderr, /^error: no test ran$/m);
});
