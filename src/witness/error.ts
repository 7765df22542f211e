import { TamizdatError } from '../errors/index.ts';

/**
 * What keeps a witness from working.
 *
 * - `name-needed`: it has no key yet, and nobody said what it is to be called.
 * - `name-differs`: it has a key, of another name.
 * - `key-unreadable`: its key file is damaged.
 * - `state-damaged`: what it remembers of a log cannot be read; going on without it could cosign a fork.
 * - `log-refused`: a key that is no log's, or two keys for one log.
 */
export type WitnessErrorCode = 'name-needed' | 'name-differs' | 'key-unreadable' | 'state-damaged' | 'log-refused';

/** An error of the room `witness`. */
export class WitnessError extends TamizdatError<WitnessErrorCode> {}
