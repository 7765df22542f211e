/** `npm run test:chaos -- [--rounds 200] [--seed 1]`: more rounds than the tests have time for. */
import { parseArgs } from 'node:util';
import { newSeed } from './dice.ts';
import { runRounds } from './rounds.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' } } });
const seed = Number(values.seed ?? newSeed());
const rounds = Number(values.rounds ?? 200);
console.log(`seed ${seed}`);
const { killed, byArea, sizes } = await runRounds({ seed, rounds, onRound: (line) => console.log(line) });
console.log(
  `${rounds} rounds, killed ${killed} times (${JSON.stringify(byArea)}), ${sizes} sizes of the log, one history`,
);
