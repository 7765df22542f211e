/**
 * A process that retires the log of the scratch newsroom named on the command line and kills itself, as `kill -9` does,
 * just before the step of that number. Prints the number of steps when it survives.
 */
import { retireScratch } from './retire-scratch.ts';

const [path = '', at = '0'] = process.argv.slice(2);
let steps = 0;
await retireScratch(path, () => {
  steps += 1;
  if (steps === Number(at)) process.kill(process.pid, 'SIGKILL');
});
console.log(steps);
