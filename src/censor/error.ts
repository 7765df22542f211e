import { TamizdatError } from '../errors/index.ts';

/**
 * Why a relay could not do what it was told.
 *
 * - `no-old-copy`: it is to serve an old copy and was not told of one when it was opened
 * - `bad-action`: a number of bytes that is none
 */
export type CensorErrorCode = 'no-old-copy' | 'bad-action';

/** An action that a relay cannot take. What happens to connections is never an error. */
export class CensorError extends TamizdatError<CensorErrorCode> {}
