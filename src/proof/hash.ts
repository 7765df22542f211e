import { hexOf, parseBase64, parseHex } from './bytes.ts';

declare const hashBrand: unique symbol;

/** A SHA-256 hash: 32 bytes. Branded, so that a signature or a key can never stand where a hash is due. */
export type Hash = Uint8Array & { readonly [hashBrand]: true };

/** SHA-256 of the bytes. */
export async function sha256(bytes: Uint8Array): Promise<Hash> {
  // The cast: TypeScript tells shared from plain memory, and nothing here is shared.
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)) as unknown as Hash;
}

/** SHA-256 of the bytes as 64 lower-case hex digits. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  return hexOf(await sha256(bytes));
}

/** The 32 bytes as a hash; null when there are not 32. */
export function hashOf(bytes: Uint8Array): Hash | null {
  return bytes.length === 32 ? (bytes as Hash) : null;
}

/** The hash written as 64 lower-case hex digits, or null. */
export function parseHexHash(hex: string): Hash | null {
  const bytes = parseHex(hex);
  return bytes === null ? null : hashOf(bytes);
}

/** The hash written in base64, or null. */
export function parseBase64Hash(text: string): Hash | null {
  const bytes = parseBase64(text);
  return bytes === null ? null : hashOf(bytes);
}
