import { type Command, InvalidArgumentError, Option } from 'commander';
import { add, type CarrierContext, remove, status, sync, test } from './carrier.ts';
import { KINDS } from './carrier-values.ts';

function parseWhole(text: string): number {
  const value = Number(text);
  if (!/^[0-9]+$/.test(text) || value < 1) throw new InvalidArgumentError('It is a whole number above 0.');
  return value;
}

/** Adds `tamizdat carrier` to the program. */
export function addCarrierCommands(
  program: Command,
  ports: {
    readonly finish: (work: Promise<number>) => Promise<void>;
    readonly context: () => CarrierContext;
    readonly json: () => Option;
    readonly passphrase: () => Option;
  },
): void {
  const { finish, context, json, passphrase } = ports;
  const carrier = program
    .command('carrier')
    .description('the places that hold copies: add, test, sync, see how they stand, remove')
    .exitOverride();
  const command = (name: string, description: string) =>
    carrier
      .command(name)
      .description(description)
      .argument('<folder>', 'folder of the newsroom')
      .addOption(json())
      .exitOverride();

  command('add', 'add one to the settings, when it can be opened')
    .argument('<where>', 'a folder, sftp://user@host/folder, https://… (WebDAV, or S3 with --bucket), or a git remote')
    .option('--name <name>', 'what you call it (default: its last part, or its host)')
    .addOption(new Option('--kind <kind>', 'what it is, when that cannot be seen').choices([...KINDS]))
    .option('--public <address>', 'the address at which readers open the copy')
    .option('--group <provider>', 'its provider: carriers of one fall together')
    .option('--hint <countries...>', 'countries where it is known to help, as two letters')
    .addOption(new Option('--ability <abilities...>', 'what its public address can').choices(['cors', 'compression']))
    .option('--bucket <name>', 'S3: the bucket')
    .option('--prefix <folder>', 'S3: a folder of the bucket')
    .option('--region <name>', 'S3: the region of the service')
    .addOption(new Option('--style <where>', "S3: where the bucket's name goes").choices(['path', 'host']))
    .addOption(new Option('--encode <how>', 'S3: how pages are kept').choices(['gzip', 'br', 'none']))
    .option('--key-id <reference>', 'S3: where the id of the key is written: env:NAME or file:path')
    .option('--key <reference>', 'S3: where the key is written: env:NAME or file:path')
    .option('--host-key <fingerprint>', 'SFTP: SHA256:… of the host; git over ssh: its line of known_hosts')
    .option('--user <name>', 'WebDAV and git over https: the user')
    .option('--password <reference>', 'where the password or token is written: env:NAME or file:path')
    .option('--private-key <reference>', 'SFTP: where the private key is: file:path or env:NAME')
    .option('--passphrase <reference>', 'SFTP: where the passphrase of the private key is written')
    .option('--branch <name>', 'git: the branch that the host makes public')
    .option('--key-file <path>', 'git over ssh: the file with the private key')
    .option('--calls-at-once <count>', 'at most so many calls at once', parseWhole)
    .option('--bytes-per-second <count>', 'at most so many bytes a second', parseWhole)
    .option('--settles <duration>', 'how long its public address may show what was there before (default: 10m)')
    .action((folder, where, options) => finish(add(folder, where, options, context())));

  command('test', 'try one: open, write, read, list, remove, and what readers get at its public address')
    .argument('<name>', 'its name in the settings')
    .action((folder, name, options) => finish(test(folder, name, options, context())));

  command('sync', 'carry the newest edition now, to one or to all that are not held back')
    .argument('[name]', 'its name in the settings (default: all)')
    .addOption(passphrase())
    .action((folder, name, options) => finish(sync(folder, name, options, context())));

  command('status', 'what each holds, when it was read back last, what failed, when it is tried again').action(
    (folder, options) => finish(status(folder, options, context())),
  );

  command('remove', 'take one out of the settings')
    .argument('<name>', 'its name in the settings')
    .option('--files', 'take the edition away from it first')
    .option('--confirm <name>', 'its name again, where nobody can be asked')
    .action((folder, name, options) => finish(remove(folder, name, options, context())));
}
