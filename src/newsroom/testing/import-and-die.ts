/**
 * A process that imports the signatures of the newsroom folder named on the command line and kills itself, as `kill -9`
 * does, just before the step of that name.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { holdKeys, importSignatures } from '../index.ts';
import { NOW } from './two-of-three.ts';

const [folder = '', step = ''] = process.argv.slice(2);
const bytes = new Uint8Array(await readFile(join(folder, 'signatures.json')));
await holdKeys(folder, (held) =>
  importSignatures(held, [{ name: 'signatures.json', bytes }], {
    now: () => NOW,
    ask: async () => null,
    onStep: (at) => {
      if (at === step) process.kill(process.pid, 'SIGKILL');
    },
  }),
);
