import { TamizdatError } from '../errors/index.ts';

/**
 * Why a relay could not do what it was told.
 *
 * - `address-in-use`, `address-forbidden`, `address-unusable`: it cannot listen there
 * - `no-old-copy`: it is to serve an old copy and was not told of one when it was opened
 * - `bad-action`: a number of bytes that is none
 */
export type CensorErrorCode =
  | 'address-in-use'
  | 'address-forbidden'
  | 'address-unusable'
  | 'no-old-copy'
  | 'bad-action';

/** A relay that cannot be opened, or an action that it cannot take. What happens to connections is never an error. */
export class CensorError extends TamizdatError<CensorErrorCode> {}
