import { TamizdatError } from '../errors/index.ts';

/** Why the app cannot go on: its card is none, or this browser lets it keep nothing. */
export type ReaderErrorCode = 'card-format' | 'keeping-unavailable';

/** A failure of the app itself; what is wrong with carriers and pages is a value. */
export class ReaderError extends TamizdatError<ReaderErrorCode> {}
