/** `npm run test:fuzz -- [--cases 100000] [--seed 1] [--only 17]`: spoils things, many times. */
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { newSeed } from '../chaos/dice.ts';
import { runCases } from './cases.ts';
import { BOUND, highest } from './counting.ts';

/** What may be kept from case to case: imported keys, compiled code; nothing that grows with their number. */
const MAX_GROWTH_BYTES = 32 * 1024 * 1024;
/** Of the whole process at its highest, garbage that nobody has collected yet included. */
const MAX_MEMORY_BYTES = 768 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** What is in use, and not only not collected yet. */
function usedBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

/** Of the whole process until now. */
const peakNow = (): number => process.resourceUsage().maxRSS * 1024;
const mib = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

const { values } = parseArgs({
  options: { cases: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
});
const seed = Number(values.seed ?? newSeed());
console.log(`seed ${seed}`);
let firstBytes: number | null = null;
let lastBytes = 0;
const { changed, byProbe } = await runCases({
  seed,
  cases: Number(values.cases ?? 100_000),
  ...(values.only !== undefined && { only: Number(values.only) }),
  onProgress(done) {
    lastBytes = usedBytes();
    firstBytes ??= lastBytes;
    console.log(`${done} cases, at most ${mib(peakNow())}`);
  },
});
const peakBytes = peakNow();
const grownBytes = lastBytes - (firstBytes ?? 0);
console.log(`${changed} spoilt, none taken for genuine: ${JSON.stringify(Object.fromEntries(byProbe))}`);
console.log(`dearest: ${JSON.stringify(highest)}, bounds ${JSON.stringify(BOUND)}`);
console.log(`memory: at most ${mib(peakBytes)}, grown by ${mib(grownBytes)} since the first thousand`);
if (grownBytes > MAX_GROWTH_BYTES || peakBytes > MAX_MEMORY_BYTES) throw new Error('more memory than it may take');
