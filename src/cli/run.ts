import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import {
  Newsroom,
  type NewsroomPorts,
  openBackupDoor,
  openNightlyBackups,
  runNewsroom,
  Workplace,
} from '../newsroom/index.ts';
import { readSettings } from '../platform/config/index.ts';
import { HomeError } from '../platform/home/index.ts';
import { openLog } from '../platform/telemetry/index.ts';
import { formatFingerprint } from '../proof/index.ts';
import { passphraseSource } from './passphrase.ts';
import { openNewsroomConsole, tellConsole } from './run-console.ts';
import type { Terminal } from './terminal.ts';

/**
 * What a process of a newsroom does.
 *
 * | role | console | translations and other jobs | publishing |
 * | --- | --- | --- | --- |
 * | `all` | yes | yes | yes; refused while another process publishes |
 * | `web` | yes | no | no |
 * | `worker` | no | yes | as soon as no other process does |
 */
export type RunRole = 'all' | 'web' | 'worker';

/** The roles, as the command line takes them. */
export const RUN_ROLES: readonly RunRole[] = ['all', 'web', 'worker'];

export interface RunOptions {
  readonly passphraseFile?: string;
  readonly role?: RunRole;
}

interface RunContext {
  readonly terminal: Terminal;
  readonly now: () => Date;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** How often a worker looks whether it may publish. */
const TURN_MS = 5_000;

/** Runs a process of a newsroom until it is stopped. */
export async function run(folder: string, options: RunOptions, context: RunContext): Promise<number> {
  // Months at rest on a small machine count for more than a second at a start: 315 MB at rest become 245.
  setFlagsFromString('--optimize-for-size');
  const { terminal, now, env, signal } = context;
  const settings = await readSettings(folder);
  const log = openLog({ level: settings.log });
  const ports: NewsroomPorts = { now, log, env, ask: passphraseSource(options, terminal, env) };
  try {
    if (options.role === 'web') await runWeb(folder, ports, context);
    else if (options.role === 'worker') await runWorker(folder, ports, context);
    else await runAll(folder, ports, { terminal, signal });
  } finally {
    log.close();
  }
  return 0;
}

/** Everything in one process. */
async function runAll(
  folder: string,
  ports: NewsroomPorts,
  { terminal, signal }: Pick<RunContext, 'terminal' | 'signal'>,
): Promise<void> {
  const newsroom = await Newsroom.open(folder, ports);
  try {
    const door = await openBackupDoor(newsroom.workplace, ports);
    try {
      const console = await openNewsroomConsole(newsroom.workplace, newsroom, ports, newsroom);
      try {
        await publish(newsroom, ports, { terminal, signal, afterwards: () => tellConsole(console, terminal) });
      } finally {
        await console?.close();
      }
    } finally {
      await door.close();
    }
  } finally {
    await newsroom.close();
  }
}

/** The console alone: it holds no key, and shows what other processes do. */
async function runWeb(folder: string, ports: NewsroomPorts, { terminal, signal }: RunContext): Promise<void> {
  const workplace = await Workplace.open(folder, ports);
  try {
    const console = await openNewsroomConsole(
      workplace,
      { overview: () => workplace.overview(), onChange: (listener) => workplace.onChange(listener) },
      ports,
      null,
    );
    terminal.print(`the console of ${workplace.settings.newsroom} is running; stop it with Ctrl-C`);
    tellConsole(console, terminal);
    await untilStopped(signal);
    await console?.close();
  } finally {
    await workplace.close();
  }
}

/** Does jobs, and publishes whenever no other process does. */
async function runWorker(folder: string, ports: NewsroomPorts, { terminal, signal }: RunContext): Promise<void> {
  const workplace = await Workplace.open(folder, ports);
  try {
    await workplace.work();
    terminal.print(`a worker of ${workplace.settings.newsroom} is running; stop it with Ctrl-C`);
    for (let isTold = false; !signal.aborted; ) {
      const newsroom = await openUnlessHeld(folder, ports, workplace);
      if (newsroom === null) {
        if (!isTold) terminal.print('  another process publishes; this one takes over when it ends');
        isTold = true;
        await sleep(TURN_MS, undefined, { signal }).catch(() => {});
        continue;
      }
      try {
        await publish(newsroom, ports, { terminal, signal });
      } finally {
        await newsroom.close();
      }
    }
  } finally {
    await workplace.close();
  }
}

/** Null while another process holds the newsroom's folder. */
async function openUnlessHeld(folder: string, ports: NewsroomPorts, workplace: Workplace): Promise<Newsroom | null> {
  try {
    return await Newsroom.open(folder, ports, workplace);
  } catch (error) {
    if (error instanceof HomeError && (error.code === 'locked' || error.code === 'locked-elsewhere')) return null;
    throw error;
  }
}

/** Polls, publishes, carries, renews the heartbeat, serves one carrier, backs up at night. */
async function publish(
  newsroom: Newsroom,
  { log, now }: NewsroomPorts,
  parts: Pick<RunContext, 'terminal' | 'signal'> & { readonly afterwards?: () => void },
): Promise<void> {
  const { terminal, signal, afterwards } = parts;
  const { settings } = newsroom;
  const nightly = openNightlyBackups(newsroom.workplace, { log, now });
  await runNewsroom(newsroom, {
    log,
    signal,
    onReady: ({ address }) => {
      terminal.print(`${settings.newsroom} is running; stop it with Ctrl-C`);
      terminal.print(`  fingerprint  ${formatFingerprint(newsroom.fingerprint)}`);
      if (address !== null) terminal.print(`  edition      ${address}`);
      afterwards?.();
      if (settings.sources.length === 0) {
        terminal.print(
          `  next         no source is set: add one under "sources" in ${settings.file}, then start again`,
        );
      }
    },
    onReminder: (reminder) => log.warn(reminder),
  }).finally(() => nightly.close());
}

function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
