import { createAdaptorServer } from '@hono/node-server';
import type { Overview } from '../newsroom/index.ts';
import { openAssets } from '../platform/assets/index.ts';
import { listen } from '../platform/http/index.ts';
import { consoleApp } from './app.ts';
import type { CensorControls } from './censor-controls.ts';
import { openChanges } from './changes.ts';
import { openLiveView } from './live-view.ts';
import type { Desk } from './parts.ts';
import type { ConsoleLinks } from './snapshot.ts';

export type { ConsoleLinks } from './snapshot.ts';

/** What `openConsole` takes. */
export interface ConsoleOptions {
  /** The newsroom it shows. `onChange` calls back after each change and returns how to stop that. */
  readonly newsroom: { overview(): Promise<Overview>; onChange(listener: () => void): () => void };
  /** The censor of a demonstration; without it there are no buttons. */
  readonly censor?: CensorControls | undefined;
  /** What editors and operators work with; without it the console only shows the journey. */
  readonly desk?: Desk | undefined;
  readonly links?: ConsoleLinks | undefined;
  /** Address of this machine to listen on; `127.0.0.1` by default. Requests under other names are refused. */
  readonly host?: string | undefined;
  /** 0, the default, takes any free port. */
  readonly port?: number | undefined;
  readonly now?: (() => Date) | undefined;
  /** Told what a page could not be shown for: for the log, where its reader is sent to look. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
}

/** A running console. */
export interface RunningConsole {
  /** What to open in a browser: `http://127.0.0.1:4100/`. */
  readonly address: string;
  /** Ends all streams and connections; resolves when all are gone. May be called twice. */
  close(): Promise<void>;
}

/**
 * Opens the console: a page that shows a newsroom at work and, with a `desk`, everything that editors and operators work
 * with (`features.ts`); for the browsers of this machine only. Pages are whole without script; with it, they follow every
 * change.
 *
 * | path | what |
 * | --- | --- |
 * | `/` | the journey |
 * | `/events` | server-sent events: `main`, that page's changed part as HTML, and `news`, a sentence about it |
 * | `/changes` | server-sent events for all other pages: `change`, whenever one may have to be drawn anew |
 * | `POST /censor/<name>` | field `action`: the kind of a `CensorAction` for the carrier of that name, or for `site` |
 * | `POST /censor` | the same for all carriers; the one named in `except` is opened |
 *
 * @throws ServeError when it cannot listen
 * @throws AssetsError `assets-not-built`
 */
export async function openConsole(options: ConsoleOptions): Promise<RunningConsole> {
  const { newsroom, censor = null, desk = null, links = {}, host = '127.0.0.1', port = 0 } = options;
  const { now = () => new Date(), onFailure = () => {} } = options;
  const assets = await openAssets('console');
  const view = openLiveView({ newsroom, censor, links, now, onFailure });
  const changes = openChanges();
  const stopTelling = desk === null ? () => {} : newsroom.onChange(changes.tell);
  async function endStreams(): Promise<void> {
    stopTelling();
    await Promise.all([view.close(), changes.close()]);
  }
  const app = consoleApp({ view, changes, censor, desk, links, assets, now, onFailure });
  const server = createAdaptorServer({ fetch: app.fetch });
  const { address } = await listen(server, host, port).catch(async (error: unknown) => {
    await endStreams();
    throw error;
  });
  let closing: Promise<void> | null = null;
  async function end(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await endStreams();
    if ('closeAllConnections' in server) server.closeAllConnections();
    await closed;
  }
  return {
    address,
    close: () => {
      closing ??= end();
      return closing;
    },
  };
}
