import { relative } from 'node:path';
import type { Command, Option } from 'commander';
import { type CopyReport, moveDatabase, restoreBackup, writeBackup } from '../newsroom/index.ts';
import { isSecretReference, readSettings } from '../platform/config/index.ts';
import { openLog } from '../platform/telemetry/index.ts';
import { CliError } from './error.ts';
import { printJson, type Terminal } from './terminal.ts';

/** What the commands of databases need. */
interface DatabaseContext {
  readonly terminal: Terminal;
  readonly now: () => Date;
  readonly env: NodeJS.ProcessEnv;
}

interface Options {
  readonly json?: boolean;
}

/** Writes what a newsroom's database holds into a file. */
async function backup(folder: string, file: string, { json }: Options, context: DatabaseContext): Promise<number> {
  const report = await withLog(folder, context, (ports) => writeBackup(folder, file, ports));
  tellCopied(`Wrote ${shown(file)}`, report, { json: json === true, file }, context.terminal);
  if (json !== true) {
    context.terminal.print(
      '  it holds unpublished texts and who may sign in: keep it as you keep the keys, which are not in it',
    );
  }
  return 0;
}

/** Fills a newsroom's empty database from such a file. */
async function restore(file: string, folder: string, { json }: Options, context: DatabaseContext): Promise<number> {
  const report = await withLog(folder, context, (ports) => restoreBackup(file, folder, ports));
  tellCopied(`Restored ${shown(file)}`, report, { json: json === true, file }, context.terminal);
  return 0;
}

/** Moves a newsroom from the embedded database to one of a server. */
async function move(
  folder: string,
  { to, json = false }: Options & { readonly to: string },
  context: DatabaseContext,
): Promise<number> {
  if (!isSecretReference(to)) {
    throw new CliError('misuse', `${to.slice(0, 4)}… does not say where the address of the database is written`, {
      hint: 'put postgres://user:password@host/database into a variable or a file, and write --to env:NAME or --to file:path',
    });
  }
  const report = await withLog(folder, context, (ports) => moveDatabase(folder, to, ports));
  if (report === null) {
    if (json) printJson(context.terminal, { tables: {}, jobs: 0, database: to });
    else
      context.terminal.print(
        `The newsroom was moved to ${to} before; what was left of the embedded database is removed`,
      );
    return 0;
  }
  tellCopied(`Moved to ${to}`, report, { json, database: to }, context.terminal);
  if (!json) context.terminal.print('  the settings name it now, and the embedded database is removed');
  return 0;
}

async function withLog<T>(
  folder: string,
  { now, env }: DatabaseContext,
  work: (ports: { now: () => Date; env: NodeJS.ProcessEnv; log: ReturnType<typeof openLog> }) => Promise<T>,
): Promise<T> {
  const log = openLog({ level: (await readSettings(folder)).log });
  try {
    return await work({ now, env, log });
  } finally {
    log.close();
  }
}

function tellCopied(
  what: string,
  { tables, jobs }: CopyReport,
  { json, ...fields }: { readonly json: boolean; readonly file?: string; readonly database?: string },
  terminal: Terminal,
): void {
  if (json) {
    printJson(terminal, { ...fields, tables: Object.fromEntries(tables), jobs });
    return;
  }
  const rows = [...tables.values()].reduce((sum, count) => sum + count, 0);
  terminal.print(
    `${what}: ${tables.get('articles') ?? 0} articles, ${rows} rows of ${tables.size} tables, ${jobs} jobs`,
  );
}

const shown = (file: string): string => relative(process.cwd(), file) || file;

/** Adds the commands that copy a newsroom's database to the program. */
export function addDatabaseCommands(
  program: Command,
  ports: {
    readonly finish: (work: Promise<number>) => Promise<void>;
    readonly context: () => DatabaseContext;
    readonly json: () => Option;
  },
): void {
  const { finish, context, json } = ports;
  program
    .command('backup')
    .description("write what a newsroom's database holds into a file: drafts, memory, people; not its keys")
    .argument('<folder>', 'folder of the newsroom')
    .argument('<file>', 'file to write; one that is there is not overwritten')
    .addOption(json())
    .exitOverride()
    .action((folder, file, options) => finish(backup(folder, file, options, context())));
  program
    .command('restore')
    .description("fill a newsroom's empty database from such a file")
    .argument('<file>', 'file that tamizdat backup wrote')
    .argument('<folder>', 'folder of the newsroom, which is not running')
    .addOption(json())
    .exitOverride()
    .action((file, folder, options) => finish(restore(file, folder, options, context())));
  program
    .command('move')
    .description('move a newsroom from the embedded database to one of a PostgreSQL server')
    .argument('<folder>', 'folder of the newsroom, which is not running')
    .requiredOption('--to <reference>', 'where the address of the new database is written: env:NAME or file:path')
    .addOption(json())
    .exitOverride()
    .action((folder, options) => finish(move(folder, options, context())));
}
