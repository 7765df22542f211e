import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, writeDurably } from '../platform/home/index.ts';
import {
  createSigner,
  formatSignerKey,
  type KeyType,
  parseSignerKey,
  type Signer,
  type SignerKey,
} from '../proof/index.ts';
import { EditionError } from './error.ts';
import { isSealed, openSealedKey, sealKey } from './sealed-key.ts';

/**
 * The keys of a newsroom: one file each in its `keys/` folder (mode 0700), named for the role. A file holds the key
 * as Go's `sumdb/note` writes it (`PRIVATE+KEY+…`), or a sealed one. Private keys never leave this module except
 * as signers; they are in no log, no error and no database.
 */

/** Keys that sign a few times a year; sealed where there is a passphrase. */
export type OfflineRole = 'root-1' | 'targets-1';
/** Keys the running newsroom needs all the time. */
export type OnlineRole = 'log-1' | 'clock' | 'online' | `desk-${string}`;

/**
 * Asks for a passphrase: to seal new keys (`seal`) or to open sealed ones (`open`). Null when there is nobody to ask
 * and none was given: new keys are then left unsealed, sealed ones stay shut.
 */
export type AskPassphrase = (request: {
  readonly purpose: 'seal' | 'open';
  /** What for, as a person reads it. */
  readonly reason: string;
}) => Promise<string | null>;

/** The signers the running newsroom works with. */
export interface OnlineKeys {
  readonly log: Signer;
  readonly clock: Signer;
  /** Signs TUF snapshot and timestamp. */
  readonly online: SignerKey;
  /** By language. */
  readonly desks: ReadonlyMap<string, Signer>;
}

const typeOf = (role: string): KeyType => (role === 'clock' ? 'cosignature' : 'note');

/** The name a role's key signs with. */
export function keyName(newsroom: string, role: OnlineRole | OfflineRole): string {
  return `${newsroom}/${role.replace('-', '/').toLowerCase()}`;
}

const pathOf = (folder: string, role: string) => join(folder, `${role}.key`);

/** Whether the keys folder has a key for this role. */
export async function hasKey(folder: string, role: OnlineRole | OfflineRole): Promise<boolean> {
  return stat(pathOf(folder, role)).then(
    (info) => info.isFile(),
    () => false,
  );
}

/**
 * Creates the key of a role, durably, and returns it. An existing one is never overwritten.
 * @param passphrase seals the file; null leaves it readable to whoever can read the folder
 */
export async function createKey(
  folder: string,
  newsroom: string,
  role: OnlineRole | OfflineRole,
  passphrase: string | null = null,
): Promise<SignerKey> {
  if (await hasKey(folder, role)) {
    throw new EditionError('request-invalid', `${pathOf(folder, role)} exists already`, {
      hint: 'a key is never overwritten; move the old one away first',
    });
  }
  await makeFolder(folder, 0o700);
  const key: SignerKey = { name: keyName(newsroom, role), type: typeOf(role), seed: new Uint8Array(randomBytes(32)) };
  const text = await formatSignerKey(key);
  const file = passphrase === null ? `${text}\n` : await sealKey(key.name, text, passphrase);
  await writeDurably(pathOf(folder, role), file, { mode: 0o600 });
  return key;
}

async function readKeyFile(folder: string, role: string): Promise<string> {
  const path = pathOf(folder, role);
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new EditionError(
      code === 'ENOENT' ? 'key-missing' : 'key-unreadable',
      code === 'ENOENT' ? `${path} is not there` : `${path} cannot be read (${code})`,
      { hint: 'restore it from your backup of the keys folder', cause },
    );
  }
}

async function parseKey(text: string, newsroom: string, role: string, path: string): Promise<SignerKey> {
  const name = keyName(newsroom, role as OnlineRole);
  try {
    const key = await parseSignerKey(text.trim());
    if (key.name === name && key.type === typeOf(role)) return key;
  } catch {
    // The parser's message could quote what it could not parse; that is a secret here.
  }
  throw new EditionError('key-unreadable', `${path} is not the key ${name}`, {
    hint: 'restore it from your backup of the keys folder',
  });
}

/** Opens the key of an online role. Fails with `key-missing`, `key-unreadable`. */
export async function openOnlineKey(folder: string, newsroom: string, role: OnlineRole): Promise<SignerKey> {
  return parseKey(await readKeyFile(folder, role), newsroom, role, pathOf(folder, role));
}

/**
 * Opens the key of an offline role, asking for its passphrase when it is sealed.
 * Fails with `key-missing`, `key-unreadable`, `passphrase-needed`, `passphrase-wrong`.
 */
export async function openOfflineKey(
  folder: string,
  newsroom: string,
  role: OfflineRole,
  ask: AskPassphrase,
  reason: string,
): Promise<SignerKey> {
  const path = pathOf(folder, role);
  const text = await readKeyFile(folder, role);
  if (!isSealed(text)) return parseKey(text, newsroom, role, path);
  const passphrase = await ask({ purpose: 'open', reason });
  if (passphrase === null) {
    throw new EditionError('passphrase-needed', `${path} is sealed, and needed to ${reason}`, {
      hint: 'run this in a terminal, or give the passphrase with --passphrase-file or in TAMIZDAT_PASSPHRASE',
    });
  }
  return parseKey(await openSealedKey(text, passphrase, path), newsroom, role, path);
}

/** Whether the key of an offline role stands unsealed in the folder: worth a standing reminder. */
export async function isUnsealed(folder: string, role: OfflineRole): Promise<boolean> {
  return !isSealed(await readKeyFile(folder, role));
}

/** Languages that have a desk key in this folder, sorted. */
export async function deskLanguages(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.flatMap((name) => /^desk-(.+)\.key$/.exec(name)?.[1] ?? []).sort();
}

/**
 * Opens every key the running newsroom works with.
 * @param now clock of the cosignatures
 */
export async function openOnlineKeys(
  folder: string,
  newsroom: string,
  languages: readonly string[],
  now: () => Date,
): Promise<OnlineKeys> {
  const open = async (role: OnlineRole) => createSigner({ ...(await openOnlineKey(folder, newsroom, role)), now });
  const desks = new Map<string, Signer>();
  for (const language of languages) desks.set(language, await open(`desk-${language}`));
  return {
    log: await open('log-1'),
    clock: await open('clock'),
    online: await openOnlineKey(folder, newsroom, 'online'),
    desks,
  };
}
