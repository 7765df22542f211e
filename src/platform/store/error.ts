import { TamizdatError } from '../../errors/index.ts';

/**
 * Why a database cannot be used: the engine does not start in its folder (`engine-failed`), the folder was written by
 * another major version of the engine (`engine-mismatch`), a committed write would not survive a power cut
 * (`not-durable`), a newer version of this program has used it (`newer-database`), a migration failed and was undone
 * (`migration-failed`), or the engine failed while it ran and is started again by a later call (`engine-stopped`).
 */
export type StoreErrorCode =
  | 'engine-failed'
  | 'engine-stopped'
  | 'engine-mismatch'
  | 'not-durable'
  | 'newer-database'
  | 'migration-failed';

/** A database that cannot be used. */
export class StoreError extends TamizdatError<StoreErrorCode> {}
