import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { ConfigError } from './error.ts';

/**
 * Where a secret is: never in the settings themselves, which people send to each other and commit. `env:NAME` is a variable
 * of the environment, `file:path` a file, relative to the newsroom's folder.
 */
export type SecretReference = `env:${string}` | `file:${string}`;

/** What of a secret file is read. */
const MAX_SECRET_BYTES = 16 * 1024;

/** Whether a text of the settings says where a secret is. */
export function isSecretReference(text: string): text is SecretReference {
  return /^env:[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(text) || /^file:[^\u0000-\u001f]{1,1000}$/.test(text);
}

/**
 * Reads a secret, without the white space around it.
 * @throws ConfigError `secret-missing`: no such variable or file, or nothing in it; the message names the reference, never
 * what it holds.
 */
export async function readSecret(
  reference: SecretReference,
  { folder, env }: { readonly folder: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<string> {
  const name = reference.slice(reference.indexOf(':') + 1);
  const isVariable = reference.startsWith('env:');
  const value = isVariable ? env[name] : await readSecretFile(isAbsolute(name) ? name : join(folder, name));
  const secret = value?.trim() ?? '';
  if (secret !== '') return secret;
  throw new ConfigError('secret-missing', `${reference}: there is no secret there`, {
    hint: isVariable ? `set the variable ${name} where the program is started` : 'write the secret into that file',
  });
}

/** Null when it cannot be read or is too large for a secret. */
async function readSecretFile(path: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(path);
    return bytes.length > MAX_SECRET_BYTES ? undefined : bytes.toString('utf8');
  } catch {
    return undefined;
  }
}
