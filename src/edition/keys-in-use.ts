import { dirname } from 'node:path';
import { createSigner, hexOf, logNumber, type Signer, type SignerKey, trustKeyId } from '../proof/index.ts';
import { EditionError } from './error.ts';
import type { KeyRole, OfflineKey, OnlineKey } from './key-name.ts';
import { type AskPassphrase, type KeptKey, listKeys, openOfflineKey, openOnlineKey } from './keys.ts';
import { keysOfRole } from './trust-online.ts';
import type { TrustState } from './trust-state.ts';

/** Which key files of a folder the published trust data names. What it names and the folder has not, is absent. */
export interface KeysInUse {
  readonly log: OnlineKey | null;
  readonly clock: OnlineKey | null;
  readonly online: OnlineKey | null;
  /** By language: the desk whose range of the log in use is open. */
  readonly desks: ReadonlyMap<string, OnlineKey>;
  /** Early sealed files that do not name their public half stand here too: only opening them tells. */
  readonly targets: readonly OfflineKey[];
  readonly root: readonly OfflineKey[];
}

/** The signers the running newsroom works with. */
export interface OnlineKeys {
  readonly log: Signer;
  readonly clock: Signer;
  /** Signs TUF snapshot and timestamp. */
  readonly online: SignerKey;
  /** By language. */
  readonly desks: ReadonlyMap<string, Signer>;
}

/** Compares the public halves in the keys folder with the published trust data; opens no sealed key. */
export async function keysInUse(folder: string, trust: TrustState): Promise<KeysInUse> {
  const kept = await listKeys(folder);
  const ofRole = (role: KeyRole) => kept.filter((key) => key.role === role);
  const online = (role: KeyRole, isNamed: (key: KeptKey) => boolean): OnlineKey | null =>
    (ofRole(role).find(isNamed)?.file as OnlineKey | undefined) ?? null;
  const keyIds = new Map<KeptKey, string>();
  for (const key of kept) if (key.verifier !== null) keyIds.set(key, await trustKeyId(key.verifier.publicKey));
  const isOfRole = (role: 'root' | 'targets' | 'snapshot', key: KeptKey): boolean => {
    const keyId = keyIds.get(key);
    return keyId === undefined ? key.isSealed : trust.root.roles[role].keyIds.includes(keyId);
  };
  const offline = (role: 'root' | 'targets') =>
    ofRole(role)
      .filter((key) => isOfRole(role, key))
      .map(({ file }) => file as OfflineKey);
  const desks = new Map<string, OnlineKey>();
  for (const { file, role, verifier } of kept) {
    const language = role.startsWith('desk-') ? role.slice('desk-'.length) : null;
    if (language === null || verifier === null) continue;
    const isOpen = trust.desks.some(
      (desk) =>
        desk.verifierKey === verifier.verifierKey &&
        desk.log === trust.log.name &&
        desk.lastIndex === null &&
        desk.languages.includes(language),
    );
    if (isOpen) desks.set(language, file as OnlineKey);
  }
  return {
    log: online('log', ({ verifier }) => verifier?.verifierKey === trust.log.verifierKey),
    clock: online('clock', ({ verifier }) => verifier?.verifierKey === trust.clock.verifierKey),
    online: online('online', (key) => isOfRole('snapshot', key)),
    desks,
    targets: offline('targets'),
    root: offline('root'),
  };
}

/** True for a public key that the published trust data names anywhere: a desk that was closed and a retired log too. */
export function isNamedIn(trust: TrustState): (publicKey: Uint8Array) => boolean {
  const named = new Set(
    [
      ...trust.root.keys.values(),
      trust.log.publicKey,
      trust.clock.publicKey,
      ...trust.desks.map(({ verifier }) => verifier.publicKey),
      ...trust.retired.map(({ verifier }) => verifier.publicKey),
    ].map(hexOf),
  );
  return (publicKey) => named.has(hexOf(publicKey));
}

/**
 * How many generations of an online role the published trust data knows of, at least: so many numbers are given, whatever
 * files are left. A log's number is part of its origin, so for logs this is exact.
 */
export function generationsIn(trust: TrustState, role: Exclude<KeyRole, 'root' | 'targets'>): number {
  if (role === 'log') {
    const origins = [trust.log.name, ...trust.retired.map(({ verifier }) => verifier.name)];
    return Math.max(...origins.map((origin) => logNumber(origin) ?? 0));
  }
  if (role === 'clock' || role === 'online') return 1;
  const own = trust.desks.filter(({ languages }) => languages.includes(role.slice('desk-'.length)));
  return new Set(own.map(({ verifierKey }) => verifierKey)).size;
}

/** @param command what replaces a key that no backup has; for the newsroom's folder, which holds the keys folder */
function missing(keysFolder: string, what: string, command: (folder: string) => string): EditionError {
  return new EditionError('key-missing', `${keysFolder} lacks the ${what} that the published trust data names`, {
    hint: `restore it from your backup of the keys folder; if there is none: ${command(dirname(keysFolder))}`,
  });
}

/** Opens the key that signs snapshot and timestamp, as a root names it. Fails with `key-missing`, `key-unreadable`. */
export async function openTrustKey(
  folder: string,
  newsroom: string,
  { root }: Pick<TrustState, 'root'>,
): Promise<SignerKey> {
  for (const { file, role, verifier } of await listKeys(folder)) {
    if (role !== 'online' || verifier === null) continue;
    const keyId = await trustKeyId(verifier.publicKey);
    if (root.roles.snapshot.keyIds.includes(keyId)) return openOnlineKey(folder, newsroom, file as OnlineKey);
  }
  throw missing(folder, 'online key', (at) => `tamizdat keys rotate ${at} online`);
}

/**
 * Opens every key in use that the running newsroom works with: log, clock, online and the desk of each language.
 * @param now clock of the cosignatures
 * @throws EditionError `key-missing`, `key-unreadable`
 */
export async function openOnlineKeys(
  folder: string,
  newsroom: string,
  trust: TrustState,
  now: () => Date,
): Promise<OnlineKeys> {
  const inUse = await keysInUse(folder, trust);
  const open = async (file: OnlineKey) => createSigner({ ...(await openOnlineKey(folder, newsroom, file)), now });
  if (inUse.log === null) {
    const number = logNumber(trust.log.name);
    throw missing(folder, 'log key', (at) => `tamizdat keys retire-log ${at} --log ${number}`);
  }
  if (inUse.clock === null) throw missing(folder, 'clock key', (at) => `tamizdat keys rotate ${at} clock`);
  const desks = new Map<string, Signer>();
  for (const [language, file] of inUse.desks) desks.set(language, await open(file));
  return {
    log: await open(inUse.log),
    clock: await open(inUse.clock),
    online: await openTrustKey(folder, newsroom, trust),
    desks,
  };
}

/**
 * Opens the keys of an offline role that are in use and in this folder: all of them, none when they are elsewhere.
 * Asks for a passphrase when one is sealed.
 * @throws EditionError `key-unreadable`, `passphrase-needed`, `passphrase-wrong`
 */
export async function openOfflineKeys(
  folder: string,
  newsroom: string,
  trust: TrustState,
  role: 'root' | 'targets',
  ask: AskPassphrase,
  reason: string,
): Promise<readonly SignerKey[]> {
  const files = (await keysInUse(folder, trust))[role];
  const keys: SignerKey[] = [];
  for (const file of files) keys.push(await openOfflineKey(folder, newsroom, file, ask, reason));
  return keysOfRole(trust.root, role, keys);
}
