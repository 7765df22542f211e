import { resolve } from 'node:path';
import type { SyncReport } from '../carry/index.ts';
import {
  carriedPlace,
  carriedSettings,
  createNewsroom,
  type FetchedSource,
  fetchFeed,
  languagesThatCame,
  Newsroom,
} from '../newsroom/index.ts';
import { openLog } from '../platform/telemetry/index.ts';
import { formatFingerprint } from '../proof/index.ts';
import { CliError } from './error.ts';
import { trustOwn } from './init.ts';
import { passphraseSource } from './passphrase.ts';
import { printJson, type Terminal } from './terminal.ts';
import type { TrustStore } from './trust-store.ts';

export interface CarryOptions {
  readonly to?: string;
  readonly by?: string;
  readonly title?: string;
  readonly language?: string;
  readonly text?: 'auto' | 'feed' | 'page';
  readonly max?: number;
  readonly passphraseFile?: string;
  readonly json?: boolean;
}

interface CarryContext {
  readonly home: string;
  readonly store: TrustStore;
  readonly terminal: Terminal;
  readonly now: () => Date;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Carries somebody's feed as a signed edition into a folder; run again, only what changed. */
export async function carry(feed: string, options: CarryOptions, context: CarryContext): Promise<number> {
  const { terminal, now, signal, home } = context;
  if (!/^https?:\/\//i.test(feed) || !URL.canParse(feed)) {
    throw new CliError('misuse', `${feed} is not the address of a feed`, {
      hint: 'write for example: tamizdat carry https://courier.example/feed.xml --to public',
    });
  }
  const place = await carriedPlace(home, feed);
  if (!place.exists && options.to === undefined) throw whereTo();
  const ask = passphraseSource(options, terminal, context.env);
  // Problems of single items are told below, each in a line; the log is for what nobody expected.
  const log = openLog({ level: 'error' });
  const progress = (line: string) => terminal.progress(line);
  const { by, text, language, max } = options;
  let fetched: FetchedSource | null = null;
  if (!place.exists) {
    progress(`reading ${feed}`);
    fetched = await fetchFeed(
      {
        name: feed,
        kind: 'feed',
        address: feed,
        text: text ?? 'auto',
        joinLanguages: false,
        ...(language === undefined ? {} : { language }),
        ...(max === undefined ? {} : { maxItems: max }),
      },
      { now, signal },
    );
    const { poll } = fetched;
    if (poll.failure !== undefined) throw poll.failure;
    const languages = languagesThatCame([fetched]);
    if (languages.length === 0) {
      tellWarnings(
        terminal,
        poll.warnings.map((warning) => warning.message),
      );
      throw new CliError('not-found', `${feed} has no article that could be carried`, {
        hint: 'see the warnings above, or give another feed',
      });
    }
    const values = carriedSettings(place, {
      address: feed,
      title: options.title ?? poll.title ?? place.host,
      languages,
      ...(by === undefined ? {} : { by }),
      ...(text === undefined ? {} : { text }),
      ...(language === undefined ? {} : { language }),
      ...(max === undefined ? {} : { maxItems: max }),
    });
    const created = await createNewsroom(place.folder, values, { now, ask });
    if (created.unsealed && terminal.isInteractive)
      terminal.note('warning: the root and targets keys are not sealed with a passphrase');
  }
  const newsroom = await Newsroom.open(place.folder, { now, log, ask });
  try {
    await trustOwn(context.store, newsroom.places.edition, newsroom.fingerprint, now());
    if (options.to !== undefined) await newsroom.addCarrier(resolve(options.to));
    else if (newsroom.settings.carriers.length === 0) throw whereTo();
    const polled = fetched === null ? await newsroom.fetch(undefined, signal) : [fetched];
    const unknown = newsroom.unknownLanguages(polled);
    if (unknown.length > 0) await newsroom.addLanguages(unknown);
    const kept = await newsroom.keep(polled, signal, progress);
    signal.throwIfAborted();
    const published = await newsroom.publish();
    await newsroom.refresh();
    const reports = await newsroom.carry(signal, ({ doneFiles, totalFiles, carrier }) =>
      progress(`${carrier}: ${doneFiles} of ${totalFiles} files`),
    );
    const result = {
      newsroom: newsroom.settings.newsroom,
      carried: newsroom.settings.carried,
      fingerprint: newsroom.fingerprint,
      edition: published.edition,
      changed: published.changed,
      added: kept.added,
      corrected: kept.corrected,
      withdrawn: kept.withdrawn,
      warnings: kept.warnings,
      carriers: reports.map(({ carrier, outcome, written, writtenBytes, removed, unchanged }) => ({
        carrier,
        outcome,
        written,
        writtenBytes,
        removed,
        unchanged,
      })),
    };
    if (options.json === true) printJson(terminal, result);
    else tellResult(terminal, result, newsroom);
    for (const { poll } of polled) if (poll.failure !== undefined) throw poll.failure;
    tellFailures(reports);
    return 0;
  } finally {
    await newsroom.close();
    log.close();
  }
}

function whereTo(): CliError {
  return new CliError('misuse', 'where to is missing', { hint: 'name a folder: --to <folder>' });
}

function tellWarnings(terminal: Terminal, warnings: readonly string[]): void {
  for (const warning of warnings) terminal.note(`warning: ${warning}`);
}

function tellResult(
  terminal: Terminal,
  result: {
    edition: number;
    changed: boolean;
    added: number;
    corrected: number;
    withdrawn: number;
    warnings: readonly string[];
  },
  newsroom: Newsroom,
): void {
  tellWarnings(terminal, result.warnings);
  const { settings, fingerprint } = newsroom;
  const { edition, changed, added, corrected, withdrawn } = result;
  terminal.print(
    changed
      ? `Edition ${edition}: ${added} added, ${corrected} corrected, ${withdrawn} withdrawn`
      : `Edition ${edition} stands: nothing changed`,
  );
  terminal.print(`  as carried from ${settings.carried?.from} by ${settings.carried?.by}`);
  terminal.print(`  fingerprint ${formatFingerprint(fingerprint)}`);
  for (const { directory } of settings.carriers) terminal.print(`  ${directory}`);
  terminal.print(`  settings and keys: ${settings.folder}`);
}

/** A carrier that failed ends the command with its reason; the others have been served before. */
function tellFailures(reports: readonly SyncReport[]): void {
  for (const { carrier, outcome, faults } of reports) {
    if (outcome !== 'failed') continue;
    const [fault] = faults;
    if (fault?.kind === 'error') throw fault.error;
    throw new CliError('not-found', `carrier ${carrier}: ${fault?.path} is not what was written (${fault?.kind})`, {
      hint: 'check the disk or the host; run the same again to repair',
    });
  }
}
