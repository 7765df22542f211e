import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { EditionError } from './error.ts';

/**
 * Secret keys at rest. Online keys stand in their file as they are (mode 0600); root and targets keys, which sign a
 * few times a year, are sealed with a passphrase: scrypt (RFC 7914) to a 256-bit key, then AES-256-GCM.
 *
 * A sealed file is one JSON object: `{ "tamizdat": "sealed-key/v1", "key": <key name>, "public": <verifier key>,
 * "scrypt": { N, r, p, salt }, "nonce", "sealed" }`, binary values in base64. The key's name is authenticated, so that a
 * sealed file cannot be passed off as another key's. The public half says whose file it is while it is shut; it is
 * believed only until the key is opened. Early files have none.
 */
const FORMAT = 'sealed-key/v1';
/** 128 MiB of memory and about half a second: a guess must cost an attacker as much as it costs us. */
const COST = { N: 2 ** 17, r: 8, p: 1 };
const MEMORY_CAP_BYTES = 192 * 1024 * 1024;

function stretch(passphrase: string, salt: Uint8Array, cost: { N: number; r: number; p: number }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, 32, { ...cost, maxmem: MEMORY_CAP_BYTES }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/** Seals the text of a key under a passphrase. Returns the text of the file. */
export async function sealKey(name: string, secret: string, passphrase: string, verifierKey?: string): Promise<string> {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', await stretch(passphrase, salt, COST), nonce);
  cipher.setAAD(Buffer.from(name));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const file = {
    tamizdat: FORMAT,
    key: name,
    ...(verifierKey === undefined ? {} : { public: verifierKey }),
    scrypt: { ...COST, salt: salt.toString('base64') },
    nonce: nonce.toString('base64'),
    sealed: sealed.toString('base64'),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Whether the text of a key file is a sealed one. */
export function isSealed(text: string): boolean {
  return text.trimStart().startsWith('{');
}

/** The public half that a sealed file names, as text; null where it names none. Nothing vouches for it. */
export function publicHalfOf(text: string): string | null {
  try {
    const { public: verifierKey } = JSON.parse(text) as { readonly public?: unknown };
    return typeof verifierKey === 'string' ? verifierKey : null;
  } catch {
    return null;
  }
}

/** A sealed file with its public half written into it. */
export function withPublicHalf(text: string, verifierKey: string): string {
  const { tamizdat, key, ...rest } = JSON.parse(text);
  return `${JSON.stringify({ tamizdat, key, public: verifierKey, ...rest }, null, 2)}\n`;
}

/**
 * Opens a sealed key. `path` only names the file in errors.
 * @throws EditionError `key-unreadable` for a damaged file, `passphrase-wrong` when the passphrase does not open it.
 */
export async function openSealedKey(text: string, passphrase: string, path: string): Promise<string> {
  const damaged = (cause?: unknown) =>
    new EditionError('key-unreadable', `${path} is not a sealed key of this project`, {
      hint: 'restore the file from your backup of the keys folder',
      cause,
    });
  let file: { tamizdat?: unknown; key?: unknown; scrypt?: Record<string, unknown>; nonce?: unknown; sealed?: unknown };
  try {
    file = JSON.parse(text);
  } catch (cause) {
    throw damaged(cause);
  }
  const { N, r, p, salt } = file.scrypt ?? {};
  // A file that asks for other costs than ours could ask for gigabytes.
  if (file.tamizdat !== FORMAT || N !== COST.N || r !== COST.r || p !== COST.p) throw damaged();
  if (![file.key, salt, file.nonce, file.sealed].every((value) => typeof value === 'string')) throw damaged();
  const sealed = Buffer.from(String(file.sealed), 'base64');
  const nonce = Buffer.from(String(file.nonce), 'base64');
  if (sealed.length < 17 || nonce.length !== 12) throw damaged();
  const key = await stretch(passphrase, Buffer.from(String(salt), 'base64'), COST);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(Buffer.from(String(file.key)));
  decipher.setAuthTag(sealed.subarray(-16));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString('utf8');
  } catch {
    throw new EditionError('passphrase-wrong', `the passphrase does not open ${path}`, {
      hint: 'try again; nothing can open the key without it',
    });
  }
}
