/**
 * A process that publishes a second edition in the scratch newsroom named on the command line and kills itself, as
 * `kill -9` does, just before the step of that number. Prints the number of steps when it survives.
 */
import { publishEdition } from '../index.ts';
import { scratchOptions } from './scratch-newsroom.ts';
import { secondPublication } from './second-publication.ts';

const [path = '', at = '0'] = process.argv.slice(2);
let steps = 0;
const options = await scratchOptions(path);
await publishEdition(secondPublication(), {
  ...options,
  onStep: () => {
    steps += 1;
    if (steps === Number(at)) process.kill(process.pid, 'SIGKILL');
  },
});
console.log(steps);
