import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStore } from '../../src/platform/store/index.ts';
import type { Tables } from '../../src/tables/index.ts';
import { openScratch } from '../journey/command.ts';
import { Dice, newSeed } from './dice.ts';
import { runMigrateRounds } from './migrate-rounds.ts';

/** Give the number of a failed run to see the same rounds again: TAMIZDAT_SEED=… */
const SEED = Number(process.env.TAMIZDAT_SEED ?? newSeed());

test('killed while it brings an old database to the newest tables, it has done all of that or nothing, and then does it', async (t) => {
  t.diagnostic(`TAMIZDAT_SEED=${SEED}`);
  const scratch = await openScratch();
  t.after(() => scratch.remove());
  let made = 0;
  const killed = await runMigrateRounds(4, new Dice(SEED), scratch.path('steps.json'), async () => {
    made += 1;
    const place = join(scratch.path(`newsroom-${made}`), 'data', 'database');
    await mkdir(join(place, '..'), { recursive: true });
    return { place, opener: 'openStore', port: 0, open: (known) => openStore<Tables>(place, { migrations: known }) };
  });
  assert.ok(killed > 0, 'none was killed before its end');
});
