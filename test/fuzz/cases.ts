/** Runs cases one after the other; each follows from the seed and its number alone. */
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Dice } from '../chaos/dice.ts';
import { closeDisk, endlessProbe, folderProbe, packedProbe } from './far-probes.ts';
import {
  carrierProbe,
  mixedProbe,
  type Probe,
  pageProbe,
  parserProbe,
  readerProbe,
  signedNonsenseProbe,
  type Trace,
} from './probes.ts';
import { makeSpecimen } from './specimen.ts';

/** Each with how often it comes. */
const PROBES: readonly (readonly [string, Probe, number])[] = [
  ['page', pageProbe, 30],
  ['head', carrierProbe(/^head$/), 12],
  ['trust', carrierProbe(/^trust\//), 15],
  ['objects', carrierProbe(/^o\//), 8],
  ['log', carrierProbe(/^log\//), 8],
  ['anything', carrierProbe(/^(?:head|log|trust|o)/), 5],
  ['mixed', mixedProbe, 8],
  ['parsers', parserProbe, 10],
  ['reader', readerProbe, 5],
  ['signed nonsense', signedNonsenseProbe, 2],
  ['packed', packedProbe, 3],
  ['endless', endlessProbe, 2],
  ['folder', folderProbe, 2],
];

/** What was done. */
export interface Outcome {
  /** Cases in which something differed from what was published. */
  readonly changed: number;
  /** The same by probe. */
  readonly byProbe: ReadonlyMap<string, number>;
}

export interface Plan {
  readonly seed: number;
  /** So many in which something really was changed. */
  readonly cases: number;
  /** Only this one. */
  readonly only?: number;
  readonly onProgress?: (changed: number) => void;
}

/** Runs the cases; rejects at the first that fails, having written its files to a folder that the message names. */
export async function runCases({ seed, cases, only, onProgress }: Plan): Promise<Outcome> {
  const specimen = await makeSpecimen();
  const byProbe = new Map<string, number>();
  let changed = 0;
  for (let number = only ?? 0; changed < cases; number += 1) {
    const dice = new Dice(Math.imul(seed, 0x9e3779b1) + number);
    const [name, probe] = dice.weighted(PROBES.map((each) => [each, each[2]] as const));
    const trace: Trace = { what: '', files: new Map(), isChanged: false };
    try {
      await probe(specimen, dice, trace);
    } catch (error) {
      const folder = await keep(trace, seed, number);
      const { message } = error as Error;
      throw new Error(`seed ${seed}, case ${number} (${name}; ${trace.what}): ${message}\nits files: ${folder}`, {
        cause: error,
      });
    }
    if (trace.isChanged) {
      changed += 1;
      byProbe.set(name, (byProbe.get(name) ?? 0) + 1);
      if (changed % 1000 === 0) onProgress?.(changed);
    }
    if (only !== undefined) break;
  }
  await closeDisk();
  return { changed, byProbe };
}

async function keep({ files }: Trace, seed: number, number: number): Promise<string> {
  const folder = join(tmpdir(), `tamizdat-fuzz-${seed}-${number}`);
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}
