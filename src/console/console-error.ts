import { TamizdatError } from '../errors/index.ts';

/** Why the console cannot be opened. */
export type ConsoleErrorCode = 'cannot-listen';

/** The console could not be opened. What goes wrong while it runs is shown on its pages instead. */
export class ConsoleError extends TamizdatError<ConsoleErrorCode> {}
