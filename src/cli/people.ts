import { randomBytes } from 'node:crypto';
import { type Command, InvalidArgumentError, type Option } from 'commander';
import { parsePersonName, writeTerminalLink } from '../accounts/index.ts';
import { placesOf } from '../newsroom/index.ts';
import { readSettings, type Settings } from '../platform/config/index.ts';
import type { Terminal } from './terminal.ts';

/** What the commands of people need. */
interface PeopleContext {
  readonly terminal: Terminal;
  readonly now: () => Date;
}

function parseName(text: string): string {
  const name = parsePersonName(text);
  if (name === null)
    throw new InvalidArgumentError('It is made of letters, digits and what stands in names, 60 characters at most.');
  return name;
}

/** Where the console of a newsroom is opened: at its address, else on this machine. */
export function consoleAddress({ console }: Pick<Settings, 'console'>): string {
  const { address, host, port } = console;
  if (address !== undefined) return address;
  const isEverywhere = host === '0.0.0.0' || host === '::';
  return `http://${isEverywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}/`;
}

/** The address that a one-time link has in the console. */
export function linkAddress(console: string, secret: string): string {
  return new URL(`sign-in/link?key=${secret}`, console).href;
}

/** Makes a one-time sign-in link: the way in for whoever is locked out, and may write in the newsroom's folder. */
async function makeLink(
  folder: string,
  name: string | undefined,
  { json = false }: { readonly json?: boolean },
  { terminal, now }: PeopleContext,
): Promise<number> {
  const settings = await readSettings(folder);
  const { signInLinks } = placesOf(folder);
  const made = await writeTerminalLink(signInLinks, { name: name ?? null, now: now(), random: randomBytes });
  const link = linkAddress(consoleAddress(settings), made.secret);
  if (json) {
    terminal.print(JSON.stringify({ link, expiresAt: made.expiresAt }));
    return 0;
  }
  terminal.print(link);
  const who = name === undefined ? 'makes a new operator' : `signs in ${name}, or makes an operator of that name`;
  terminal.note(`It ${who}, once, and holds for a day. Open it in a browser while the newsroom is running.`);
  return 0;
}

/** Adds `tamizdat people` to the program. */
export function addPeopleCommand(
  program: Command,
  ports: {
    readonly finish: (work: Promise<number>) => Promise<void>;
    readonly context: () => PeopleContext;
    readonly json: () => Option;
  },
): void {
  const { finish, context, json } = ports;
  program
    .command('people')
    .description('who may sign in to the console of a newsroom; the console itself does the rest')
    .exitOverride()
    .command('link')
    .description('make a one-time sign-in link, for whoever is locked out')
    .argument('<folder>', 'folder of the newsroom')
    .argument('[name]', 'whom it signs in (default: a new operator)', parseName)
    .addOption(json())
    .exitOverride()
    .action((folder, name, options) => finish(makeLink(folder, name, options, context())));
}
