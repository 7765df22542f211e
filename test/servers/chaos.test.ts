import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openServerStore } from '../../src/platform/store/index.ts';
import type { Tables } from '../../src/tables/index.ts';
import { runDeskRounds } from '../chaos/desk-rounds.ts';
import { Dice, newSeed } from '../chaos/dice.ts';
import { runMigrateRounds } from '../chaos/migrate-rounds.ts';
import { openScratch } from '../journey/command.ts';
import { findPostgres, startPostgres } from './postgres.ts';

const bin = findPostgres();
assert.ok(bin !== null, 'PostgreSQL is installed (apt-get install postgresql)');
const server = await startPostgres(bin);
after(() => server.close());

/** Give the number of a failed run to see the same rounds again: TAMIZDAT_SEED=… */
const SEED = Number(process.env.TAMIZDAT_SEED ?? newSeed());
const ROUNDS = 8;

test('on PostgreSQL: killed while an editor saves, confirms and publishes, it keeps what it acknowledged, and nothing by half', async (t) => {
  t.diagnostic(`TAMIZDAT_SEED=${SEED}`);
  const onRound = (line: string) => t.diagnostic(line);
  const database = await server.createDatabase();
  const killed = await runDeskRounds({ seed: SEED, rounds: ROUNDS, database, onRound });
  assert.ok(killed >= 1, 'none was killed before its end');
});

test('on PostgreSQL: killed while it brings an old database to the newest tables, it has done all of that or nothing', async (t) => {
  t.diagnostic(`TAMIZDAT_SEED=${SEED}`);
  const scratch = await openScratch();
  t.after(() => scratch.remove());
  const killed = await runMigrateRounds(8, new Dice(SEED), scratch.path('steps.json'), async () => {
    const place = await server.createDatabase();
    const open = (known: Parameters<typeof openServerStore>[1]['migrations']) =>
      openServerStore<Tables>(place, { migrations: known });
    return { place, opener: 'openServerStore', port: server.port, open };
  });
  assert.ok(killed > 0, 'none was killed before its end');
});
