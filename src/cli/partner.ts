import { writeFile } from 'node:fs/promises';
import type { Command, Option } from 'commander';
import { counted } from '../errors/index.ts';
import { type PartnerState, Workplace } from '../newsroom/index.ts';
import { readSettings } from '../platform/config/index.ts';
import { openLog } from '../platform/telemetry/index.ts';
import { CliError } from './error.ts';
import { consoleAddress } from './people.ts';
import { printJson, type Terminal } from './terminal.ts';

/** What the commands of partners need. */
interface PartnerContext {
  readonly terminal: Terminal;
  readonly now: () => Date;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

interface Options {
  readonly json?: boolean;
}

/** Works with a newsroom's partners in this process: its database must be a server's, or no other process run. */
async function withWorkplace<T>(
  folder: string,
  { now, env }: PartnerContext,
  work: (workplace: Workplace) => Promise<T>,
): Promise<T> {
  const log = openLog({ level: (await readSettings(folder)).log });
  try {
    const workplace = await Workplace.open(folder, { now, env, log });
    try {
      return await work(workplace);
    } finally {
      await workplace.close();
    }
  } finally {
    log.close();
  }
}

function unknown(name: string, known: readonly string[]): CliError {
  return new CliError('not-found', `there is no partner ${name} in the settings`, {
    hint: known.length === 0 ? 'agreements stand under "partners"' : `write one of ${known.join(', ')}`,
  });
}

const namesOf = ({ settings }: Workplace): string[] => settings.partners.map(({ name }) => name);

/** Every partner, and how current what it carries is. */
async function list(folder: string, { json }: Options, context: PartnerContext): Promise<number> {
  const { terminal } = context;
  const partners = await withWorkplace(folder, context, ({ partners: each }) => each.list());
  if (json === true) {
    printJson(terminal, partners);
    return 0;
  }
  if (partners.length === 0)
    terminal.print('There are no partners; agreements stand in the settings, under "partners".');
  for (const partner of partners) tellPartner(partner, terminal);
  return 0;
}

function tellPartner({ agreement, posts, counts, stopped }: PartnerState, terminal: Terminal): void {
  const { name, address, languages } = agreement;
  const off = stopped === null ? '' : `; stopped by ${stopped.by}`;
  terminal.print(`${name}  ${address}  ${languages.join(', ')}`);
  const told = Object.entries(counts).map(([state, count]) => `${count} ${state}`);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  terminal.print(`  ${counted(total, 'post')}: ${told.join(', ') || 'nothing yet'}${off}`);
  for (const { article, language, state, problem, hint } of posts) {
    if (problem === null) continue;
    terminal.print(`  ${state}  ${article} ${language}: ${problem}`);
    if (hint !== null) terminal.print(`    hint: ${hint}`);
  }
}

/** Asks a partner's site whether it would take articles. Exit code 1 when it would not. */
async function test(name: string, folder: string, { json }: Options, context: PartnerContext): Promise<number> {
  const { terminal } = context;
  const findings = await withWorkplace(folder, context, async (workplace) => {
    const found = await workplace.partners.test(name);
    if (found === null) throw unknown(name, namesOf(workplace));
    return found;
  });
  if (json === true) printJson(terminal, { partner: name, findings });
  else {
    for (const { check, outcome, detail, hint } of findings) {
      terminal.print(`${outcome.padEnd(7)} ${check}: ${detail}`);
      if (hint !== null) terminal.print(`        hint: ${hint}`);
    }
  }
  return findings.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
}

interface PreviewOptions extends Options {
  readonly language?: string;
  readonly to?: string;
}

/** Shows what would appear on a partner's site, and makes a link for the partner. */
async function preview(
  name: string,
  article: string,
  folder: string,
  { json, language: wanted, to }: PreviewOptions,
  context: PartnerContext,
): Promise<number> {
  const { terminal } = context;
  return withWorkplace(folder, context, async (workplace) => {
    const agreement = workplace.settings.partners.find((each) => each.name === name);
    if (agreement === undefined) throw unknown(name, namesOf(workplace));
    const language = wanted ?? agreement.languages[0] ?? '';
    const post = { partner: name, article, language };
    const shown = await workplace.partners.previews.draw(post);
    const link = shown === null ? null : await workplace.partners.previews.makeLink(post);
    if (shown === null || link === null) {
      throw new CliError('not-found', `there is no ${language} version of article ${article} to look at`, {
        hint: 'its id stands in the address of its page in the console; an embargo hides an article until it ends',
      });
    }
    const address = new URL(`partners/preview/${link.secret}`, consoleAddress(workplace.settings)).href;
    if (to !== undefined) await writeFile(to, `${shown.content}\n`, { flag: 'wx' }).catch(refuseFile(to));
    if (json === true) {
      printJson(terminal, { ...shown, link: address, expiresAt: link.expiresAt });
      return 0;
    }
    terminal.print(shown.headline);
    terminal.print(
      `  on       ${shown.partner.address}${shown.slug}, ${shown.partner.as === 'draft' ? 'as a draft' : 'public'}`,
    );
    terminal.print(`  notice   ${shown.notice}`);
    for (const each of shown.links) terminal.print(`  link     ${each.text}: ${each.address}`);
    terminal.print(`  pictures ${shown.pictures.length}`);
    if (shown.refusedBy !== null) terminal.print(`  not sent ${shown.refusedBy}`);
    terminal.print(`  link     ${address}`);
    terminal.note('Whoever has the link sees the article, for a week, while the console runs.');
    return 0;
  });
}

function refuseFile(path: string): (cause: unknown) => never {
  return (cause) => {
    throw new CliError('cannot-write', `cannot write ${path}`, { hint: 'name a file that is not there yet', cause });
  };
}

/** Looks at everything a partner carries, now, and sends what is not as it should be. Exit code 1 when something failed. */
async function sync(name: string, folder: string, { json }: Options, context: PartnerContext): Promise<number> {
  const { terminal, signal } = context;
  return withWorkplace(folder, context, async (workplace) => {
    if (!namesOf(workplace).includes(name)) throw unknown(name, namesOf(workplace));
    const reports: Parameters<Parameters<typeof workplace.partners.sync>[1]>[0][] = [];
    await workplace.partners.sync(
      name,
      (report) => {
        reports.push(report);
        terminal.progress(`${name}: ${counted(reports.length, 'post')}`);
      },
      signal,
    );
    if (json === true) printJson(terminal, { partner: name, posts: reports });
    else {
      for (const { article, language, state, problem, hint } of reports) {
        terminal.print(`${state.padEnd(9)} ${article} ${language}${problem === null ? '' : `: ${problem}`}`);
        if (hint !== null) terminal.print(`          hint: ${hint}`);
      }
      if (reports.length === 0) terminal.print(`${name} carries nothing yet; "since" in its agreement says from when`);
    }
    return reports.some(({ state }) => state === 'failed') ? 1 : 0;
  });
}

/** Adds `tamizdat partner` to the program. */
export function addPartnerCommand(
  program: Command,
  ports: {
    readonly finish: (work: Promise<number>) => Promise<void>;
    readonly context: () => PartnerContext;
    readonly json: () => Option;
  },
): void {
  const { finish, context, json } = ports;
  const partner = program
    .command('partner')
    .description('sites that carry articles as their own posts; agreements stand in the settings')
    .exitOverride();
  const add = (name: string, description: string) =>
    partner.command(name).description(description).addOption(json()).exitOverride();
  add('list', 'what each carries, and how current that is')
    .argument('[folder]', 'folder of the newsroom', '.')
    .action((folder, options) => finish(list(folder, options, context())));
  add('test', 'whether its site would take articles; writes none')
    .argument('<partner>', 'its name in the settings')
    .argument('[folder]', 'folder of the newsroom', '.')
    .action((name, folder, options) => finish(test(name, folder, options, context())));
  add('preview', 'what would appear there, and a link for the partner to see it')
    .argument('<partner>', 'its name in the settings')
    .argument('<article>', 'id of the article')
    .argument('[folder]', 'folder of the newsroom', '.')
    .option('--language <tag>', 'which version (default: the first language of the agreement)')
    .option('--to <file>', 'write the HTML of the post into this new file')
    .action((name, article, folder, options) => finish(preview(name, article, folder, options, context())));
  add('sync', 'look at everything it carries, now, and send what is not as it should be')
    .argument('<partner>', 'its name in the settings')
    .argument('[folder]', 'folder of the newsroom', '.')
    .action((name, folder, options) => finish(sync(name, folder, options, context())));
}
