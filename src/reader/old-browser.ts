/** For browsers whose WebCrypto has no Ed25519: loaded only by them, a file of its own. */
import { verifyAsync } from '@noble/ed25519';

/** As `verifyEd25519` of `proof`, by the strict rules of RFC 8032. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  return verifyAsync(signature, message, publicKey, { zip215: false });
}
