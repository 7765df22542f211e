import { randomBytes } from 'node:crypto';

/** Random bytes for ids and salts: the randomness that is passed into pure rooms. */
export const random = (count: number): Uint8Array => new Uint8Array(randomBytes(count));
