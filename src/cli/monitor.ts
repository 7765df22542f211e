import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { forgetMoved, keepFinding, makeRound, type Round, readState, writeState } from '../monitor/index.ts';
import { openLock } from '../platform/home/index.ts';
import { newestKnown } from '../proof/index.ts';
import { CliError } from './error.ts';
import { openCarriers } from './monitor-carriers.ts';
import { exitCodeOfFindings, printRound, type Told, tellRound } from './monitor-tell.ts';
import { readPageBody } from './page-body.ts';
import type { Terminal } from './terminal.ts';
import type { TrustedNewsroom, TrustStore } from './trust-store.ts';

interface MonitorOptions {
  readonly newsroom?: string;
  readonly every: number;
  readonly once?: boolean;
  readonly json?: boolean;
  readonly keep?: string;
}

interface MonitorContext {
  readonly home: string;
  readonly store: TrustStore;
  readonly terminal: Terminal;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000 } as const;
/** A carrier is somebody's machine: it is not asked more often than readers would. */
const MIN_EVERY_MS = 10_000;
const MAX_EVERY_MS = 24 * UNITS_MS.h;

/** A time between rounds as a person writes it, in milliseconds. */
export function parseEvery(text: string): number {
  const match = /^([1-9][0-9]{0,4})(s|m|h)$/.exec(text);
  const everyMs = Number(match?.[1]) * UNITS_MS[(match?.[2] ?? 's') as keyof typeof UNITS_MS];
  if (!(everyMs >= MIN_EVERY_MS && everyMs <= MAX_EVERY_MS))
    throw new InvalidArgumentError('It is a time from 10s to 24h, such as 30s, 5m or 1h.');
  return everyMs;
}

/** Registers `tamizdat monitor`. `run` gets what the command comes to. */
export function registerMonitor(
  program: Command,
  context: () => MonitorContext,
  run: (work: Promise<number>) => Promise<void>,
): void {
  program
    .command('monitor')
    .description("follow a newsroom's carriers and its log: forks, rollbacks, suppressed corrections")
    .argument('<carriers...>', 'addresses and folders of copies')
    .option('--newsroom <name>', 'name or fingerprint of the newsroom, where you trust several')
    .addOption(
      new Option('--every <time>', 'how often: 30s, 5m, 1h').argParser(parseEvery).default(5 * UNITS_MS.m, '5m'),
    )
    .option('--once', 'make one round and stop')
    .option('--keep <folder>', 'where to remember what was seen, and to keep evidence')
    .option('--json', 'a line of JSON for each finding and each round')
    .addHelpText('after', '\nExit codes: 0 nothing found, 1 findings, 2 misuse, 3 cannot tell.')
    .exitOverride()
    .action((carriers, options) => run(monitor(carriers, options, context())));
}

/** Follows carriers of a trusted newsroom, once or until stopped. Returns the exit code of the last round. */
export async function monitor(
  names: readonly string[],
  options: MonitorOptions,
  { home, store, terminal, now, signal }: MonitorContext,
): Promise<number> {
  const trusted = await newsroomOf(store, options.newsroom);
  const folder = options.keep ?? join(home, 'monitor', trusted.fingerprint);
  const lock = await openLock(folder, 'the memory of a monitor');
  try {
    const open = await openCarriers(names);
    try {
      for (;;) {
        const started = now();
        const kept = await forgetMoved(folder, await readState(folder, trusted.fingerprint));
        const state = await withKnown(kept, trusted);
        const round = await makeRound(state, {
          carriers: open.carriers,
          readBody: readPageBody,
          now: started,
          signal,
        });
        const told = await keepRound(folder, round);
        if (options.json === true) printRound(terminal, round, told, started);
        else tellRound(terminal, round, told, started);
        if (options.once === true || (await isStopped(options.every, signal))) return exitCodeOfFindings(told);
      }
    } finally {
      await open.close();
    }
  } finally {
    await lock.close();
  }
}

/** Waits for the next round; true when the person stopped it instead, which is how a monitor normally ends. */
async function isStopped(waitMs: number, signal: AbortSignal): Promise<boolean> {
  await setTimeout(waitMs, undefined, { signal }).catch(() => {});
  return signal.aborted;
}

/** Evidence first, then what was seen: whatever a crash interrupts is found again. */
async function keepRound(folder: string, round: Round): Promise<Told[]> {
  const told: Told[] = [];
  for (const raised of round.findings) {
    const { finding, isNew } = raised;
    told.push({ finding, isNew, evidence: await keepFinding(folder, raised) });
  }
  await writeState(folder, round.state);
  return told;
}

/** What this person has verified elsewhere counts here too: a carrier cannot offer the monitor older trust data. */
async function withKnown<State extends { readonly known: Uint8Array | null }>(
  state: State,
  { known }: TrustedNewsroom,
): Promise<State> {
  if (known === null) return state;
  return { ...state, known: state.known === null ? known : await newestKnown(state.known, known) };
}

async function newsroomOf(store: TrustStore, word: string | undefined): Promise<TrustedNewsroom> {
  if (word !== undefined) return store.find(word);
  const [only, ...others] = await store.list();
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) {
    throw new CliError('misuse', 'no newsroom is trusted here, so nothing can be compared', {
      hint: 'trust it first: tamizdat trust add <its root, folder or address>',
    });
  }
  throw new CliError('misuse', `${others.length + 1} newsrooms are trusted here`, {
    hint: 'say which one: --newsroom <name or fingerprint>; see "tamizdat trust list"',
  });
}
