import { type EditionServer, openEditionServer } from '../platform/http/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import { NewsroomError } from './error.ts';
import type { Newsroom } from './newsroom.ts';

export interface RunOptions {
  readonly log: Log;
  /** Ends the run: what is being done is finished or undone, then it returns. */
  readonly signal: AbortSignal;
  /** Called once, when the first round is through and the carrier is served. */
  readonly onReady?: (ready: { readonly address: string | null }) => void | Promise<void>;
}

/** A pause that ends early when the run is stopped. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}

/**
 * The life of a newsroom in one process: each source is polled when it is due, what came is published and carried, the
 * heartbeat is renewed in time, one carrier is served. One thing at a time; a failed round is logged and tried again at
 * its next turn, and never stops the others.
 */
export async function runNewsroom(newsroom: Newsroom, options: RunOptions): Promise<void> {
  const { log, signal } = options;
  const { settings } = newsroom;
  const server = await openServer(newsroom);
  try {
    const dueAt = new Map(settings.sources.map((source) => [source.address, 0]));
    let heartbeatAt = 0;
    let isReady = false;
    while (!signal.aborted) {
      const now = performance.now();
      const due = settings.sources.filter((source) => (dueAt.get(source.address) ?? 0) <= now);
      for (const source of due) dueAt.set(source.address, now + source.everyMs);
      const beat = heartbeatAt <= now;
      if (beat) heartbeatAt = now + settings.heartbeatMs;
      if (due.length > 0 || beat || !isReady)
        await round(
          newsroom,
          due.map((source) => source.address),
          beat,
          log,
          signal,
        );
      if (signal.aborted) break;
      if (!isReady) {
        isReady = true;
        await options.onReady?.({ address: server?.address ?? null });
      }
      const next = Math.min(heartbeatAt, ...dueAt.values());
      await pause(Math.max(50, next - performance.now()), signal);
    }
  } finally {
    await server?.close();
  }
}

async function round(
  newsroom: Newsroom,
  due: readonly string[],
  beat: boolean,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  try {
    const fetched = await newsroom.fetch(due, signal);
    for (const { poll } of fetched)
      if (poll.failure !== undefined) log.warn(poll.failure.message, { hint: poll.failure.hint });
    const kept = await newsroom.keep(fetched, signal);
    for (const warning of kept.warnings) log.warn(warning);
    if (signal.aborted) return;
    // Without a source the first round still makes the first edition, so that carriers and readers have one to find.
    const published = await newsroom.publish();
    if (beat && !published.changed) await newsroom.heartbeat();
    for (const report of await newsroom.carry(signal)) {
      if (report.outcome === 'failed') {
        const [fault] = report.faults;
        log.error(`carrier ${report.carrier} failed`, {
          faults: report.faults.length,
          first: fault?.kind === 'error' ? fault.error.message : `${fault?.path}: ${fault?.kind}`,
        });
      } else if (report.written > 0 || report.removed > 0) {
        log.info(`carrier ${report.carrier} is up to date`, { written: report.written, removed: report.removed });
      }
    }
  } catch (error) {
    if (signal.aborted) return;
    log.error('this round failed; the next one tries again', { error });
  }
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
  return openEditionServer({ folder: carrier.directory, host: serve.host, port: serve.port });
}
