import { createInterface } from 'node:readline/promises';
import { CarryError } from '../carry/index.ts';
import { editionFolder } from '../edition/index.ts';
import { counted } from '../errors/index.ts';
import {
  addToCarriers,
  carrierNamed,
  emptyCarrier,
  expectRemovable,
  loadStandings,
  Newsroom,
  openDatabase,
  placesOf,
  takeFromCarriers,
  testCarrier,
} from '../newsroom/index.ts';
import { type CarrierValues, placeOf, readSettings } from '../platform/config/index.ts';
import { openLock } from '../platform/home/index.ts';
import { openLog } from '../platform/telemetry/index.ts';
import { progressInWords, tellChecks, tellStandings, tellSynced } from './carrier-tell.ts';
import { type CarrierFlags, carrierValues, kindOf } from './carrier-values.ts';
import { CliError } from './error.ts';
import { passphraseSource } from './passphrase.ts';
import { printJson, type Terminal } from './terminal.ts';

/** What the commands of carriers need. */
export interface CarrierContext {
  readonly terminal: Terminal;
  readonly now: () => Date;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Stands for a host key that nobody named: no key has it, so the host is asked for its key and nothing else. */
const NO_HOST_KEY = `SHA256:${'A'.repeat(43)}`;

/** Adds a carrier to the settings, once it could be opened. */
export async function add(
  folder: string,
  where: string,
  flags: CarrierFlags & { readonly json?: boolean },
  { terminal, env, signal }: CarrierContext,
): Promise<number> {
  const { json = false, ...rest } = flags;
  const settings = await readSettings(folder);
  const { newsroom } = settings;
  const values = carrierValues(where, rest, settings.folder);
  const isAsking = kindOf(where, rest) === 'sftp' && values.hostKey === undefined;
  const lock = await openLock(placesOf(folder).data, `the newsroom in ${settings.folder}`);
  try {
    const ports = { env, signal };
    const after = isAsking
      ? await addWithHostKey(values, (named) => addToCarriers(settings, named, ports), terminal)
      : await addToCarriers(settings, values, ports);
    const carrier = carrierNamed(after, values.name);
    if (json) printJson(terminal, { newsroom, carrier: carrier.name, kind: carrier.kind, place: placeOf(carrier) });
    else {
      terminal.print(`Added ${carrier.name}: ${placeOf(carrier)}`);
      terminal.print(`  try it: tamizdat carrier test ${folder} ${carrier.name}`);
      if (carrier.address === undefined)
        terminal.print(
          '  it has no public address, so readers are not told of it: give --public, or "address" in the settings',
        );
    }
    return 0;
  } finally {
    await lock.close();
  }
}

/** Asks the host for its key, and the person whether it is that one. */
async function addWithHostKey<T>(
  values: CarrierValues,
  attempt: (values: CarrierValues) => Promise<T>,
  terminal: Terminal,
): Promise<T> {
  try {
    return await attempt({ ...values, hostKey: NO_HOST_KEY });
  } catch (error) {
    const found =
      error instanceof CarryError && error.code === 'carrier-not-proven' ? fingerprintIn(error.message) : null;
    if (found === null) throw error;
    const hint = `compare with what the host publishes; when it is the same: --host-key ${found}`;
    if (!terminal.isInteractive) {
      throw new CliError('undecided', `the host shows the key ${found}, and nobody said that it is its own`, { hint });
    }
    terminal.note(
      `The host shows the key ${found}. Compare it with what your host publishes: somebody may stand in between.`,
    );
    if (!(await isTyped('Type "yes" when it is the same: ', 'yes')))
      throw new CliError('undecided', 'nothing was added', { hint });
    return attempt({ ...values, hostKey: found });
  }
}

function fingerprintIn(message: string): string | null {
  return /SHA256:[A-Za-z0-9+/]{43}/.exec(message)?.[0] ?? null;
}

async function isTyped(question: string, expected: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(question)).trim() === expected;
  } finally {
    lines.close();
  }
}

/** Tries a carrier; changes nothing that stays. */
export async function test(
  folder: string,
  name: string,
  { json = false }: { readonly json?: boolean },
  { terminal, env, signal }: CarrierContext,
): Promise<number> {
  const settings = await readSettings(folder);
  const { files } = editionFolder(placesOf(folder).edition);
  const carrier = carrierNamed(settings, name);
  const secrets = { folder: settings.folder, env };
  const checks = await testCarrier({ carrier, newsroom: settings.newsroom, secrets, files, signal });
  return tellChecks(terminal, name, checks, json);
}

/** Carries the edition to one carrier or to all, now. */
export async function sync(
  folder: string,
  name: string | undefined,
  options: { readonly json?: boolean; readonly passphraseFile?: string },
  { terminal, now, env, signal }: CarrierContext,
): Promise<number> {
  const settings = await readSettings(folder);
  if (name !== undefined) carrierNamed(settings, name);
  const log = openLog({ level: 'error' });
  try {
    const ask = passphraseSource(options, terminal, env);
    const newsroom = await Newsroom.open(folder, { now, log, env, ask });
    try {
      const reports = await newsroom.carry(signal, (progress) => terminal.progress(progressInWords(progress)), name);
      if (reports.some(({ outcome }) => outcome === 'stopped')) signal.throwIfAborted();
      return tellSynced(terminal, reports, options.json === true);
    } finally {
      await newsroom.close();
    }
  } finally {
    log.close();
  }
}

/** Tells how the carriers stand. */
export async function status(
  folder: string,
  { json = false }: { readonly json?: boolean },
  { terminal, now, env }: CarrierContext,
): Promise<number> {
  const settings = await readSettings(folder);
  const store = await openDatabase(settings, placesOf(folder), env);
  try {
    const standings = await loadStandings(store.db, settings);
    if (json) printJson(terminal, { newsroom: settings.newsroom, carriers: standings });
    else tellStandings(terminal, standings, now());
    return 0;
  } finally {
    await store.close();
  }
}

/** Takes a carrier out of the settings, and with `--files` the edition away from it first. */
export async function remove(
  folder: string,
  name: string,
  options: { readonly files?: boolean; readonly confirm?: string; readonly json?: boolean },
  { terminal, env, signal }: CarrierContext,
): Promise<number> {
  const settings = await readSettings(folder);
  const carrier = carrierNamed(settings, name);
  // Before anything is taken away from readers for nothing.
  await expectRemovable(settings, name);
  await confirm(name, options, terminal);
  const places = placesOf(folder);
  const lock = await openLock(places.data, `the newsroom in ${settings.folder}`);
  try {
    let removed = 0;
    if (options.files === true) {
      const store = await openDatabase(settings, places, env);
      try {
        const onProgress = (count: number) => terminal.progress(`${name}: ${counted(count, 'file')} removed`);
        removed = await emptyCarrier(store.db, settings, carrier, { env, signal, onProgress });
      } finally {
        await store.close();
      }
    }
    await takeFromCarriers(settings, name);
    if (options.json === true) printJson(terminal, { newsroom: settings.newsroom, carrier: name, removed });
    else {
      terminal.print(`${name} is a carrier no more`);
      terminal.print(
        options.files === true
          ? `  ${counted(removed, 'file')} were removed there`
          : '  what lies there stays, and will not be corrected or withdrawn any more; remove it yourself',
      );
    }
    return 0;
  } finally {
    await lock.close();
  }
}

async function confirm(
  name: string,
  options: { readonly files?: boolean; readonly confirm?: string },
  terminal: Terminal,
): Promise<void> {
  const hint = `say so with --confirm ${name}`;
  if (options.confirm !== undefined) {
    if (options.confirm === name) return;
    throw new CliError('undecided', `--confirm ${options.confirm} is not ${name}: nothing was changed`, { hint });
  }
  const what =
    options.files === true ? 'Its files are taken away from readers' : 'Its files stay, and nobody corrects them';
  if (!terminal.isInteractive)
    throw new CliError('undecided', `${name} is to be removed: nobody confirmed it`, { hint });
  terminal.note(`${what}.`);
  if (!(await isTyped(`Type ${name} to remove it: `, name)))
    throw new CliError('undecided', 'nothing was changed', { hint });
}
