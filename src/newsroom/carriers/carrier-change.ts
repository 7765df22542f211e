import type { Kysely } from 'kysely';
import { type Carrier, CarryError, openCarrier } from '../../carry/index.ts';
import {
  addCarrier,
  type CarrierSettings,
  type CarrierValues,
  directoryValue,
  editSettings,
  parseSettings,
  readSettingsText,
  removeCarrier,
  type Settings,
} from '../../platform/config/index.ts';
import { HEAD_PATH } from '../../proof/index.ts';
import type { Tables } from '../../tables/index.ts';
import { NewsroomError } from '../error.ts';
import type { Environment } from '../keeping/storage.ts';
import { forgetState } from './carrier-states.ts';
import { carrierId, resolveTarget } from './carrier-target.ts';
import { isCarriedTo, openLedger } from './ledger.ts';

/** Paths that are removed together. */
const BATCH = 500;

/** With what a carrier is opened here. */
export interface ChangePorts {
  readonly env?: Environment | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The carrier of that name. @throws NewsroomError `carrier-unknown` */
export function carrierNamed({ carriers, file }: Pick<Settings, 'carriers' | 'file'>, name: string): CarrierSettings {
  const found = carriers.find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new NewsroomError('carrier-unknown', `${file} has no carrier of the name ${name}`, {
    hint: `name one of: ${carriers.map((each) => each.name).join(', ') || '(there is none)'}`,
  });
}

/**
 * Adds a carrier to the settings file and returns the new settings. One that cannot be opened is refused before anything
 * is written. Only for whoever holds the newsroom's lock.
 * @throws ConfigError for settings that cannot be, or a secret that is not there; CarryError for a place that cannot be used
 */
export async function addToCarriers(settings: Settings, values: CarrierValues, ports: ChangePorts): Promise<Settings> {
  const { folder, newsroom, file } = settings;
  const { env, signal } = ports;
  const after = parseSettings(addCarrier(await readSettingsText(file), values), file);
  const carrier = carrierNamed(after, values.name);
  const same = settings.carriers.find((each) => carrierId(each) === carrierId(carrier));
  if (same !== undefined) {
    throw new NewsroomError('carrier-exists', `${same.name} is a carrier at that very place`, {
      hint: 'name another place; two of one would undo each other',
    });
  }
  const target = await resolveTarget(carrier, { folder, env });
  await (await openCarrier(target, { name: carrier.name, newsroom, ...(signal && { signal }) })).close();
  return editSettings(folder, (text) => addCarrier(text, values));
}

/** As {@link addToCarriers} for a folder, under a name that is free; one that is a carrier already is left as it is. */
export async function addFolder(settings: Settings, directory: string, ports: ChangePorts = {}): Promise<Settings> {
  const { folder, carriers } = settings;
  if (carriers.some((carrier) => carrier.kind === 'directory' && carrier.directory === directory)) return settings;
  const taken = new Set(carriers.map((carrier) => carrier.name));
  let number = carriers.length + 1;
  while (taken.has(`folder-${number}`)) number += 1;
  return addToCarriers(settings, { name: `folder-${number}`, directory: directoryValue(folder, directory) }, ports);
}

/**
 * Takes a carrier out of the settings file and returns the new settings. What lies there stays. Only for whoever holds the
 * newsroom's lock.
 * @throws NewsroomError `carrier-unknown`; ConfigError where it is the one that is served
 */
export async function takeFromCarriers(settings: Settings, name: string): Promise<Settings> {
  await expectRemovable(settings, name);
  return editSettings(settings.folder, (text) => removeCarrier(text, name));
}

/**
 * Whether the settings can do without a carrier; changes nothing. To be asked before its files are taken away.
 * @throws as {@link takeFromCarriers}
 */
export async function expectRemovable(settings: Settings, name: string): Promise<void> {
  carrierNamed(settings, name);
  parseSettings(removeCarrier(await readSettingsText(settings.file), name), settings.file);
}

/**
 * Takes the edition away from a carrier: `head` first, so that nobody is led to what is not there any more; only files that
 * were carried there. Each is looked for afterwards: what the place still gives out was not removed, and nothing is forgotten
 * then. Cut short, it goes on when it is called again. Nobody may carry there meanwhile.
 * @returns how many files were removed
 * @throws CarryError, `carrier-unreachable` for a place that is not the one that was carried to (a drive that is not mounted);
 *   ConfigError `secret-missing`
 */
export async function emptyCarrier(
  db: Kysely<Tables>,
  settings: Settings,
  carrier: CarrierSettings,
  { env, signal, onProgress }: ChangePorts & { readonly onProgress?: (removed: number) => void },
): Promise<number> {
  const { folder, newsroom } = settings;
  const { name } = carrier;
  const id = carrierId(carrier);
  const ledger = openLedger(db, id);
  const opened = await openCarrier(await resolveTarget(carrier, { folder, env }), {
    name,
    newsroom,
    known: await isCarriedTo(db, id),
    ...(signal && { signal }),
  });
  let removed = 0;
  const remove = async (paths: readonly string[]): Promise<void> => {
    // A file and its twins begin alike and are not to be touched at once.
    const files = Map.groupBy(paths, (path) => path.replace(/\.(?:br|gz)$/, ''));
    const groups = [...files.values()];
    for (let at = 0; at < groups.length; at += opened.capabilities.callsAtOnce) {
      const some = groups.slice(at, at + opened.capabilities.callsAtOnce);
      // All are waited for: nothing may run on behind a carrier that is closed.
      const ended = await Promise.allSettled(some.map((group) => removeOneByOne(opened, group, signal)));
      for (const each of ended) if (each.status === 'rejected') throw each.reason;
      removed += some.flat().length;
      onProgress?.(removed);
    }
  };
  try {
    const hasHead = (await ledger.load(new Set([HEAD_PATH]))).size > 0;
    if (hasHead) {
      await remove([HEAD_PATH]);
      await opened.settle(signal);
    }
    const batch: string[] = [];
    for await (const [path] of ledger.entries()) {
      if (path !== HEAD_PATH) batch.push(path);
      if (batch.length === BATCH) await remove(batch.splice(0));
    }
    await remove(batch);
    await opened.settle(signal);
  } finally {
    await opened.close();
  }
  // Forgotten only when all is through, so that nothing is left behind unknown.
  await db.deleteFrom('carried').where('carrier', '=', id).execute();
  await forgetState(db, id);
  return removed;
}

async function removeOneByOne(carrier: Carrier, paths: readonly string[], signal?: AbortSignal): Promise<void> {
  for (const path of paths) {
    await carrier.remove(path, signal);
    if (!(await isThere(carrier, path, signal))) continue;
    throw new CarryError(
      'carrier-failed',
      `${carrier.name}: ${path}: the carrier still gives out what was to be removed`,
      {
        hint: 'remove it there yourself, or ask the host; nothing was forgotten, and it can be tried again',
      },
    );
  }
}

async function isThere(carrier: Carrier, path: string, signal?: AbortSignal): Promise<boolean> {
  try {
    return (await carrier.read(path, 0, signal)) !== null;
  } catch (error) {
    if (error instanceof CarryError && error.code === 'file-too-large') return true;
    throw error;
  }
}
