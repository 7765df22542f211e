import { resolve } from 'node:path';
import { canonicalLanguage } from '../article/index.ts';
import {
  type CarriedPlace,
  carriedId,
  carriedPlace,
  carriedSettings,
  createNewsroom,
  type FetchedSource,
  fetchFeed,
  languagesThatCame,
  Newsroom,
  NewsroomError,
} from '../newsroom/index.ts';
import { readSettings, type Settings } from '../platform/config/index.ts';
import { openLog } from '../platform/telemetry/index.ts';
import { progressInWords } from './carrier-tell.ts';
import { tellCarryResult, tellWarnings } from './carry-result.ts';
import { CliError } from './error.ts';
import { trustOwn } from './init.ts';
import { passphraseSource } from './passphrase.ts';
import type { Terminal } from './terminal.ts';
import type { TrustStore } from './trust-store.ts';
import { parseWebAddress } from './web-address.ts';

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
  parseWebAddress(feed, 'tamizdat carry https://courier.example/feed.xml --to public');
  const place = await carriedPlace(home, feed);
  const ask = passphraseSource(options, terminal, context.env);
  const progress = (line: string) => terminal.progress(line);
  let fetched: FetchedSource | null = null;
  if (place.exists) refuseSettled(await readSettings(place.folder), options);
  else if (options.to === undefined) throw whereTo();
  else fetched = await makeCarried(place, feed, options, { ...context, ask });
  // Problems of single items are told below, each in a line; the log is for what nobody expected.
  const log = openLog({ level: 'error' });
  try {
    const newsroom = await Newsroom.open(place.folder, { now, log, ask });
    try {
      await trustOwn(context.store, newsroom.places.edition, newsroom.fingerprint, now());
      if (options.to !== undefined) await newsroom.addFolder(resolve(options.to));
      else if (newsroom.settings.carriers.length === 0) throw whereTo();
      const first = fetched === null ? await newsroom.fetch(undefined, signal) : [fetched];
      const { polled, warnings } = await addLanguages(newsroom, first, signal);
      const kept = await newsroom.keep(polled, signal, progress);
      signal.throwIfAborted();
      const published = await newsroom.publish();
      await newsroom.refresh();
      const reports = await newsroom.carry(signal, (each) => progress(progressInWords(each)));
      // A carrier that was stopped half way is not done, whatever was published.
      if (reports.some((report) => report.outcome === 'stopped')) signal.throwIfAborted();
      warnings.push(...(await newsroom.reminders()).expiring);
      const result = { newsroom, polled, kept, published, reports, warnings };
      return tellCarryResult(terminal, result, { json: options.json === true });
    } finally {
      await newsroom.close();
    }
  } finally {
    log.close();
  }
}

/** Reads the feed for the first time and makes the newsroom that carries it. */
async function makeCarried(
  place: CarriedPlace,
  feed: string,
  options: CarryOptions,
  context: CarryContext & { readonly ask: ReturnType<typeof passphraseSource> },
): Promise<FetchedSource> {
  const { terminal, now, signal, ask } = context;
  const { by, text, language, max } = options;
  terminal.progress(`reading ${feed}`);
  const fetched = await fetchFeed(
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
  const values = carriedSettings(place, await carriedId(place), {
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
  return fetched;
}

/**
 * Refuses options that say something else than the settings of a feed that is carried already: what readers were told
 * once stands in the settings, and a word on the command line that changes nothing would be a lie.
 */
function refuseSettled(settings: Settings, options: CarryOptions): void {
  const { title, languages, carried, sources, file } = settings;
  const [source] = sources;
  const language = options.language === undefined ? undefined : (canonicalLanguage(options.language) ?? '');
  const differing = [
    ['--by', options.by, carried?.by],
    ['--title', options.title, title[languages[0]]],
    ['--language', language, source?.language],
    ['--text', options.text, source?.text],
    ['--max', options.max, source?.maxItems],
  ].flatMap(([name, given, settled]) => (given === undefined || given === settled ? [] : [name]));
  if (differing.length === 0) return;
  throw new CliError(
    'misuse',
    `${differing.join(', ')}: this feed is carried already, and its settings say otherwise`,
    {
      hint: `change it in ${file}`,
    },
  );
}

/** Adds the languages that came. Without the key for it the others are carried; these come when the key is there. */
async function addLanguages(
  newsroom: Newsroom,
  polled: readonly FetchedSource[],
  signal: AbortSignal,
): Promise<{ readonly polled: readonly FetchedSource[]; readonly warnings: string[] }> {
  const unknown = newsroom.unknownLanguages(polled);
  if (unknown.length === 0) return { polled, warnings: [] };
  try {
    await newsroom.addLanguages(unknown);
    // What was left out for its language at an earlier time is delivered under the new settings only.
    return { polled: await newsroom.fetch(undefined, signal), warnings: [] };
  } catch (error) {
    if (!(error instanceof NewsroomError) || error.code !== 'language-needs-key') throw error;
    return { polled, warnings: [`${error.message}; ${error.hint}`] };
  }
}

function whereTo(): CliError {
  return new CliError('misuse', 'where to is missing', { hint: 'name a folder: --to <folder>' });
}
