import { Newsroom, runNewsroom } from '../newsroom/index.ts';
import { readSettings } from '../platform/config/index.ts';
import { openLog } from '../platform/telemetry/index.ts';
import { formatFingerprint } from '../proof/index.ts';
import { passphraseSource } from './passphrase.ts';
import type { Terminal } from './terminal.ts';

/** Runs a newsroom until it is stopped: polls, publishes, carries, renews the heartbeat, serves one carrier. */
export async function run(
  folder: string,
  options: { readonly passphraseFile?: string },
  context: {
    readonly terminal: Terminal;
    readonly now: () => Date;
    readonly env: NodeJS.ProcessEnv;
    readonly signal: AbortSignal;
  },
): Promise<number> {
  const { terminal, now, env, signal } = context;
  const settings = await readSettings(folder);
  const log = openLog({ level: settings.log });
  const newsroom = await Newsroom.open(folder, { now, log, ask: passphraseSource(options, terminal, env) });
  try {
    await runNewsroom(newsroom, {
      log,
      signal,
      onReady: ({ address }) => {
        terminal.print(`${newsroom.settings.newsroom} is running; stop it with Ctrl-C`);
        terminal.print(`  fingerprint  ${formatFingerprint(newsroom.fingerprint)}`);
        if (address !== null) terminal.print(`  edition      ${address}`);
        if (settings.sources.length === 0) {
          terminal.print(
            `  next         no source is set: add one under "sources" in ${settings.file}, then start again`,
          );
        }
      },
      onReminder: (reminder) => log.warn(reminder),
    });
  } finally {
    await newsroom.close();
    log.close();
  }
  return 0;
}
