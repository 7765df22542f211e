import { type EditionServer, openEditionServer } from '../platform/http/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { FetchedSource } from './arrivals/fetch.ts';
import { openPolling } from './arrivals/polling.ts';
import { NewsroomError } from './error.ts';
import type { Newsroom } from './newsroom.ts';
import type { Step } from './steps.ts';

export interface RunOptions {
  readonly log: Log;
  /** Ends the run: what is being done is finished or undone, then it returns. */
  readonly signal: AbortSignal;
  /** Called once, when the first round is through, carriers of this machine hold it, and one is served. */
  readonly onReady?: (ready: { readonly address: string | null }) => void | Promise<void>;
  /** Called with what the operator has to be told again: at the start and then once a day. */
  readonly onReminder?: (reminder: string) => void;
  /** How long a round waits for the sources it asked; slower ones are taken by a later round. Default: 30 s. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 30_000;
/** A heartbeat that failed is tried again so soon: readers are told a copy is old when none comes for a day. */
const AGAIN_MS = 60_000;

/**
 * The life of a newsroom in one process: each source is polled when it is due, what came is published, the heartbeat is
 * renewed in time, one carrier is served. Sources are polled at once and each carrier is brought up to date by itself;
 * everything else is done one thing at a time. What fails is logged and tried again at its next turn, and never stops the rest.
 */
export async function runNewsroom(newsroom: Newsroom, options: RunOptions): Promise<void> {
  const { signal, patienceMs = PATIENCE_MS } = options;
  const { sources, heartbeatMs } = newsroom.settings;
  const server = await openServer(newsroom);
  const ending = new AbortController();
  const stop = AbortSignal.any([signal, ending.signal]);
  const polling = openPolling(sources, (address) => newsroom.fetch([address], stop), { ...options, signal: stop });
  let carrying: Promise<void> = Promise.resolve();
  let ready: Promise<void> = Promise.resolve();
  try {
    let heartbeatAt = 0;
    let isReady = false;
    /** Whether something may be published that could not before, as the desk says. */
    let isDue = false;
    await newsroom.jobs.work('publish-due', async () => {
      isDue = true;
      polling.wake();
    });
    await newsroom.workplace.work();
    while (!stop.aborted) {
      const fetched = await polling.collect(patienceMs);
      const isBeat = heartbeatAt <= performance.now();
      if (fetched.length > 0 || isBeat || isDue || !isReady) {
        isDue = false;
        const isFresh = await round(newsroom, fetched, isBeat, options);
        if (isFresh || isBeat) {
          heartbeatAt = performance.now() + (isFresh ? heartbeatMs : Math.min(heartbeatMs, AGAIN_MS));
        }
      }
      if (signal.aborted) break;
      if (!isReady) {
        isReady = true;
        carrying = newsroom.keepCarrying(stop);
        ready = newsroom.carriedHere().then(async () => {
          if (!signal.aborted) await options.onReady?.({ address: server?.address ?? null });
        });
        // What it throws ends the run, as everything else does that nobody expects.
        ready.catch(() => {
          ending.abort();
          polling.wake();
        });
      }
      await polling.wait(heartbeatAt);
    }
  } finally {
    ending.abort();
    await polling.settle();
    await carrying;
    await server?.close();
  }
  await ready;
}

/** Does what is to be done now. True when the head was proven anew. */
async function round(
  newsroom: Newsroom,
  fetched: readonly FetchedSource[],
  isBeat: boolean,
  { log, signal, onReminder }: RunOptions,
): Promise<boolean> {
  const outcomes = new Map<Step, string | null>();
  /** Each by itself: a disk that is full for an article may yet take a heartbeat, and carriers wait for both. */
  const attempt = async <T>(what: string, work: () => Promise<T>, step?: Step): Promise<T | undefined> => {
    if (signal.aborted) return undefined;
    try {
      const result = await work();
      if (step !== undefined) outcomes.set(step, null);
      return result;
    } catch (error) {
      if (signal.aborted) return undefined;
      log.error(`${what} failed; the next round tries again`, { error });
      if (step !== undefined) outcomes.set(step, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  for (const { poll } of fetched)
    if (poll.failure !== undefined) log.warn(poll.failure.message, { hint: poll.failure.hint });
  const pushed = await attempt('reading what was pushed', () => newsroom.fetchPushed());
  const came = [...fetched, ...(pushed?.fetched ?? [])];
  if (came.length > 0) {
    const kept = await attempt('keeping what came', () => newsroom.keep(came, signal), 'keep');
    for (const warning of kept?.warnings ?? []) log.warn(warning);
    if (kept !== undefined && pushed !== undefined && pushed.taken.length > 0)
      await attempt('noting what became of pushes', () => newsroom.settlePushed(pushed, kept.warnings));
  }
  // Without a source the first round still makes the first edition, so that carriers and readers have one to find.
  const published = await attempt('publishing', () => newsroom.publish(), 'publish');
  for (const { message } of published?.refused ?? []) log.error(message);
  let isFresh = published?.changed ?? false;
  if (isBeat && !isFresh) {
    const renewed = await attempt(
      'renewing the proof of freshness',
      () => newsroom.heartbeat().then(() => true),
      'heartbeat',
    );
    isFresh = renewed ?? false;
  }
  if (isBeat && onReminder !== undefined) {
    for (const reminder of (await attempt('reading reminders', () => newsroom.remind())) ?? []) onReminder(reminder);
  }
  newsroom.tellCarriers();
  await attempt('remembering how this went', () => newsroom.saveSteps(outcomes));
  return isFresh;
}

async function openServer(newsroom: Newsroom): Promise<EditionServer | null> {
  const { serve, carriers, file } = newsroom.settings;
  if (serve === undefined) return null;
  const carrier = carriers.find((each) => each.name === serve.carrier);
  if (carrier === undefined) {
    throw new NewsroomError(
      'carrier-unknown',
      `${file}: "serve" names the carrier ${serve.carrier}, which does not exist`,
      {
        hint: `write one of: ${carriers.map((each) => each.name).join(', ') || '(there is none; add one under "carriers")'}`,
      },
    );
  }
  // The settings refuse to serve any other.
  if (carrier.kind !== 'directory') return null;
  return openEditionServer({ folder: carrier.directory, host: serve.host, port: serve.port });
}
