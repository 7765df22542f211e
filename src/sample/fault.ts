import { TamizdatError } from '../errors/index.ts';

/** Why the sample newsroom cannot be opened: a broken file of its own, or an address it may not listen on. */
export type SampleErrorCode = 'content-broken' | 'cannot-listen';

/** A failure of the sample newsroom. */
export class SampleError extends TamizdatError<SampleErrorCode> {}
