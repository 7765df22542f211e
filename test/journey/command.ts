import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCli, type Terminal } from '../../src/cli/index.ts';

/** What a command left behind: its exit code and what it wrote. */
export interface Outcome {
  readonly exitCode: number;
  /** Standard output. */
  readonly out: string;
  /** Standard error. */
  readonly err: string;
}

/** How a person of the tests runs commands: a home of their own, a clock, an environment without a terminal. */
export interface Person {
  /** `$TAMIZDAT_HOME`. */
  readonly home: string;
  readonly now?: () => Date;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Runs a command in this process, as a program without a terminal would. */
export async function command(args: readonly string[], person: Person): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const terminal: Terminal = {
    isInteractive: false,
    print: (line = '') => void out.push(`${line}\n`),
    note: (line) => void err.push(`${line}\n`),
    progress: () => {},
  };
  const { home, now, env, signal } = person;
  const exitCode = await runCli(args, {
    env: { ...env, TAMIZDAT_HOME: home },
    terminal,
    ...(now === undefined ? {} : { now }),
    ...(signal === undefined ? {} : { signal }),
  });
  return { exitCode, out: out.join(''), err: err.join('') };
}

/** A command as a process of its own: what a person starts, and what a power cut ends. */
export interface Running {
  readonly child: ChildProcess;
  /** All it wrote so far. */
  readonly written: () => { readonly out: string; readonly err: string };
  /** Resolves when it has ended; `exitCode` is -1 when a signal ended it. */
  readonly ended: Promise<Outcome>;
  /** Resolves with the match when standard output or error shows the pattern; rejects when it ends before that. */
  seen(pattern: RegExp): Promise<RegExpExecArray>;
}

const PROGRAM = fileURLToPath(new URL('../../bin/tamizdat.mjs', import.meta.url));

/** Starts a command as a process, on the Node that runs the tests. */
export function start(args: readonly string[], person: Person): Running {
  const env = { PATH: process.env.PATH ?? '', HOME: person.home, TAMIZDAT_HOME: person.home, TAMIZDAT_NODE: 'own' };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, ...args], {
    env: { ...env, ...person.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  const written = () => ({ out, err });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    child.emit('written');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    child.emit('written');
  });
  const ended = once(child, 'close').then(([code]) => ({
    exitCode: typeof code === 'number' ? code : -1,
    ...written(),
  }));
  return {
    child,
    written,
    ended,
    seen: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(out) ?? pattern.exec(err);
          if (match !== null) resolve(match);
          return match !== null;
        };
        if (look()) return;
        child.on('written', look);
        void ended.then(() => look() || reject(new Error(`it ended without ${pattern}:\n${out}${err}`)));
      }),
  };
}

/** A folder for one test file, and how to take it away again. */
export async function openScratch(): Promise<{ readonly path: (name: string) => string; remove(): Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), 'tamizdat-journey-'));
  return { path: (name) => join(root, name), remove: () => rm(root, { recursive: true, force: true, maxRetries: 5 }) };
}
