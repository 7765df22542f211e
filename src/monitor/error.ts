import { TamizdatError } from '../errors/index.ts';

/**
 * - `state-damaged`: what the monitor remembers cannot be understood.
 * - `carrier-spent`: a carrier cost more requests, bytes or time than one round may.
 */
export type MonitorErrorCode = 'state-damaged' | 'carrier-spent';

/** An error of the room `monitor`. What is found about carriers is a value, never this. */
export class MonitorError extends TamizdatError<MonitorErrorCode> {}
