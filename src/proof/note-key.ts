import { base64Of, bytesOf, concatBytes, parseBase64 } from './bytes.ts';
import { keyPairOf, verifyEd25519 } from './ed25519.ts';
import { ProofError } from './errors.ts';
import { sha256 } from './hash.ts';
import { isKeyName } from './key-name.ts';

/** What a key signs: plain notes (records, editions, checkpoints) or cosignatures with time on checkpoints. */
export type KeyType = 'note' | 'cosignature';

/** Signature type bytes of C2SP signed-note. */
const TYPE_BYTES: Readonly<Record<KeyType, number>> = { note: 0x01, cosignature: 0x04 };

/** A key that checks signatures. */
export interface Verifier {
  readonly name: string;
  /** Unsigned 32 bits: start of the SHA-256 of name, type and key. */
  readonly keyId: number;
  readonly type: KeyType;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** The key as text: `name+hash+base64`. */
  readonly verifierKey: string;
  /** The time a cosignature states (null for plain notes), or null when the signature is wrong. */
  verify(text: string, signature: Uint8Array): Promise<{ readonly timeSeconds: number | null } | null>;
}

/** A key that signs texts. `sign` may be called many times at once. */
export interface Signer {
  readonly name: string;
  readonly keyId: number;
  readonly type: KeyType;
  readonly verifierKey: string;
  /** The signature bytes as they follow the key id in a note. */
  sign(text: string): Promise<Uint8Array>;
}

/** A signer key as parsed: what {@link createSigner} takes. */
export interface SignerKey {
  readonly name: string;
  readonly type: KeyType;
  /** 32 bytes; secret. */
  readonly seed: Uint8Array;
}

async function keyIdOf(name: string, typed: Uint8Array): Promise<number> {
  const hash = await sha256(concatBytes(bytesOf(`${name}\n`), typed));
  return new DataView(hash.buffer).getUint32(0);
}

const hexId = (keyId: number): string => keyId.toString(16).padStart(8, '0');

function typeOf(byte: number | undefined): KeyType | null {
  return byte === TYPE_BYTES.note ? 'note' : byte === TYPE_BYTES.cosignature ? 'cosignature' : null;
}

/** End of the year 9999: a later time has no form in our texts and is nonsense, whoever signed it. */
const LAST_SECOND = 253_402_300_799n;

/** The text that a cosignature/v1 signs: the checkpoint's text under the time (C2SP tlog-cosignature). */
function cosignedText(text: string, timeSeconds: number): string {
  return `cosignature/v1\ntime ${timeSeconds}\n${text}`;
}

async function verifySignature(
  type: KeyType,
  publicKey: Uint8Array,
  text: string,
  signature: Uint8Array,
): Promise<{ timeSeconds: number | null } | null> {
  if (type === 'note') {
    return (await verifyEd25519(publicKey, bytesOf(text), signature)) ? { timeSeconds: null } : null;
  }
  if (signature.length !== 72) return null;
  const time = new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0);
  if (time > LAST_SECOND) return null;
  const timeSeconds = Number(time);
  const good = await verifyEd25519(publicKey, bytesOf(cosignedText(text, timeSeconds)), signature.slice(8));
  return good ? { timeSeconds } : null;
}

/** The text of a verifier key. */
function formatVerifierKey(name: string, keyId: number, typed: Uint8Array): string {
  return `${name}+${hexId(keyId)}+${base64Of(typed)}`;
}

/** The parts of `name+hash+base64`. Base64 may itself hold plus signs, so only the first two separate. */
function splitKey(key: string): { name: string; hash: string; typed: Uint8Array | null } {
  const [name = '', hash = ''] = key.split('+', 2);
  return { name, hash, typed: parseBase64(key.slice(name.length + hash.length + 2)) };
}

/** Parses a verifier key (C2SP signed-note: Ed25519 or cosignature/v1). Fails with `key-format`. */
export async function parseVerifierKey(key: string): Promise<Verifier> {
  const { name, hash, typed } = splitKey(key);
  const type = typeOf(typed?.[0]);
  const bad = (why: string) => new ProofError('key-format', `verifier key ${name || '(no name)'}: ${why}`);
  if (!isKeyName(name) || !/^[0-9a-f]{8}$/.test(hash) || typed === null) throw bad('malformed');
  if (type === null || typed.length !== 33) throw bad('neither an Ed25519 note key nor an Ed25519 cosignature key');
  const keyId = await keyIdOf(name, typed);
  if (hexId(keyId) !== hash) throw bad('its hash does not fit its name and key');
  const publicKey = typed.slice(1);
  // A key has one spelling: what was read is what would be written.
  return {
    name,
    keyId,
    type,
    publicKey,
    verifierKey: key,
    verify: (text, signature) => verifySignature(type, publicKey, text, signature),
  };
}

/**
 * Makes a signer of a 32-byte seed. A `cosignature` signer states the time of `now` (the system's clock unless
 * given) with every signature.
 */
export async function createSigner(key: SignerKey & { readonly now?: () => Date }): Promise<Signer> {
  const { name, type, seed, now = () => new Date() } = key;
  if (!isKeyName(name)) throw new ProofError('key-format', `key name "${name}": white space or plus sign in it`);
  const pair = await keyPairOf(seed);
  const typed = concatBytes(Uint8Array.of(TYPE_BYTES[type]), pair.publicKey);
  const keyId = await keyIdOf(name, typed);
  const verifierKey = formatVerifierKey(name, keyId, typed);
  return {
    name,
    keyId,
    type,
    verifierKey,
    async sign(text) {
      if (type === 'note') return pair.sign(bytesOf(text));
      const timeSeconds = Math.floor(now().getTime() / 1000);
      const stamp = new Uint8Array(8);
      new DataView(stamp.buffer).setBigUint64(0, BigInt(timeSeconds));
      return concatBytes(stamp, await pair.sign(bytesOf(cosignedText(text, timeSeconds))));
    },
  };
}

/** The signer key as text, as Go's `sumdb/note` writes it: `PRIVATE+KEY+name+hash+base64`. Secret. */
export async function formatSignerKey({ name, type, seed }: SignerKey): Promise<string> {
  const { keyId } = await createSigner({ name, type, seed });
  return `PRIVATE+KEY+${name}+${hexId(keyId)}+${base64Of(concatBytes(Uint8Array.of(TYPE_BYTES[type]), seed))}`;
}

/** Parses what {@link formatSignerKey} writes. Fails with `key-format`; the message never holds the key. */
export async function parseSignerKey(text: string): Promise<SignerKey> {
  const { name, hash, typed } = splitKey(text.replace(/^PRIVATE\+KEY\+/, ''));
  const type = typeOf(typed?.[0]);
  const bad = (why: string) => new ProofError('key-format', `signer key: ${why}`);
  if (!text.startsWith('PRIVATE+KEY+') || !isKeyName(name) || typed?.length !== 33 || type === null) {
    throw bad('not of the form PRIVATE+KEY+name+hash+base64');
  }
  const key: SignerKey = { name, type, seed: typed.slice(1) };
  const { keyId } = await createSigner(key);
  if (hexId(keyId) !== hash) throw bad(`its hash does not fit the key of ${name}`);
  return key;
}

/** The verifier of a signer's own signatures. */
export function verifierFor(signer: Signer): Promise<Verifier> {
  return parseVerifierKey(signer.verifierKey);
}
