/**
 * A process that opens the sample newsroom with the memory named on the command line and does one thing after the other
 * without end. Prints each when it is done, so that whoever kills it knows what it must remember.
 */
import { openSample } from '../index.ts';

const [memory = ''] = process.argv.slice(2);
const sample = await openSample({ memory });
for (let at = 1; ; at += 1) {
  const action = at % 7 === 0 ? sample.withdraw() : at % 3 === 0 ? sample.correct() : sample.publish();
  if (action.done) process.stdout.write(`${action.action} ${action.slug}\n`);
  // Lets go of the line before the next thing is done.
  await new Promise(setImmediate);
}
