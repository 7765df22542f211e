import { TamizdatError } from '../errors/index.ts';

/**
 * - `misuse`: the command line cannot mean anything; exit code 2.
 * - `not-found`: what was named is not there.
 * - `fingerprint-differs`: the newsroom found is not the one whose fingerprint was given.
 * - `trust-unclear`: several trusted newsrooms fit what was named, or none.
 * - `trust-store-damaged`: a file of the trust store cannot be understood.
 * - `undecided`: the command needs a decision that it was not given; nothing was changed.
 * - `cannot-write`: the disk refuses a file.
 */
export type CliErrorCode =
  | 'misuse'
  | 'not-found'
  | 'fingerprint-differs'
  | 'trust-unclear'
  | 'trust-store-damaged'
  | 'undecided'
  | 'cannot-write';

/** An error of the room `cli`. */
export class CliError extends TamizdatError<CliErrorCode> {}
