/** `npm run test:chaos -- [--rounds 200] [--seed 1]`: more rounds than the tests have time for, half of them witnessed. */
import { parseArgs } from 'node:util';
import { newSeed } from './dice.ts';
import { runRounds } from './rounds.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' } } });
const seed = Number(values.seed ?? newSeed());
const rounds = Math.ceil(Number(values.rounds ?? 200) / 2);
console.log(`seed ${seed}`);
for (const isWitnessed of [false, true]) {
  const onRound = (line: string): void => console.log(line);
  const { killed, byArea, sizes } = await runRounds({ seed, rounds, isWitnessed, onRound });
  const how = isWitnessed ? 'with a witness' : 'without a witness';
  console.log(
    `${rounds} rounds ${how}, killed ${killed} times (${JSON.stringify(byArea)}), ${sizes} sizes, one history`,
  );
}
