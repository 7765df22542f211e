import { type Command, InvalidArgumentError, Option } from 'commander';
import { createKeyAt, importInto, proposeChange, signRequest } from './keys-ceremony.ts';
import { isRotation, renew, rotate } from './keys-change.ts';
import { folderFirst, isDirectory, type KeysContext } from './keys-context.ts';
import { showFingerprint } from './keys-fingerprint.ts';
import { listKeysOf } from './keys-list.ts';

/** What the program gives to a group of commands of its own. */
export interface CommandPorts {
  readonly finish: (work: Promise<number>) => Promise<void>;
  readonly context: () => KeysContext;
  readonly json: () => Option;
  readonly passphrase: () => Option;
}

function parseThreshold(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It is a whole number from 1.');
  return value;
}

/** Adds `tamizdat keys` to the program, and returns it for more subcommands. */
export function addKeysCommand(program: Command, { finish, context, json, passphrase }: CommandPorts): Command {
  const keys = program
    .command('keys')
    .description('the keys of a newsroom: list, replace, sign on machines that are never on line')
    .exitOverride();
  const command = (name: string, description: string) => keys.command(name).description(description).exitOverride();

  command('list', 'every key, and what to do next; opens no sealed one')
    .argument('[folder]', 'folder of the newsroom', '.')
    .addOption(json())
    .action((folder, options) => finish(listKeysOf(folder, options, context())));

  command('fingerprint', 'the number that readers compare, as digits and as a QR code')
    .argument('[folder]', 'folder of the newsroom', '.')
    .option('--svg <file>', 'write the code with the digits below it, for print')
    .addOption(json())
    .action((folder, options) => finish(showFingerprint(folder, options, context())));

  command('create', 'make a root or targets key on a machine without a newsroom')
    .argument('<file>', 'file to make')
    .addOption(new Option('--role <role>', 'what it is for').choices(['root', 'targets']).makeOptionMandatory())
    .requiredOption('--newsroom <name>', 'name of the newsroom, as in its settings')
    .addOption(passphrase())
    .addOption(json())
    .action((file, options) => finish(createKeyAt(file, options, context())));

  command('propose', 'write a request: other root or targets keys, and what the settings ask for')
    .argument('[folder]', 'folder of the newsroom', '.')
    .option('--root <key...>', 'all root keys from then on: public lines, or digits of those there are now')
    .option('--targets <key...>', 'all targets keys from then on')
    .option('--root-threshold <count>', 'how many root keys must sign (default: more than half)', parseThreshold)
    .option('--targets-threshold <count>', 'how many targets keys must sign (default: more than half)', parseThreshold)
    .addOption(json())
    .action((folder, options) => finish(proposeChange(folder, options, context())));

  command('sign', 'sign a request with a key, on any machine; says in words what is signed')
    .argument('<request>', 'keys-request.json of the newsroom')
    .requiredOption('--key <file>', 'file of the key')
    .option('--fingerprint <digits>', 'refuse the request of a newsroom that has not this fingerprint')
    .option('--out <file>', 'file for the signatures (default: signatures-….json beside the request)')
    .addOption(passphrase())
    .addOption(json())
    .action((file, options) => finish(signRequest(file, options, context())));

  command('import', 'publish the change that waits, with the signatures that came back')
    .argument('<files...>', 'files of signatures, after the folder of the newsroom (default: this one)')
    .usage('[options] [folder] <file...>')
    .addOption(json())
    .action((words, options) => {
      const { folder, rest } = folderFirst(words, (word) => !isDirectory(word));
      return finish(importInto(folder, rest, options, context()));
    });

  command('rotate', 'replace a key by a new one: online, clock, targets, desk <language>')
    .argument('<what...>', 'the key, after the folder of the newsroom (default: this one)')
    .usage('[options] [folder] online|clock|targets|desk <language>')
    .addOption(passphrase())
    .addOption(json())
    .action((words, options) => {
      const { folder, rest } = folderFirst(words, isRotation);
      return finish(rotate(folder, rest, options, context()));
    });

  command('renew', 'renew the dates of root and targets before they run out')
    .argument('[folder]', 'folder of the newsroom', '.')
    .option('--force', 'though they are not half over')
    .addOption(passphrase())
    .addOption(json())
    .action((folder, options) => finish(renew(folder, options, context())));

  return keys;
}
