import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newSeed } from './dice.ts';
import { runRounds } from './rounds.ts';

/** Give the number of a failed run to see the same rounds again: TAMIZDAT_SEED=… */
const SEED = Number(process.env.TAMIZDAT_SEED ?? newSeed());
const ROUNDS = 10;

test('with a witness as well: killed at any step, it goes on with the next edition, and the witness never sees a fork', async (t) => {
  t.diagnostic(`TAMIZDAT_SEED=${SEED}`);
  const { killed, byArea, sizes } = await runRounds({
    seed: SEED,
    rounds: ROUNDS,
    isWitnessed: true,
    onRound: (line) => t.diagnostic(line),
  });
  t.diagnostic(`killed ${killed} times, ${JSON.stringify(byArea)}, ${sizes} sizes of the log`);
  assert.ok(killed >= ROUNDS / 4, `only ${killed} were killed before their end`);
});
