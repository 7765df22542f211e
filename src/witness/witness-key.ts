import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../platform/home/index.ts';
import { formatSignerKey, isName, parseSignerKey, type SignerKey } from '../proof/index.ts';
import { WitnessError } from './error.ts';

/** Name of the key file in a witness's folder. Secret, mode 0600. */
const KEY_FILE = 'witness.key';

/**
 * The key of the witness in a folder; made, durably, on the first start.
 * @param name what it signs as; needed once, later only compared
 * @throws WitnessError `name-needed`, `name-differs`, `key-unreadable`
 */
export async function openWitnessKey(folder: string, name: string | null): Promise<SignerKey> {
  const path = join(folder, KEY_FILE);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text !== null) return parseOwnKey(text, path, name);
  if (name === null || !isName(name)) {
    const what = name === null ? 'a witness needs a name when it starts for the first time' : `"${name}" is no name`;
    throw new WitnessError('name-needed', what, {
      hint: 'give one like a host name, which stays for good: --name witness.herald.example',
    });
  }
  const key: SignerKey = { name, type: 'cosignature', seed: new Uint8Array(randomBytes(32)) };
  await writeDurably(path, `${await formatSignerKey(key)}\n`, { mode: 0o600 });
  return key;
}

async function parseOwnKey(text: string, path: string, name: string | null): Promise<SignerKey> {
  // The parser's message could quote what it could not parse; that is a secret here.
  const key = await parseSignerKey(text.trim()).catch(() => null);
  if (key?.type !== 'cosignature') {
    throw new WitnessError('key-unreadable', `${path} is not the key of a witness`, {
      hint: 'restore it from a backup; with a new key it is another witness, which policies have to name anew',
    });
  }
  if (name !== null && name !== key.name) {
    throw new WitnessError('name-differs', `this witness is called ${key.name}, not ${name}`, {
      hint: 'leave --name out, or use another folder',
    });
  }
  return key;
}
