import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { TamizdatError } from '../errors/index.ts';
import { tamizdatHome } from '../platform/home/index.ts';
import type { Quorum } from '../proof/index.ts';
import { writeApp } from './app.ts';
import { addCarrierCommands } from './carrier-commands.ts';
import { addDatabaseCommands } from './database.ts';
import { demo } from './demo.ts';
import { CliError } from './error.ts';
import { init } from './init.ts';
import { addKeysCommand } from './keys.ts';
import { carryOrMirror } from './mirror-choice.ts';
import { parseEvery, registerMonitor } from './monitor.ts';
import { addPartnerCommand } from './partner.ts';
import { addPeopleCommand } from './people.ts';
import { parseQuorum, policy } from './policy.ts';
import { addRevokeCommands } from './revoke-commands.ts';
import { RUN_ROLES, run } from './run.ts';
import { start } from './start.ts';
import { guardedTerminal, isExpected, printLines, processTerminal, type Terminal, tellError } from './terminal.ts';
import { addTrust, listTrust, removeTrust } from './trust.ts';
import { TrustStore } from './trust-store.ts';
import { verify } from './verify.ts';
import { witness } from './witness.ts';

/** What the command line runs with; everything has a default for a real process. */
export interface CliPorts {
  readonly env?: NodeJS.ProcessEnv;
  readonly now?: () => Date;
  readonly terminal?: Terminal;
  /** Aborted when the person wants to stop. */
  readonly signal?: AbortSignal;
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}

function parseCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 2_000)
    throw new InvalidArgumentError('It is a whole number from 1 to 2000.');
  return value;
}

function parsePort(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_526)
    throw new InvalidArgumentError('It is a port from 1 to 65526: nine more follow it.');
  return value;
}

function parseAnyPort(text: string): number {
  const value = Number(text);
  if (!/^[0-9]+$/.test(text) || value > 65_535) throw new InvalidArgumentError('It is a port from 0 to 65535.');
  return value;
}

function parseCosigners(text: string): Quorum {
  const quorum = parseQuorum(text);
  if (quorum === undefined) throw new InvalidArgumentError('It is none, any, all, or a number.');
  return quorum;
}

/** Whether an error only says that the person stopped the work, in whatever room that was noticed. */
function isStop(error: unknown, signal: AbortSignal): boolean {
  if (error === signal.reason) return true;
  return error instanceof TamizdatError ? error.code === 'aborted' : (error as Error).name === 'AbortError';
}

/** `EX_SOFTWARE` of sysexits.h: a defect of ours says nothing about a page, and 1 would call it forged. */
const DEFECT = 70;

const EXIT_CODES = `
Exit codes: 0 done, or genuine; 1 failed, not genuine, or something found; 2 misuse; 3 cannot tell (verify, monitor); 70 a defect of tamizdat.`;

/**
 * Runs the command line and returns the exit code: 0 done, 1 failed, 2 misuse, 3 `verify` cannot tell, 70 a defect.
 * @param args the words after the program's name
 */
export async function runCli(args: readonly string[], ports: CliPorts = {}): Promise<number> {
  const { env = process.env, now = () => new Date() } = ports;
  const terminal = guardedTerminal(ports.terminal ?? processTerminal());
  const stop = new AbortController();
  const signal = ports.signal ?? stop.signal;
  const onSignal = () => stop.abort();
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  let exitCode = 0;
  const context = () => {
    const home = tamizdatHome(env);
    return { home, store: new TrustStore(home), terminal, now, env, signal };
  };
  const finish = (work: Promise<number>) =>
    work.then((code) => {
      exitCode = code;
    });

  const program = new Command('tamizdat')
    .description("Carries a blocked newsroom's reporting to its readers: light, through many places, provably genuine.")
    .version(version())
    .addHelpText('after', EXIT_CODES)
    .configureOutput({
      writeOut: (text) => printLines(terminal.print, text.trimEnd()),
      writeErr: (text) => printLines(terminal.note, text.trimEnd()),
      outputError: () => {},
    })
    .exitOverride();
  const json = () => new Option('--json', 'answer as JSON on standard output');
  const passphrase = () =>
    new Option(
      '--passphrase-file <file>',
      'first line is the passphrase of the sealed keys (else TAMIZDAT_PASSPHRASE, else asked)',
    );
  const command = (name: string, description: string) => program.command(name).description(description).exitOverride();

  command('carry', "make a signed edition of somebody's feed, or mirror one; run again, only what changed")
    .argument('[feed]', 'address of an RSS, Atom or JSON feed, or of a page that names one')
    .option(
      '--from <edition>',
      'instead of a feed: mirror the edition of a newsroom you trust, from its address or folder',
    )
    .addOption(
      new Option('--every <time>', 'with --from: again and again, until Ctrl-C: 10m, 1h').argParser(parseEvery),
    )
    .option('--to <folder>', 'folder to carry to; needed the first time, later ones are added')
    .option('--by <name>', 'whom readers are told carries it (a name you choose; default: the number of the key)')
    .option('--title <text>', 'name of the newsroom for readers (default: the title of the feed)')
    .option('--language <tag>', 'language of the articles, when the feed does not say it or says it wrongly')
    .addOption(
      new Option('--text <where>', 'take the text from the feed, from the pages, or from whichever has more').choices([
        'auto',
        'feed',
        'page',
      ]),
    )
    .option('--max <count>', 'carry at most so many of the newest articles', parseCount)
    .addOption(passphrase())
    .addOption(json())
    .action((feed, options) => finish(carryOrMirror(feed, options, context())));

  command('init', 'make a newsroom in a folder: keys, and settings with a comment each')
    .argument('<folder>', 'folder to make it in')
    .option('--name <name>', 'its name in every signature, like a host name: courier.example')
    .option('--title <text>', 'its name for readers')
    .option('--home <address>', 'address of the blocked site')
    .option('--languages <list>', "languages to carry, the original's first: de,ru (default: en)")
    .option('--feed <address>', 'a first source')
    .addOption(passphrase())
    .addOption(json())
    .action((folder, options) => finish(init(folder, options, context())));

  command('start', 'run the newsroom in a folder; makes one there first, step by step in a browser')
    .argument('<folder>', 'folder of the newsroom')
    .option('--port <number>', 'port of the wizard; 0 takes a free one', parseAnyPort, 0)
    .addOption(passphrase())
    .action((folder, options) => finish(start(folder, options, context())));

  command('run', 'run a newsroom: poll, publish, carry, renew, serve, the console; until Ctrl-C')
    .argument('[folder]', 'folder of the newsroom', '.')
    .addOption(
      new Option('--role <role>', 'on a database server: only the console (web), or only jobs and publishing (worker)')
        .choices([...RUN_ROLES])
        .default('all'),
    )
    .addOption(passphrase())
    .action((folder, options) => finish(run(folder, options, context())));

  command('policy', "who witnesses a newsroom's log, and how many of them count; shown, or changed and signed")
    .argument('[folder]', 'folder of the newsroom', '.')
    .option('--witness <words...>', 'add one: its name in the policy, its key, its address')
    .option('--remove <names...>', 'take witnesses out')
    .option('--quorum <count>', 'how many must have cosigned: none, any, all or a number', parseCosigners)
    .addOption(passphrase())
    .addOption(json())
    .action((folder, options) => finish(policy(folder, options, context())));

  command('witness', "cosign other newsrooms' logs, so that readers know there is one history; until Ctrl-C")
    .argument('<folder>', 'folder of the witness: its key and what it has cosigned')
    .option('--log <keys...>', 'verifier keys of logs to cosign')
    .option('--from <newsrooms...>', 'cosign the logs of trusted newsrooms: an address, name or fingerprint each')
    .option('--name <name>', 'its name in every signature, for good; needed the first time')
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 takes a free one', parseAnyPort, 4490)
    .option('--address <address>', 'where newsrooms reach it, when that is elsewhere')
    .action((folder, options) => finish(witness(folder, options, context())));

  command('app', "write a newsroom's reader app, for a web host that its readers trust")
    .argument('[folder]', 'folder of the newsroom', '.')
    .requiredOption('--to <folder>', 'folder to write it to')
    .addOption(json())
    .action((folder, options) => finish(writeApp(folder, options, context())));

  command('verify', 'check a page, a folder or an address, and say what is known of it')
    .argument('<what>', 'a page file, a folder with an edition, or an address of either')
    .option('--absent <id>', 'ask whether nothing with this id was published, on the day that --day names')
    .option('--day <date>', 'the day that --absent asks about: 2026-11-22')
    .addOption(json())
    .addHelpText('after', '\nExit codes: 0 genuine, 1 not genuine or a conflict, 2 misuse, 3 cannot tell.')
    .action((what, options) => finish(verify(what, options, context())));

  registerMonitor(program, context, (work) => finish(work));

  const keys = addKeysCommand(program, { finish, context, json, passphrase });
  addRevokeCommands(keys, { finish, context, json, passphrase });

  addPartnerCommand(program, { finish, context, json });

  addPeopleCommand(program, { finish, context, json });

  addCarrierCommands(program, { finish, context, json, passphrase });

  addDatabaseCommands(program, { finish, context, json });

  const trust = command('trust', 'the newsrooms you trust, each by the fingerprint of its root');
  trust
    .command('add')
    .description('trust the newsroom found there')
    .argument('<where>', 'a root file (1.root.json), a trust bundle, a folder or an address of an edition')
    .option('--fingerprint <digits>', 'refuse it unless it has this fingerprint')
    .addOption(json())
    .exitOverride()
    .action((where, options) => finish(addTrust(where, options, context())));
  trust
    .command('list')
    .description('list them')
    .addOption(json())
    .exitOverride()
    .action((options) => finish(listTrust(options, context())));
  trust
    .command('remove')
    .description('trust one no longer')
    .argument('<newsroom>', 'its name or fingerprint')
    .addOption(json())
    .exitOverride()
    .action((word, options) => finish(removeTrust(word, options, context())));

  command('demo', 'the whole journey on a sample newsroom, on this machine')
    .option(
      '--port <number>',
      'the first of its ten ports: console, site, reader app, carriers (default: 4480)',
      parsePort,
    )
    .option('--fast', 'a new article every four seconds instead of every minute')
    .option('--anew', 'begin again instead of going on where it was stopped')
    .action((options) => finish(demo(options, context())));

  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      if (error.code === 'commander.help') return 2;
      printLines(terminal.note, error.message);
      terminal.note('hint: see tamizdat --help');
      return 2;
    }
    if (signal.aborted && isStop(error, signal)) {
      terminal.note('stopped; what was published stays, run the same again to go on');
      return 130;
    }
    tellError(terminal, error);
    if (error instanceof CliError && error.code === 'misuse') return 2;
    return isExpected(error) ? 1 : DEFECT;
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
