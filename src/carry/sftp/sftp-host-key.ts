import { createHash } from 'node:crypto';

/**
 * Kinds of host keys, each with the names of the algorithms that prove one. A host has a key of several kinds and shows
 * one; which, the client's order decides. RSA with SHA-1 (`ssh-rsa`) is not among them: OpenSSH refuses it since 8.8.
 */
export const HOST_KEY_KINDS: readonly (readonly string[])[] = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'rsa-sha2-256'],
];

/** A key that a host showed. */
export interface HostKey {
  /** Name of its kind as in `known_hosts`: `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`. */
  readonly type: string;
  /** As `ssh-keygen -l` prints it: `SHA256:` and 43 characters of base64 without padding. */
  readonly fingerprint: string;
}

/** What a host's public key (RFC 4253 §6.6: a string with its type, then its numbers) is called and how it is compared. */
export function parseHostKey(blob: Uint8Array): HostKey {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  const length = bytes.length < 4 ? 0 : bytes.readUInt32BE(0);
  const type = bytes.subarray(4, 4 + Math.min(length, 64)).toString('latin1');
  return {
    type: /^[a-z0-9@.-]+$/.test(type) ? type : 'of an unknown kind',
    fingerprint: `SHA256:${createHash('sha256').update(bytes).digest('base64').replace(/=+$/, '')}`,
  };
}

/** Whether a key is the one that was named; padding of base64, which some programs print, does not matter. */
export function isKeyNamed(key: HostKey, named: string): boolean {
  return key.fingerprint === named.trim().replace(/=+$/, '');
}

/** The algorithms of all kinds but those of the keys that were seen, kind by kind. */
export function kindsBeside(seen: HostKey): readonly (readonly string[])[] {
  const known = seen.type === 'ssh-rsa' ? 'rsa-sha2-512' : seen.type;
  return HOST_KEY_KINDS.filter((kind) => !kind.includes(known));
}
