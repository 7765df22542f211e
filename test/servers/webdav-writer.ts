// Writes two files over and over, as a machine does that is switched off in the middle: argument 1 is the target as JSON, the
// password comes on standard input. Says "writing" when it has begun.

import { readFileSync } from 'node:fs';
import { openCarrier } from '../../src/carry/index.ts';

const target = { ...JSON.parse(process.argv[2] ?? ''), password: readFileSync(0, 'utf8') };
const carrier = await openCarrier(target, { name: 'web host', newsroom: 'courier.example' });
for (let round = 0; ; round += 1) {
  const bytes = new Uint8Array(700_000).fill(round % 256);
  await Promise.all(['m/aa/a.mp4', 'm/bb/b.mp4'].map((path) => carrier.write(path, bytes)));
  if (round === 0) console.log('writing');
}
