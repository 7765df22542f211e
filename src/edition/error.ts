import { TamizdatError } from '../errors/index.ts';

/**
 * What can go wrong while keys are opened or an edition is made.
 *
 * - `key-missing`: a key file that the newsroom needs is not there.
 * - `key-unreadable`: a key file is there and cannot be used (damaged, of another kind).
 * - `passphrase-needed`: a sealed key is needed and nobody gave its passphrase.
 * - `passphrase-wrong`: the passphrase given does not open the key.
 * - `signatures-missing`: fewer of a role's keys are at hand than the root asks for; nothing was written.
 * - `edition-damaged`: the published files contradict each other or their log; nothing was changed.
 * - `edition-unwritable`: the disk refused (full, read-only); the last edition is as it was.
 * - `request-invalid`: the caller asked for something the formats do not allow.
 * - `request-unlike-before`: a signing request has another past than the one that the key signed under before.
 */
export type EditionErrorCode =
  | 'key-missing'
  | 'key-unreadable'
  | 'passphrase-needed'
  | 'passphrase-wrong'
  | 'signatures-missing'
  | 'edition-damaged'
  | 'edition-unwritable'
  | 'request-invalid'
  | 'request-unlike-before';

/** An error of the room `edition`. */
export class EditionError extends TamizdatError<EditionErrorCode> {}
