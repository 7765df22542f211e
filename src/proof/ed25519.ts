import { concatBytes, hexOf, parseBase64, parseHex } from './bytes.ts';

/** What precedes the 32-byte seed in PKCS #8 (RFC 8410): the only form in which WebCrypto takes a private key. */
const PKCS8_PREFIX = /* @__PURE__ */ parseHex('302e020100300506032b657004220420') as Uint8Array;

/**
 * Imported public keys by their hex: importing costs more than verifying, and a reader meets the same few keys in
 * every page. Bounded, because untrusted trust data can name any number of keys.
 */
const imported = new Map<string, Promise<CryptoKey>>();
const MAX_IMPORTED = 256;

/** Verifies a 64-byte signature of a message by a 32-byte key. */
export type VerifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => Promise<boolean>;

let loadFallback: (() => Promise<VerifyEd25519>) | null = null;
/** Set once the platform turned out to lack Ed25519. */
let fallback: Promise<VerifyEd25519> | null = null;

/**
 * Gives this room another implementation of Ed25519 (RFC 8032, strict) for platforms whose WebCrypto has none: this room
 * has no dependency of its own. Loaded at the first signature on such a platform, never on others.
 *
 * @example provideEd25519(async () => (await import('./old-browser.ts')).verifyEd25519);
 */
export function provideEd25519(load: () => Promise<VerifyEd25519>): void {
  loadFallback = load;
}

/** Whether an import failed because there is no such algorithm; anything else is said about the key. */
const isLacking = (error: unknown): boolean => error instanceof DOMException && error.name === 'NotSupportedError';

function useFallback(cause: unknown): Promise<VerifyEd25519> {
  if (loadFallback === null) {
    throw new TypeError('this platform cannot verify Ed25519', { cause });
  }
  fallback ??= loadFallback().catch((error: unknown) => {
    // It may load the next time.
    fallback = null;
    throw error;
  });
  return fallback;
}

function importPublic(publicKey: Uint8Array): Promise<CryptoKey> {
  const name = hexOf(publicKey);
  let key = imported.get(name);
  if (key === undefined) {
    if (imported.size >= MAX_IMPORTED) imported.clear();
    key = crypto.subtle.importKey('raw', publicKey as Uint8Array<ArrayBuffer>, 'Ed25519', true, ['verify']);
    imported.set(name, key);
  }
  return key;
}

/**
 * True when the 64-byte signature of the message is by this 32-byte key; false for anything malformed. Throws a TypeError
 * where neither the platform nor {@link provideEd25519} can tell: that is not the same as a wrong signature.
 */
export async function verifyEd25519(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  if (fallback !== null) return (await fallback)(publicKey, message, signature);
  let key: CryptoKey;
  try {
    key = await importPublic(publicKey);
  } catch (error) {
    if (isLacking(error)) return (await useFallback(error))(publicKey, message, signature);
    return false; // 32 bytes that are no point on the curve.
  }
  return crypto.subtle.verify('Ed25519', key, signature as Uint8Array<ArrayBuffer>, message as Uint8Array<ArrayBuffer>);
}

/** A private key ready to sign. */
export interface KeyPair {
  /** 32 bytes (RFC 8032). */
  readonly publicKey: Uint8Array;
  /** The 64-byte signature of the message. */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/** The key pair of a 32-byte seed (RFC 8032). The seed is copied, not kept. */
export async function keyPairOf(seed: Uint8Array): Promise<KeyPair> {
  if (seed.length !== 32) throw new TypeError(`an Ed25519 seed has 32 bytes, not ${seed.length}`);
  const der = concatBytes(PKCS8_PREFIX, seed) as Uint8Array<ArrayBuffer>;
  // WebCrypto derives the public key but tells it only by exporting; the key that stays is not exportable.
  const open = await crypto.subtle.importKey('pkcs8', der, 'Ed25519', true, ['sign']);
  const { x } = await crypto.subtle.exportKey('jwk', open);
  const key = await crypto.subtle.importKey('pkcs8', der, 'Ed25519', false, ['sign']);
  der.fill(0);
  const standard = (x ?? '').replaceAll('-', '+').replaceAll('_', '/');
  const publicKey = parseBase64(`${standard}=`);
  if (publicKey?.length !== 32) throw new TypeError('the platform gave no public key for an Ed25519 seed');
  return {
    publicKey,
    async sign(message) {
      return new Uint8Array(await crypto.subtle.sign('Ed25519', key, message as Uint8Array<ArrayBuffer>));
    },
  };
}
