/**
 * Counts the steps that our own parsers take: how often each block of their code is run, as V8 counts it for coverage.
 * The same on every machine and under every load, unlike a time.
 */
import { type Profiler, Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';

// Otherwise V8 begins to count in a function only when it was called a while, forgets what rests, and misses what it compiled.
for (const flag of [
  '--no-lazy-feedback-allocation',
  '--no-flush-bytecode',
  '--no-opt',
  '--no-sparkplug',
  '--no-maglev',
])
  setFlagsFromString(flag);

/** The rooms whose steps count: everything that untrusted bytes go through. */
const COUNTED = /\/src\/(?:proof|article)\//;

function stepsOf({ functions }: Profiler.ScriptCoverage): number {
  return functions.flatMap(({ ranges }) => ranges).reduce((sum, { count }) => sum + count, 0);
}

/** Runs something and tells how many steps it took. One at a time. */
export async function countSteps(run: () => Promise<void>): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    await session.post('Profiler.takePreciseCoverage');
    await run();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return result.filter(({ url }) => COUNTED.test(url)).reduce((sum, script) => sum + stepsOf(script), 0);
  } finally {
    session.disconnect();
  }
}
