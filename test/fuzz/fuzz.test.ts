import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The same cases every time: what lands is not left to luck. `npm run test:fuzz` takes others. Another one: TAMIZDAT_SEED=… */
const SEED = Number(process.env.TAMIZDAT_SEED ?? 964270492);
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// A process of its own: its memory is bounded too.
test('three thousand spoilt pages, heads, trust files, objects, tiles and mixtures: none is genuine, breaks anything or costs too much', (t) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      // Garbage is collected in time, so that what is bounded is what is used, and one that needs more than this dies.
      '--max-old-space-size=192',
      '--disable-warning=ExperimentalWarning',
      ...['--import', here('../../scripts/tsx.mjs')],
      ...[here('main.ts'), '--cases', '3000', '--seed', String(SEED)],
    ],
    { encoding: 'utf8' },
  );
  for (const line of stdout.trim().split('\n')) t.diagnostic(line);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^3000 spoilt, none taken for genuine/m);
});
