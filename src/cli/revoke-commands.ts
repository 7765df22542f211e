import { type Command, InvalidArgumentError, type Option } from 'commander';
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
    .argument('<language>', 'the language of the desk')
    .argument('[folder]', 'folder of the newsroom', '.')
    .option('--after <index>', 'the last entry of the log that was still yours', parseIndex)
    .option('--now', 'close it after the newest entry')
    .option('--withdraw <articles...>', 'ids of void articles that are not yours: their pages are withdrawn')
    .option('--reissue', 'the other void articles are yours: they are signed with the new key')
    .addOption(passphrase())
    .addOption(json())
    .exitOverride()
    .action((language: string, folder: string, options: CloseOptions) =>
      finish(closeKey(language, folder, options, context())),
    );
  keys
    .command('retire-log')
    .description('retire a log whose key was stolen at its newest edition; a new log follows')
    .argument('[folder]', 'folder of the newsroom', '.')
    .option('--log <number>', 'the log to retire', parseLog)
    .addOption(passphrase())
    .addOption(json())
    .exitOverride()
    .action((folder: string, options: RetireOptions) => finish(retireLogCommand(folder, options, context())));
}
