import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, writeDurably } from '../platform/home/index.ts';
import {
  createSigner,
  formatSignerKey,
  type KeyType,
  parseSignerKey,
  parseVerifierKey,
  type SignerKey,
  type Verifier,
  verifierFor,
} from '../proof/index.ts';
import { EditionError } from './error.ts';
import { type KeyRole, keyFile, keyName, type OfflineKey, type OnlineKey, parseKeyFile } from './key-name.ts';
import { isSealed, openSealedKey, publicHalfOf, sealKey, withPublicHalf } from './sealed-key.ts';

/**
 * The keys of a newsroom: one file each in its `keys/` folder (mode 0700), named for the role. A file holds the key
 * as Go's `sumdb/note` writes it (`PRIVATE+KEY+…`), or a sealed one. Private keys never leave this room except
 * as signers; they are in no log, no error and no database.
 */

/**
 * Asks for a passphrase: to seal new keys (`seal`) or to open sealed ones (`open`). Null when there is nobody to ask
 * and none was given: new keys are then left unsealed, sealed ones stay shut.
 */
export type AskPassphrase = (request: {
  readonly purpose: 'seal' | 'open';
  /** What for, as a person reads it. */
  readonly reason: string;
}) => Promise<string | null>;

/** A key file as it lies in the folder, without its secret. */
export interface KeptKey {
  readonly file: OfflineKey | OnlineKey;
  readonly role: KeyRole;
  readonly generation: number;
  readonly isSealed: boolean;
  /** Its public half; null for a damaged file, and for an early sealed one that does not name it. */
  readonly verifier: Verifier | null;
}

const typeOf = (file: string): KeyType => (parseKeyFile(file)?.role === 'clock' ? 'cosignature' : 'note');

const pathOf = (folder: string, file: string) => join(folder, `${file}.key`);

/** Whether the keys folder has this key. */
export async function hasKey(folder: string, file: OnlineKey | OfflineKey): Promise<boolean> {
  return stat(pathOf(folder, file)).then(
    (info) => info.isFile(),
    () => false,
  );
}

/**
 * Creates a key, durably, and returns it. An existing one is never overwritten.
 * @param passphrase seals the file; null leaves it readable to whoever can read the folder
 */
export async function createKey(
  folder: string,
  newsroom: string,
  file: OnlineKey | OfflineKey,
  passphrase: string | null = null,
): Promise<SignerKey> {
  if (await hasKey(folder, file)) {
    throw new EditionError('request-invalid', `${pathOf(folder, file)} exists already`, {
      hint: 'a key is never overwritten; move the old one away first',
    });
  }
  await makeFolder(folder, 0o700);
  return writeNewKey(pathOf(folder, file), keyName(newsroom, file), typeOf(file), passphrase);
}

/** Writes a new random key to a path, mode 0600. The path must be free. */
export async function writeNewKey(
  path: string,
  name: string,
  type: KeyType,
  passphrase: string | null,
): Promise<SignerKey> {
  const key: SignerKey = { name, type, seed: new Uint8Array(randomBytes(32)) };
  const text = await formatSignerKey(key);
  const { verifierKey } = await createSigner(key);
  const content = passphrase === null ? `${text}\n` : await sealKey(name, text, passphrase, verifierKey);
  await writeDurably(path, content, { mode: 0o600 });
  return key;
}

async function readKeyFile(path: string): Promise<string> {
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

/** The key in a text; null when there is none. The parser's message could quote what it could not parse: a secret. */
async function secretIn(text: string): Promise<SignerKey | null> {
  return parseSignerKey(text.trim()).catch(() => null);
}

async function parseKey(
  text: string,
  newsroom: string,
  file: OnlineKey | OfflineKey,
  path: string,
): Promise<SignerKey> {
  const name = keyName(newsroom, file);
  // A root or targets key that was made elsewhere has no number in its name; it may be copied here to sign.
  const names = /^(root|targets)-/.test(file) ? [name, name.replace(/\/[0-9]+$/, '')] : [name];
  const key = await secretIn(text);
  if (key !== null && names.includes(key.name) && key.type === typeOf(file)) return key;
  throw new EditionError('key-unreadable', `${path} is not the key ${name}`, {
    hint: 'restore it from your backup of the keys folder',
  });
}

/** Opens an online key. Fails with `key-missing`, `key-unreadable`. */
export async function openOnlineKey(folder: string, newsroom: string, file: OnlineKey): Promise<SignerKey> {
  const path = pathOf(folder, file);
  return parseKey(await readKeyFile(path), newsroom, file, path);
}

/**
 * Opens an offline key, asking for its passphrase when it is sealed.
 * Fails with `key-missing`, `key-unreadable`, `passphrase-needed`, `passphrase-wrong`.
 */
export async function openOfflineKey(
  folder: string,
  newsroom: string,
  file: OfflineKey,
  ask: AskPassphrase,
  reason: string,
): Promise<SignerKey> {
  const path = pathOf(folder, file);
  return parseKey(await openSecret(path, ask, reason), newsroom, file, path);
}

/** The key in a file, whosever it is, asking for its passphrase when it is sealed. Fails as {@link openOfflineKey} does. */
export async function openSecretKey(path: string, ask: AskPassphrase, reason: string): Promise<SignerKey> {
  const key = await secretIn(await openSecret(path, ask, reason));
  if (key !== null) return key;
  throw new EditionError('key-unreadable', `${path} holds no key of this project`, {
    hint: 'name the file that "tamizdat keys create" or "tamizdat init" made',
  });
}

/** The text of the key in a file, unsealed. Fails as {@link openOfflineKey} does. */
async function openSecret(path: string, ask: AskPassphrase, reason: string): Promise<string> {
  const text = await readKeyFile(path);
  if (!isSealed(text)) return text;
  const passphrase = await ask({ purpose: 'open', reason });
  if (passphrase === null) {
    throw new EditionError('passphrase-needed', `${path} is sealed, and needed to ${reason}`, {
      hint: 'run this in a terminal, or give the passphrase with --passphrase-file or in TAMIZDAT_PASSPHRASE',
    });
  }
  const secret = await openSealedKey(text, passphrase, path);
  await noteOwnHalf(path, text, secret);
  return secret;
}

/** Writes the public half into an early sealed file; refuses a file that names another key's. */
async function noteOwnHalf(path: string, text: string, secret: string): Promise<void> {
  const key = await secretIn(secret);
  if (key === null) return;
  const { verifierKey } = await createSigner(key);
  const named = publicHalfOf(text);
  if (named === null) {
    // For lists only, so a folder that cannot be written is no reason to fail.
    await writeDurably(path, withPublicHalf(text, verifierKey), { mode: 0o600 }).catch(() => {});
  } else if (named !== verifierKey) {
    throw new EditionError('key-unreadable', `${path} names another public key than its own`, {
      hint: 'somebody changed it: restore it from your backup of the keys folder',
    });
  }
}

/** Whether the key of an offline role stands unsealed in the folder: worth a standing reminder. */
export async function isUnsealed(folder: string, file: OfflineKey): Promise<boolean> {
  return !isSealed(await readKeyFile(pathOf(folder, file)));
}

/** Every key of the folder, by role and generation. Opens no sealed one. */
export async function listKeys(folder: string): Promise<readonly KeptKey[]> {
  const names = await readdir(folder).catch(() => []);
  const kept: KeptKey[] = [];
  for (const name of names) {
    const file = name.endsWith('.key') ? name.slice(0, -'.key'.length) : '';
    const parsed = parseKeyFile(file);
    if (parsed === null) continue;
    const text = await readKeyFile(pathOf(folder, file)).catch(() => '');
    const verifier = isSealed(text)
      ? await parseVerifierKey(publicHalfOf(text) ?? '').catch(() => null)
      : await publicHalf(await secretIn(text));
    kept.push({ file: file as OfflineKey | OnlineKey, ...parsed, isSealed: isSealed(text), verifier });
  }
  return kept.sort((a, b) => (a.role === b.role ? a.generation - b.generation : a.role < b.role ? -1 : 1));
}

async function publicHalf(key: SignerKey | null): Promise<Verifier | null> {
  return key === null ? null : verifierFor(await createSigner(key));
}

/** Languages that have a desk key in this folder, sorted. */
export async function deskLanguages(folder: string): Promise<string[]> {
  const roles = (await listKeys(folder)).flatMap(({ role }) => (role.startsWith('desk-') ? [role.slice(5)] : []));
  return [...new Set(roles)].sort();
}

/**
 * The key that follows those in use: the newest generation of the folder if it was never published (a crash came
 * between making it and publishing it), else a new one.
 * @param isUsed whether trust data, today's or earlier, ever named this public key (32 bytes)
 * @param known generations that trust data knows of: their files may be lost, and a number is not given twice
 */
export async function nextOnlineKey(
  folder: string,
  newsroom: string,
  role: Exclude<KeyRole, 'root' | 'targets'>,
  isUsed: (publicKey: Uint8Array) => boolean,
  known = 0,
): Promise<SignerKey> {
  const newest = (await listKeys(folder)).filter((key) => key.role === role).at(-1);
  if (newest?.verifier && newest.generation > known && !isUsed(newest.verifier.publicKey)) {
    return openOnlineKey(folder, newsroom, newest.file as OnlineKey);
  }
  return createKey(folder, newsroom, keyFile(role, Math.max(newest?.generation ?? 0, known) + 1));
}
