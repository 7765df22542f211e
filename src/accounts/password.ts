import { scrypt, timingSafeEqual } from 'node:crypto';
import type { Random } from './secret.ts';

/** Fewest and most characters of a password. Length is the only rule: others make people write them down. */
export const PASSWORD_LENGTH = { min: 12, max: 200 } as const;

/** What guessing one password costs: scrypt's N, r and p (RFC 7914). */
export interface PasswordCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** 128 MB and some tenths of a second for each guess, as OWASP's cheat sheet on password storage has it (2025). */
export const PASSWORD_COST: PasswordCost = { N: 2 ** 17, r: 8, p: 1 };

const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** Far above our own costs; a hash that asks for more was not made here. */
const MAX_MEMORY_BYTES = 512 * 1024 * 1024;
const HASH = /^\$scrypt\$ln=([0-9]{1,2}),r=([0-9]{1,2}),p=([0-9])\$([A-Za-z0-9_-]{22})\$([A-Za-z0-9_-]{43})$/;

/** What is wrong with a new password; null for nothing. */
export function passwordProblem(password: string): 'too-short' | 'too-long' | null {
  const { length } = [...password.normalize('NFKC')];
  if (length < PASSWORD_LENGTH.min) return 'too-short';
  return length > PASSWORD_LENGTH.max ? 'too-long' : null;
}

/** Off the loop: Node computes it on a thread. What is longer than any password is cut before anything looks at it. */
function derive(password: string, salt: Uint8Array, cost: PasswordCost): Promise<Buffer> {
  const text = password.slice(0, 8 * PASSWORD_LENGTH.max).normalize('NFKC');
  return new Promise((resolve, reject) => {
    scrypt(text, salt, KEY_BYTES, { ...cost, maxmem: MAX_MEMORY_BYTES }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

/** A password's hash with its parameters: `$scrypt$ln=17,r=8,p=1$<salt>$<hash>`, binary parts in base64url. */
export async function hashPassword(password: string, random: Random, cost: PasswordCost): Promise<string> {
  const salt = random(SALT_BYTES);
  const key = await derive(password, salt, cost);
  const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
  return `$scrypt$ln=${Math.log2(cost.N)},r=${cost.r},p=${cost.p}$${encode(salt)}$${encode(key)}`;
}

/** What came of comparing: `isOutdated` when the hash was made at another cost than is asked now. */
export interface PasswordCheck {
  readonly isRight: boolean;
  readonly isOutdated: boolean;
}

/**
 * Compares a password with its hash, in a time that does not depend on where they differ. With null, for somebody who has
 * no password or does not exist, it takes as long and finds it wrong.
 */
export async function checkPassword(password: string, hash: string | null, cost: PasswordCost): Promise<PasswordCheck> {
  const parsed = hash === null ? null : parseHash(hash);
  const { salt, key, made } = parsed ?? { salt: new Uint8Array(SALT_BYTES), key: null, made: cost };
  const derived = await derive(password, salt, made);
  const isRight = key !== null && timingSafeEqual(derived, key);
  return { isRight, isOutdated: made.N !== cost.N || made.r !== cost.r || made.p !== cost.p };
}

function parseHash(hash: string): { readonly salt: Buffer; readonly key: Buffer; readonly made: PasswordCost } | null {
  const [, ln, r, p, salt = '', key = ''] = HASH.exec(hash) ?? [];
  if (ln === undefined) return null;
  const made = { N: 2 ** Number(ln), r: Number(r), p: Number(p) };
  if (128 * made.N * made.r * made.p > MAX_MEMORY_BYTES || made.N < 2 || made.r < 1 || made.p < 1) return null;
  return { salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url'), made };
}
