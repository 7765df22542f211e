/**
 * A process that is a witness and kills itself, as `kill -9` does, at the given time of remembering a checkpoint, before
 * it answers; 0 for never. Prints its address and key.
 */
import { openWitnessServer, Witness } from '../index.ts';

const [folder = '', log = '', at = '0'] = process.argv.slice(2);
let remembered = 0;
const witness = await Witness.open({
  folder,
  name: 'witness.example',
  logs: [log],
  now: () => new Date(),
  onRemembered: () => {
    remembered += 1;
    if (remembered === Number(at)) process.kill(process.pid, 'SIGKILL');
  },
});
const server = await openWitnessServer(witness, {
  host: '127.0.0.1',
  port: 0,
  onError: (error) => {
    throw error;
  },
});
console.log(`${server.address} ${witness.verifierKey}`);
