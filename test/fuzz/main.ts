/** `npm run test:fuzz -- [--cases 100000] [--seed 1] [--only 17]`: spoils things, many times. */
import { parseArgs } from 'node:util';
import { newSeed } from '../chaos/dice.ts';
import { runCases } from './cases.ts';
import { BOUND, highest } from './counting.ts';

/** Of the whole process, Node and specimen included: what is spoilt is at most some 300 KB at a time. */
const MAX_MEMORY_BYTES = 400 * 1024 * 1024;

const { values } = parseArgs({
  options: { cases: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
});
const seed = Number(values.seed ?? newSeed());
console.log(`seed ${seed}`);
const { changed, byProbe } = await runCases({
  seed,
  cases: Number(values.cases ?? 100_000),
  ...(values.only !== undefined && { only: Number(values.only) }),
  onProgress: (done) => console.log(`${done} cases`),
});
const memoryBytes = process.resourceUsage().maxRSS * 1024;
console.log(`${changed} spoilt, none taken for genuine: ${JSON.stringify(Object.fromEntries(byProbe))}`);
console.log(`dearest: ${JSON.stringify(highest)}, bounds ${JSON.stringify(BOUND)}`);
console.log(`at most ${Math.round(memoryBytes / 2 ** 20)} MiB of memory`);
if (memoryBytes > MAX_MEMORY_BYTES) throw new Error(`more memory than ${MAX_MEMORY_BYTES} bytes`);
