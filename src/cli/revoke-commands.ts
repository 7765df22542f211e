import { type Command, InvalidArgumentError, Option } from 'commander';
import { CliError } from './error.ts';
import { folderFirst } from './keys-context.ts';
import { type CloseOptions, closeKey, type RetireOptions, retireLogCommand } from './revoke.ts';

type Context = Parameters<typeof closeKey>[3];

function parseIndex(text: string): number {
  if (!/^(?:0|[1-9][0-9]{0,14})$/.test(text))
    throw new InvalidArgumentError('It is the index of a log entry: 0, 1, 2 …');
  return Number(text);
}

function parseLog(text: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(text)) throw new InvalidArgumentError('It is the number of a log: 1, 2 …');
  return Number(text);
}

function languageIn([role, language, ...more]: readonly string[]): string {
  if (role === 'desk' && language !== undefined && more.length === 0) return language;
  throw new CliError('misuse', 'what is to be closed is not said', {
    hint: 'say: desk <language>; a log is retired with: tamizdat keys retire-log',
  });
}

const doubt = () =>
  new Option('--doubt-carriers', 'go on though a carrier holds more entries than the folder: the thief signed them');

/** Adds `keys close` and `keys retire-log` to `keys`. */
export function addRevokeCommands(
  keys: Command,
  parts: {
    readonly context: () => Context;
    readonly finish: (work: Promise<number>) => Promise<void>;
    readonly passphrase: () => Option;
    readonly json: () => Option;
  },
): void {
  const { context, finish, passphrase, json } = parts;
  keys
    .command('close')
    .description('close a stolen desk key at an entry of the log: what it signed after that is void')
    .argument('<what...>', 'the key, after the folder of the newsroom (default: this one)')
    .usage('[options] [folder] desk <language>')
    .option('--after <index>', 'the last entry of the log that was still yours', parseIndex)
    .option('--now', 'close it after the newest entry')
    .option('--withdraw <articles...>', 'ids of void articles that are not yours: their pages are withdrawn')
    .option('--reissue', 'the other void articles are yours: they are signed with the new key')
    .addOption(doubt())
    .addOption(passphrase())
    .addOption(json())
    .exitOverride()
    .action((words: string[], options: CloseOptions) => {
      const { folder, rest } = folderFirst(words, (word) => word === 'desk');
      return finish(closeKey(languageIn(rest), folder, options, context()));
    });
  keys
    .command('retire-log')
    .description('retire a log whose key was stolen at its newest edition; a new log follows')
    .argument('[folder]', 'folder of the newsroom', '.')
    .option('--log <number>', 'the log to retire', parseLog)
    .addOption(doubt())
    .addOption(passphrase())
    .addOption(json())
    .exitOverride()
    .action((folder: string, options: RetireOptions) => finish(retireLogCommand(folder, options, context())));
}
