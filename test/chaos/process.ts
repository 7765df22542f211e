/** A real `tamizdat` that dies at a chosen step. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Area } from './kill-at.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/tamizdat.mjs', import.meta.url));

/** How many steps a process took in each area. */
export type Steps = Readonly<Record<Area, number>>;

/** What became of it. */
export interface Death {
  /** The step at which it was killed; null when it ended by itself before that. */
  readonly killedAt: string | null;
  /** -1 when it was killed. */
  readonly exitCode: number;
  readonly steps: Steps | null;
  /** Standard output and error. */
  readonly written: string;
}

/** Where and when a process runs. */
export interface Stage {
  /** `$TAMIZDAT_HOME`. */
  readonly home: string;
  /** The folder with the carriers. */
  readonly carriers: string;
  /** Its clock is so far ahead. */
  readonly shiftMs: number;
}

/** Runs a command to its end, or to the step at which it is killed. */
export async function runUntil(
  args: readonly string[],
  { home, carriers, shiftMs }: Stage,
  at: { readonly area: Area; readonly step: number } | null,
): Promise<Death> {
  const report = `${home}-steps.json`;
  await rm(report, { force: true });
  const preload = new URL('kill-at.ts', import.meta.url);
  preload.searchParams.set('report', report);
  preload.searchParams.set('carriers', carriers);
  preload.searchParams.set('shift', String(shiftMs));
  if (at !== null) preload.searchParams.set('at', `${at.area}:${at.step}`);
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', preload.href, PROGRAM, ...args],
    {
      env: { PATH: process.env.PATH ?? '', HOME: home, TAMIZDAT_HOME: home, TAMIZDAT_NODE: 'own' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      written += text;
    });
  }
  const [code, signal] = await once(child, 'close');
  const told = await readFile(report, 'utf8').then(JSON.parse, () => ({}));
  return {
    killedAt: signal === 'SIGKILL' ? String(told.ended) : null,
    exitCode: typeof code === 'number' ? code : -1,
    steps: told.counts ?? null,
    written,
  };
}
