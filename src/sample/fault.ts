import { TamizdatError } from '../errors/index.ts';

/**
 * - `content-broken`: a file of the sample's own articles is damaged.
 * - `memory-broken`: the file of what it did before is none, or does not fit its articles any more.
 * - `memory-unwritable`: what it does cannot be kept there; nothing is done then.
 */
export type SampleErrorCode = 'content-broken' | 'memory-broken' | 'memory-unwritable';

/** A failure of the sample newsroom. */
export class SampleError extends TamizdatError<SampleErrorCode> {}
