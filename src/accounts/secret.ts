import { createHash } from 'node:crypto';

/** Gives that many random bytes. */
export type Random = (count: number) => Uint8Array;

const SECRET_BYTES = 32;

/** A new secret: 256 random bits as 43 characters of base64url. */
export function newSecret(random: Random): string {
  return Buffer.from(random(SECRET_BYTES)).toString('base64url');
}

/**
 * What is kept of a secret. A plain hash will do, without salt and cost: nobody guesses 256 random bits, and a look-up by
 * hash tells nothing about the secret by the time it takes.
 */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** A new name for a row, to be seen and sent about: 64 random bits. */
export function newId(random: Random): string {
  return Buffer.from(random(8)).toString('hex');
}
