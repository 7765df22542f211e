import { type Kysely, type Selectable, sql } from 'kysely';
import type { Tables } from '../../tables/index.ts';
import type { HeldEdition } from './held.ts';

/** How far a turn is. */
export interface CarrierProgress {
  readonly doneFiles: number;
  readonly totalFiles: number;
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** As it goes at the moment; null while that is not known. */
  readonly bytesPerSecond: number | null;
  /** Null while that cannot be told. */
  readonly remainingMs: number | null;
  /** When this was so. */
  readonly at: Date;
}

/** What a carrier's public address gave out when it was asked last. */
export interface CarrierProof {
  readonly address: string;
  readonly checkedAt: Date;
  /** Files that it gives out as they should be. */
  readonly confirmed: number;
  /** Files that are still as they were, within the time that its host may take. */
  readonly pending: number;
  /** What is wrong there, a sentence each. */
  readonly faults: readonly string[];
}

/** How carrying to one place goes, as all processes of a newsroom see it. */
export interface CarrierState {
  readonly holds: HeldEdition | null;
  readonly triedAt: Date | null;
  /** When everything that was to be done there was done, and read back from it. */
  readonly completeAt: Date | null;
  /** When every file was compared, not only what changed. */
  readonly wholeAt: Date | null;
  readonly publicly: CarrierProof | null;
  /** Why the last turn failed, and what can be done; null when it did not. */
  readonly failure: string | null;
  readonly hint: string | null;
  /** How often in a row. */
  readonly failures: number;
  readonly nextTryAt: Date | null;
  /** Null when no turn is under way. */
  readonly progress: CarrierProgress | null;
  /** Held back by an operator. */
  readonly isStopped: boolean;
}

/** Of a place that was never tried. */
export const UNTRIED: CarrierState = {
  holds: null,
  triedAt: null,
  completeAt: null,
  wholeAt: null,
  publicly: null,
  failure: null,
  hint: null,
  failures: 0,
  nextTryAt: null,
  progress: null,
  isStopped: false,
};

type Row = Selectable<Tables['carrier_states']>;
type Db = Kysely<Tables>;

/** The states of all places, by what `carrierId` calls them. */
export async function loadCarrierStates(db: Db): Promise<ReadonlyMap<string, CarrierState>> {
  const rows = await db.selectFrom('carrier_states').selectAll().execute();
  return new Map(rows.map((row) => [row.carrier, stateOf(row)]));
}

/** What an operator wants of a place. */
export interface CarrierWishes {
  readonly isStopped: boolean;
  /** To be tried at once, whatever pause it has. */
  readonly isAsked: boolean;
}

/** What an operator wants of a place now. */
export async function loadWishes(db: Db, carrier: string): Promise<CarrierWishes> {
  const row = await db
    .selectFrom('carrier_states')
    .select(['stopped', 'asked'])
    .where('carrier', '=', carrier)
    .executeTakeFirst();
  return { isStopped: row?.stopped ?? false, isAsked: row?.asked ?? false };
}

/** Notes what an operator wants of a place. */
export async function saveWishes(db: Db, carrier: string, wishes: Partial<CarrierWishes>): Promise<void> {
  const values = {
    ...(wishes.isStopped === undefined ? {} : { stopped: wishes.isStopped }),
    ...(wishes.isAsked === undefined ? {} : { asked: wishes.isAsked }),
  };
  await db
    .insertInto('carrier_states')
    .values({ carrier, ...values })
    .onConflict((conflict) => conflict.column('carrier').doUpdateSet(values))
    .execute();
}

/** Notes that a turn begins. What was asked for is being done by that. */
export async function saveBegun(db: Db, carrier: string, at: Date): Promise<void> {
  const values = { tried_at: at.toISOString(), next_try_at: null, progress: null, asked: false };
  await db
    .insertInto('carrier_states')
    .values({ carrier, ...values })
    .onConflict((conflict) => conflict.column('carrier').doUpdateSet(values))
    .execute();
}

/** Notes how far a turn is, if that is news; returns whether an operator holds the place back meanwhile. */
export async function saveProgress(db: Db, carrier: string, progress: CarrierProgress | null): Promise<boolean> {
  if (progress === null) return (await loadWishes(db, carrier)).isStopped;
  const row = await db
    .updateTable('carrier_states')
    .set({ progress: JSON.stringify(progress) })
    .where('carrier', '=', carrier)
    .returning('stopped')
    .executeTakeFirst();
  return row?.stopped ?? false;
}

/** How a turn ended. */
export interface TurnEnd {
  readonly outcome: 'complete' | 'failed' | 'stopped';
  readonly at: Date;
  /** Undefined where nobody could look: what was known stands. */
  readonly holds: HeldEdition | null | undefined;
  readonly isWhole: boolean;
  readonly publicly: CarrierProof | null;
  readonly failure: string | null;
  readonly hint: string | null;
  readonly failures: number;
  readonly nextTryAt: Date | null;
}

/** Notes how a turn ended. One that was stopped says nothing new about what keeps a place from being carried to. */
export async function saveEnded(db: Db, carrier: string, end: TurnEnd): Promise<void> {
  const { outcome, holds, publicly, failure, hint, failures } = end;
  const at = end.at.toISOString();
  await db
    .updateTable('carrier_states')
    .set({
      progress: null,
      next_try_at: end.nextTryAt?.toISOString() ?? null,
      ...(holds === undefined
        ? {}
        : { held_number: holds?.number ?? null, held_time: holds?.time.toISOString() ?? null }),
      ...(publicly === null ? {} : { publicly: JSON.stringify(publicly) }),
      ...(outcome === 'stopped' ? {} : { failure, hint, failures }),
      ...(outcome === 'complete' ? { complete_at: at } : {}),
      ...(outcome === 'complete' && end.isWhole ? { whole_at: at } : {}),
    })
    .where('carrier', '=', carrier)
    .execute();
}

/** Notes what a public address gave out. */
export async function saveProof(db: Db, carrier: string, proof: CarrierProof): Promise<void> {
  const publicly = JSON.stringify(proof);
  await db.updateTable('carrier_states').set({ publicly }).where('carrier', '=', carrier).execute();
}

/** Forgets how carrying to a place went. */
export async function forgetState(db: Db, carrier: string): Promise<void> {
  await sql`delete from carrier_states where carrier = ${carrier}`.execute(db);
}

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

function stateOf(row: Row): CarrierState {
  const publicly = row.publicly === null ? null : JSON.parse(row.publicly);
  const progress = row.progress === null ? null : JSON.parse(row.progress);
  return {
    holds:
      row.held_number === null || row.held_time === null
        ? null
        : { number: row.held_number, time: new Date(row.held_time) },
    triedAt: dateOf(row.tried_at),
    completeAt: dateOf(row.complete_at),
    wholeAt: dateOf(row.whole_at),
    publicly: publicly === null ? null : { ...publicly, checkedAt: new Date(publicly.checkedAt) },
    failure: row.failure,
    hint: row.hint,
    failures: row.failures,
    nextTryAt: dateOf(row.next_try_at),
    progress: progress === null ? null : { ...progress, at: new Date(progress.at) },
    isStopped: row.stopped,
  };
}
