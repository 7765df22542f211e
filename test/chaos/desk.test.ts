import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runDeskRounds } from './desk-rounds.ts';
import { newSeed } from './dice.ts';

/** Give the number of a failed run to see the same rounds again: TAMIZDAT_SEED=… */
const SEED = Number(process.env.TAMIZDAT_SEED ?? newSeed());
const ROUNDS = 4;

test('killed while an editor saves, confirms and publishes, it keeps what it acknowledged, and nothing by half', async (t) => {
  t.diagnostic(`TAMIZDAT_SEED=${SEED}`);
  const onRound = (line: string) => t.diagnostic(line);
  const killed = await runDeskRounds({ seed: SEED, rounds: ROUNDS, database: null, onRound });
  assert.ok(killed >= 1, 'none was killed before its end');
});
