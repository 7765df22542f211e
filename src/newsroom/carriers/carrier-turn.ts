import type { Kysely } from 'kysely';
import {
  type Carrier,
  CarryError,
  type EditionFiles,
  openCarrier,
  PublicAddress,
  type PublicReport,
  readBackPublicly,
  type SyncProgress,
  type SyncReport,
  syncCarrier,
} from '../../carry/index.ts';
import { fileReader } from '../../edition/index.ts';
import { type CarrierSettings, ConfigError } from '../../platform/config/index.ts';
import { sweepTemporary } from '../../platform/home/index.ts';
import type { Tables } from '../../tables/index.ts';
import { carrierId, resolveTarget, type Secrets } from './carrier-target.ts';
import { type HeldEdition, readHeld } from './held.ts';
import { isCarriedTo, openLedger } from './ledger.ts';
import { aheadOf, OLD_COPY_HINT, readOwnCopy } from './old-copy.ts';

/** What one turn of a carrier takes. */
export interface TurnParts {
  readonly settings: CarrierSettings;
  readonly newsroom: string;
  readonly secrets: Secrets;
  readonly db: Kysely<Tables>;
  /** Folder of the edition's files, and those as carriers get them. */
  readonly root: string;
  readonly edition: EditionFiles;
  /** Both as in `SyncOptions`: asked once the edition's `head` was looked at; undefined to compare everything. */
  readonly changed: (() => ReadonlySet<string> | null) | undefined;
  readonly changedSince: () => ReadonlySet<string> | null;
  readonly now: () => Date;
  /** The first turn in a process: what a dead one left is taken away, and the copy there is not newer than ours. */
  readonly isFirst: boolean;
  /** What the carrier holds is no sign that ours is an old copy. */
  readonly isDoubted: boolean;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: SyncProgress) => void) | undefined;
  /** As in `SyncOptions`. */
  readonly onCarried: () => void;
}

/** What a turn came to. */
export interface TurnResult {
  readonly report: SyncReport;
  /** What the carrier holds after it; undefined where it could not be asked. */
  readonly holds: HeldEdition | null | undefined;
}

/** Opens a carrier, puts the edition on it, looks what it holds, and lets go of it. Whatever it does wrong is in the report. */
export async function takeTurn(parts: TurnParts): Promise<TurnResult> {
  const { settings, newsroom, signal } = parts;
  try {
    const carrier = await open(parts);
    try {
      if (parts.isFirst) await settle(carrier, parts);
      const report = await sync(carrier, parts);
      const holds = await look(carrier, report, parts);
      return { report, holds };
    } finally {
      await carrier.close();
    }
  } catch (error) {
    if (signal?.aborted === true && error === signal.reason) {
      return { report: unopened(settings.name, 'stopped', null), holds: undefined };
    }
    const fault = error instanceof ConfigError ? withoutSecret(settings.name, error) : error;
    if (!(fault instanceof CarryError)) throw error;
    const isFolder = settings.kind === 'directory';
    const holds = isFolder ? await readHeld(fileReader(settings.directory), newsroom) : undefined;
    return { report: unopened(settings.name, 'failed', fault), holds };
  }
}

async function open({ settings, newsroom, secrets, db, signal }: TurnParts): Promise<Carrier> {
  const target = await resolveTarget(settings, secrets);
  const known = await isCarriedTo(db, carrierId(settings));
  return openCarrier(target, { name: settings.name, newsroom, known, ...(signal && { signal }) });
}

async function settle(carrier: Carrier, { settings, root, isDoubted, signal }: TurnParts): Promise<void> {
  if (settings.kind === 'directory') return sweep(settings.directory);
  // A folder is looked at when the newsroom is opened; a place elsewhere may have been away then.
  const own = isDoubted ? null : await readOwnCopy(fileReader(root));
  if (own === null) return;
  const ahead = await aheadOf((path, maxBytes) => carrier.read(path, maxBytes, signal), own);
  if (ahead === null) return;
  throw new CarryError('target-foreign', `${carrier.name} holds what is newer than this newsroom's folder: ${ahead}`, {
    hint: OLD_COPY_HINT,
  });
}

/**
 * Takes away what a process that died while writing left in a carrier's folder. Only once the folder is known to be ours:
 * in somebody else's nothing is removed, whatever its name. A folder that does not let us fails at its first write.
 */
async function sweep(directory: string): Promise<void> {
  await sweepTemporary(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === undefined) throw error;
  });
}

async function sync(carrier: Carrier, parts: TurnParts): Promise<SyncReport> {
  const { settings, db, edition, changed, changedSince, now, signal, onProgress, onCarried } = parts;
  const { address: href, callsAtOnce, bytesPerSecond, settlesMs } = settings;
  const address = href === undefined ? undefined : new PublicAddress(href);
  try {
    return await syncCarrier({
      carrier,
      edition,
      ledger: openLedger(db, carrierId(settings)),
      changed,
      changedSince,
      publicly: address && { address, settlesMs, now },
      callsAtOnce,
      bytesPerSecond,
      signal,
      onProgress,
      onCarried,
    });
  } finally {
    await address?.close();
  }
}

/** Looks what a carrier's public address gives out of these paths; null where it has none any more. */
export async function lookPublicly(of: {
  readonly settings: CarrierSettings;
  readonly edition: EditionFiles;
  readonly paths: readonly string[];
  readonly carriedAt: Date;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}): Promise<PublicReport | null> {
  const { settings, now, ...rest } = of;
  if (settings.address === undefined) return null;
  const address = new PublicAddress(settings.address);
  try {
    return await readBackPublicly({ publicly: { address, settlesMs: settings.settlesMs, now }, ...rest });
  } finally {
    await address.close();
  }
}

/**
 * What the carrier itself says; asked of it for nobody's sake but the operator's. One elsewhere that failed, or that we are
 * turning away from, is not asked again.
 */
async function look(
  carrier: Carrier,
  { outcome, headConfirmed }: SyncReport,
  { settings, newsroom, signal }: TurnParts,
): Promise<HeldEdition | null | undefined> {
  if (settings.kind === 'directory') return readHeld(fileReader(settings.directory), newsroom);
  if (signal?.aborted === true || (outcome === 'failed' && !headConfirmed)) return undefined;
  return readHeld((path, maxBytes) => carrier.read(path, maxBytes, signal), newsroom);
}

function withoutSecret(carrier: string, error: ConfigError): CarryError {
  return new CarryError('carrier-forbidden', `${carrier}: ${error.message}`, {
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    cause: error,
  });
}

/** The report of a carrier that could not even be opened. */
function unopened(carrier: string, outcome: 'failed' | 'stopped', error: CarryError | null): SyncReport {
  return {
    carrier,
    outcome,
    headConfirmed: false,
    unchanged: 0,
    adopted: 0,
    written: 0,
    writtenBytes: 0,
    removed: 0,
    faults: error === null ? [] : [{ kind: 'error', path: null, error }],
    foreign: [],
  };
}
