import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { type CreatedNewsroom, createNewsroom } from '../../newsroom/index.ts';
import { openAssets } from '../../platform/assets/index.ts';
import { listen } from '../../platform/http/index.ts';
import { setupApp } from './app.tsx';
import { valuesOf } from './draft.ts';
import { lookAtSource } from './look.ts';

/** What `openSetup` takes. */
export interface SetupOptions {
  /** Where the newsroom is to be made; may exist, but hold no newsroom. */
  readonly folder: string;
  /** 0, the default, takes any free port of this machine. */
  readonly port?: number | undefined;
  readonly now: () => Date;
  /** Told what a page could not be shown for. */
  readonly onFailure: (error: unknown) => void;
}

/** A running wizard. */
export interface RunningSetup {
  /** What to open in a browser, once: whoever opens it first has the wizard. */
  readonly link: string;
  /** Resolves with the newsroom when the person says that it may start; never rejects. */
  readonly made: Promise<CreatedNewsroom>;
  /** Ends it. May be called twice. */
  close(): Promise<void>;
}

/**
 * Opens the wizard that makes a newsroom in an empty folder: name, languages, sources, carriers, keys. For browsers of
 * this machine only, by a link that works once; without script. It makes the newsroom with `createNewsroom`, as the
 * command line does. Nothing is on the disk before the last step.
 *
 * @throws ServeError when it cannot listen
 * @throws AssetsError `assets-not-built`
 */
export async function openSetup({ folder, port = 0, now, onFailure }: SetupOptions): Promise<RunningSetup> {
  const style = (await openAssets('console')).find(({ path }) => /^console-\w+\.css$/.test(path));
  if (style === undefined) throw new TypeError('no style among the files of the console');
  const secrets = { link: randomBytes(24).toString('base64url'), session: randomBytes(24).toString('base64url') };
  const started = Promise.withResolvers<CreatedNewsroom>();
  let created: CreatedNewsroom | undefined;
  const app = setupApp({
    folder: resolve(folder),
    style: { address: `/assets/${style.path}`, bytes: style.bytes },
    secrets,
    look: (source) => lookAtSource(source, now),
    make: async (draft, passphrase) => {
      created = await createNewsroom(folder, valuesOf(draft), { now, ask: async () => passphrase });
      return created;
    },
    onStart: () => created !== undefined && started.resolve(created),
    onFailure,
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  const { address } = await listen(server, '127.0.0.1', port);
  let closing: Promise<void> | null = null;
  async function end(): Promise<void> {
    const closed = new Promise<void>((done) => server.close(() => done()));
    // What is being answered is answered; kept-alive connections would hold the port.
    if ('closeIdleConnections' in server) server.closeIdleConnections();
    await closed;
  }
  return {
    link: `${address}setup/link/${secrets.link}`,
    made: started.promise,
    close: () => {
      closing ??= end();
      return closing;
    },
  };
}
