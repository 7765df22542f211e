import { TamizdatError } from '../../errors/index.ts';

/**
 * Why a database cannot be used.
 *
 * Of the embedded one: the engine does not start in its folder (`engine-failed`), the folder was written by another major
 * version of the engine (`engine-mismatch`), a committed write would not survive a power cut (`not-durable`), or the engine
 * failed while it ran and is started again by a later call (`engine-stopped`).
 *
 * Of a server: it does not answer or went away (`unreachable`, to be tried again), it does not let us in or not write
 * (`refused`), it is older than PostgreSQL 15 (`too-old`), or its database was made with an order or an encoding of texts
 * in which this program would compare them wrongly (`unfit`).
 *
 * Of both: a newer version of this program has used it (`newer-database`), a migration failed and was undone
 * (`migration-failed`), a copy was to be written over rows that are there (`not-empty`), or a copy is not whole
 * (`copy-damaged`).
 */
export type StoreErrorCode =
  | 'engine-failed'
  | 'engine-stopped'
  | 'engine-mismatch'
  | 'not-durable'
  | 'unreachable'
  | 'refused'
  | 'too-old'
  | 'unfit'
  | 'newer-database'
  | 'migration-failed'
  | 'not-empty'
  | 'copy-damaged';

/** A database that cannot be used. */
export class StoreError extends TamizdatError<StoreErrorCode> {}
