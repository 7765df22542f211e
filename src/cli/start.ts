import { join } from 'node:path';
import { openSetup } from '../console/index.ts';
import { type CreatedNewsroom, placesOf } from '../newsroom/index.ts';
import { SETTINGS_FILE } from '../platform/config/index.ts';
import { exists } from '../platform/home/index.ts';
import { trustOwn } from './init.ts';
import { run } from './run.ts';
import type { Terminal } from './terminal.ts';
import type { TrustStore } from './trust-store.ts';

/**
 * Runs the newsroom in a folder. Where there is none yet, a wizard in the browser makes it first: from an empty folder to a
 * newsroom that runs, with one command.
 */
export async function start(
  folder: string,
  options: { readonly port: number; readonly passphraseFile?: string },
  context: {
    readonly store: TrustStore;
    readonly terminal: Terminal;
    readonly now: () => Date;
    readonly env: NodeJS.ProcessEnv;
    readonly signal: AbortSignal;
  },
): Promise<number> {
  const { terminal, now, signal, store } = context;
  const places = placesOf(folder);
  if (!(await exists(join(places.folder, SETTINGS_FILE)))) {
    const setup = await openSetup({
      folder,
      port: options.port,
      now,
      onFailure: (error) => terminal.note(`error: a page of the wizard could not be shown: ${error}`),
    });
    let created: CreatedNewsroom | null;
    try {
      terminal.print(`There is no newsroom in ${places.folder} yet. Open this in a browser of this machine, once:`);
      terminal.print(`  ${setup.link}`);
      terminal.print('It takes some five minutes. Nothing is written before the last step; Ctrl-C ends it.');
      created = await Promise.race([setup.made, untilAborted(signal)]);
    } finally {
      await setup.close();
    }
    if (created === null) return 0;
    await trustOwn(store, places.edition, created.fingerprint, now());
    terminal.print(`Made ${created.settings.newsroom}.`);
  }
  return run(folder, options, context);
}

function untilAborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
