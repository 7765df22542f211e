import type { SyncReport } from '../carry/index.ts';
import { counted } from '../errors/index.ts';
import { closeDeskKey, type RevokePorts, retireLog } from '../newsroom/index.ts';
import { readSettings } from '../platform/config/index.ts';
import { openLog } from '../platform/telemetry/index.ts';
import { formatPlace } from '../proof/index.ts';
import { failureOf } from './carry-result.ts';
import { CliError } from './error.ts';
import type { ChangeOutcome } from './keys-context.ts';
import { passphraseSource } from './passphrase.ts';
import { printJson, type Terminal, tellError } from './terminal.ts';

interface RevokeContext {
  readonly terminal: Terminal;
  readonly now: () => Date;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Options of `keys close`. */
export interface CloseOptions {
  readonly after?: number;
  /** Instead of `after`: the newest entry. */
  readonly now?: boolean;
  /** Ids of articles. */
  readonly withdraw?: readonly string[];
  readonly reissue?: boolean;
  readonly doubtCarriers?: boolean;
  readonly passphraseFile?: string;
  readonly json?: boolean;
}

/** Options of `keys retire-log`. */
export interface RetireOptions {
  /** Number of the log. */
  readonly log?: number;
  readonly doubtCarriers?: boolean;
  readonly passphraseFile?: string;
  readonly json?: boolean;
}

/** Closes the key of a desk at an index; exit code 1 when that leaves open what becomes of pages, or a carrier failed. */
export async function closeKey(
  language: string,
  folder: string,
  options: CloseOptions,
  context: RevokeContext,
): Promise<number> {
  if ((options.after === undefined) === (options.now !== true)) {
    throw new CliError('misuse', 'say at which entry the key is to be closed', {
      hint: 'give either --after <index> (the last entry that was still yours) or --now',
    });
  }
  const { terminal } = context;
  const { after = null, withdraw = [], reissue = false } = options;
  const closing = await withPorts(folder, options, context, (ports) =>
    closeDeskKey(folder, { language, after, withdraw, reissue }, ports),
  );
  if (closing.kind === 'undecided') {
    const pages = closing.undecided.map(({ place, path, record }) => ({
      entry: formatPlace(place),
      article: record.article,
      revision: record.revision,
      path,
    }));
    if (options.json === true) {
      const outcome: ChangeOutcome = 'undecided';
      printJson(terminal, { outcome, after: closing.after, undecided: pages });
    } else {
      terminal.print(`After entry ${closing.after} this key signed what is published now:`);
      for (const { entry, article, revision, path } of pages) {
        terminal.print(`  ${article}  revision ${revision}, entry ${entry}: ${path}`);
      }
    }
    tellError(
      terminal,
      new CliError(
        'undecided',
        `closing the key would void ${counted(pages.length, 'published article')}; nothing was changed`,
        {
          hint: 'read each; name those that are not yours with --withdraw <article>, then --reissue signs the others anew',
        },
      ),
    );
    return 1;
  }
  const { records, reissued, withdrawn, edition, reports } = closing;
  if (options.json === true) {
    const outcome: ChangeOutcome = 'published';
    const entries = records.map(({ place }) => formatPlace(place));
    printJson(terminal, { outcome, after: closing.after, void: entries, reissued, withdrawn, edition });
  } else {
    terminal.print(
      `The key of the desk ${language} is closed after entry ${closing.after}; edition ${edition} says so`,
    );
    terminal.print(`  void         ${counted(records.length, 'record')} of it after that entry`);
    terminal.print(`  signed anew  ${counted(reissued, 'article')}`);
    terminal.print(`  withdrawn    ${counted(withdrawn, 'article')}`);
    terminal.print('Copy the new key in keys/ to your backup.');
  }
  return tellFailures(terminal, reports);
}

/** Retires the log of that number; exit code 1 when a carrier failed. */
export async function retireLogCommand(
  folder: string,
  options: RetireOptions,
  context: RevokeContext,
): Promise<number> {
  const { log: number } = options;
  if (number === undefined) {
    throw new CliError('misuse', 'say which log is to be retired: it cannot be taken back', {
      hint: 'its number is at the end of the first line of log/checkpoint: --log 1',
    });
  }
  const { terminal } = context;
  const result = await withPorts(folder, options, context, (ports) =>
    retireLog(folder, number, {
      ...ports,
      onPages: (done) => terminal.progress(`proving anew: ${counted(done, 'page')}`),
    }),
  );
  const { isNew, log, size, pages, edition, reports } = result;
  if (options.json === true) {
    const outcome: ChangeOutcome = isNew ? 'published' : 'unchanged';
    printJson(terminal, { outcome, log, size, edition, reproved: pages?.written ?? 0, missing: pages?.missing ?? [] });
  } else if (isNew) {
    terminal.print(`Log ${number} is retired at size ${size}; ${log} follows, with edition ${edition}`);
    terminal.print(`  proven anew  ${counted((pages?.written ?? 0) + (pages?.kept ?? 0), 'page file')}`);
    for (const path of pages?.missing ?? []) terminal.print(`  not there    ${path}`);
    terminal.print('Copy the new keys in keys/ to your backup.');
  } else {
    terminal.print(`Log ${number} was retired before, at size ${size}; ${log} is in use`);
  }
  return tellFailures(terminal, reports);
}

async function withPorts<T>(
  folder: string,
  options: { readonly passphraseFile?: string; readonly doubtCarriers?: boolean },
  { terminal, now, env, signal }: RevokeContext,
  work: (ports: RevokePorts) => Promise<T>,
): Promise<T> {
  const settings = await readSettings(folder);
  const log = openLog({ level: settings.log });
  try {
    return await work({
      now,
      log,
      ask: passphraseSource(options, terminal, env),
      signal,
      isCarrierDoubted: options.doubtCarriers === true,
      onProgress: ({ carrier, doneFiles, totalFiles }) =>
        terminal.progress(`${carrier}: ${doneFiles} of ${totalFiles} files`),
    });
  } finally {
    log.close();
  }
}

function tellFailures(terminal: Terminal, reports: readonly SyncReport[]): number {
  const failures = reports.flatMap((report) => failureOf(report) ?? []);
  for (const failure of failures) tellError(terminal, failure);
  if (failures.length > 0) terminal.note('the next start carries again; until then readers there see the state before');
  return failures.length === 0 ? 0 : 1;
}
