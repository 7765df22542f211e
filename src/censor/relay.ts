import { connect, createServer } from 'node:net';
import { listen } from '../platform/http/index.ts';
import type { CensorAction } from './action.ts';
import { openAlteringProxy, type Place } from './altering-proxy.ts';
import { CensorError } from './error.ts';
import { FreezeGate } from './freeze-gate.ts';
import { Passage } from './passage.ts';
import { SlowGate } from './slow-gate.ts';

/** What `openRelay` takes. */
export interface RelayOptions {
  /** Address to listen on; `127.0.0.1` by default. */
  readonly host?: string;
  /** Port to listen on; 0, the default, takes a free one. */
  readonly port?: number;
  /** The server that the relay stands in front of. */
  readonly upstream: Place;
  /** A server with an older copy, for the action `old`. */
  readonly old?: Place;
  /** What happens to connections from the start; `open` by default. */
  readonly action?: CensorAction;
  /**
   * How long a client that was met with silence and then ended its side is kept, 60 000 by default: for so long its own
   * system waits for an answer to its goodbye, and no censor that drops packets gives one.
   */
  readonly goodbyeMs?: number;
}

/** A place in the censored network. */
export interface Relay {
  /** `http://127.0.0.1:8080/`, with the port that was taken. */
  readonly address: string;
  readonly port: number;
  /** What happens to connections now. */
  readonly action: CensorAction;
  /** Connections open now; the only thing that is ever known about who connects. */
  readonly connections: number;
  /**
   * Changes what happens, from now on and to connections that are open: under `blackhole` they fall silent, under any
   * other action they are reset, so that their clients come again and meet it. Fails with `CensorError` (`no-old-copy`,
   * `bad-action`) and then changes nothing.
   */
  set(action: CensorAction): void;
  /** Resets every connection; resolves when all are gone and the port is free. May be called twice. */
  close(): Promise<void>;
}

/**
 * Puts a relay in front of a server: a TCP port where connections meet the censor before they reach it.
 *
 * All actions but `alter` know nothing of what the bytes mean, so TLS passes as well; `alter` needs plain HTTP/1.1.
 * Memory is bounded for each connection, whatever its two sides send or do not read. Nothing is logged.
 *
 * Fails with `ServeError` when it cannot listen, or as `set` does. The server need not be there: until it is,
 * connections are reset.
 *
 * @example
 * const relay = await openRelay({ upstream: { host: '127.0.0.1', port: server.port } });
 * relay.set({ kind: 'freeze', afterBytes: 8 * 1024 });
 * await relay.close();
 */
export async function openRelay(options: RelayOptions): Promise<Relay> {
  const { host = '127.0.0.1', upstream, old, goodbyeMs = 60_000 } = options;
  let action = checkAction(options.action ?? { kind: 'open' }, old);
  const altering = openAlteringProxy(upstream);
  const passages = new Set<Passage>();
  // Clients that vanished without a word are found by the system's own probes.
  const server = createServer(
    { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 },
    (client) => {
      const passage = new Passage(client, goodbyeMs);
      passages.add(passage);
      void passage.gone.then(() => passages.delete(passage));
      const to = (place: Place) => connect({ ...place, allowHalfOpen: true, noDelay: true });
      switch (action.kind) {
        case 'open':
          passage.carry(to(upstream));
          break;
        case 'blackhole':
          passage.silence();
          break;
        case 'reset':
          passage.resetOnFirstBytes();
          break;
        case 'freeze':
          passage.carry(to(upstream), new FreezeGate(action.afterBytes, () => passage.letGo()));
          break;
        case 'slow':
          passage.carry(to(upstream), new SlowGate(action.bytesPerSecond));
          break;
        case 'alter':
          passage.carry(altering.connect());
          break;
        case 'old':
          // No such action is taken without one.
          passage.carry(to(old as Place));
          break;
      }
    },
  );
  const bound = await listen(server, host, options.port ?? 0);
  let closing: Promise<void> | null = null;
  return {
    ...bound,
    get action() {
      return action;
    },
    get connections() {
      return passages.size;
    },
    set(next) {
      action = checkAction(next, old);
      for (const passage of passages) {
        if (action.kind === 'blackhole') passage.silence();
        else passage.reset();
      }
    },
    close() {
      closing ??= (async () => {
        const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
        for (const passage of passages) passage.reset();
        await Promise.all([stopped, ...[...passages].map(({ gone }) => gone)]);
      })();
      return closing;
    },
  };
}

/** The action, if it can be taken. */
function checkAction(action: CensorAction, old: Place | undefined): CensorAction {
  if (action.kind === 'old' && old === undefined) {
    throw new CensorError('no-old-copy', 'relay: there is no old copy to serve', {
      hint: 'name the server with the old copy when the relay is opened',
    });
  }
  if (action.kind === 'freeze' && !(Number.isSafeInteger(action.afterBytes) && action.afterBytes >= 0)) {
    throw new CensorError('bad-action', `relay: cannot freeze after ${action.afterBytes} bytes`, {
      hint: 'give a whole number of bytes, 0 or more',
    });
  }
  if (action.kind === 'slow' && !(action.bytesPerSecond > 0 && Number.isFinite(action.bytesPerSecond))) {
    throw new CensorError('bad-action', `relay: cannot pass ${action.bytesPerSecond} bytes a second`, {
      hint: 'give a number above 0; `blackhole` passes nothing',
    });
  }
  return action;
}
