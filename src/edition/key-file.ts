import { exists } from '../platform/home/index.ts';
import { createSigner, parseVerifierKey, type Verifier, verifierFor } from '../proof/index.ts';
import { EditionError } from './error.ts';
import { writeNewKey } from './keys.ts';

/**
 * Keys that lie anywhere but in a newsroom's folder: on a stick, on a machine that is never on line. Their name is
 * `<newsroom>/root` or `<newsroom>/targets`, without a number: whoever makes one cannot know which root will name it.
 */

/** Roles whose keys may lie elsewhere. */
export type ElsewhereRole = 'root' | 'targets';

/**
 * Makes a new key in a file of its own (mode 0600) and returns its public half.
 * @param passphrase seals it; null leaves it readable to whoever has the file
 * @throws EditionError `request-invalid` when the file exists: a key is never overwritten
 */
export async function createKeyFile(
  path: string,
  newsroom: string,
  role: ElsewhereRole,
  passphrase: string | null,
): Promise<Verifier> {
  if (await exists(path)) {
    throw new EditionError('request-invalid', `${path} exists already`, {
      hint: 'a key is never overwritten; name another file',
    });
  }
  const key = await writeNewKey(path, `${newsroom}/${role}`, 'note', passphrase);
  return verifierFor(await createSigner(key));
}

/**
 * Parses the public half of a root or targets key and checks whose it is: a key that was made for something else would
 * be given a say it was never meant to have.
 * @throws EditionError `request-invalid`
 */
export async function parsePublicHalf(text: string, newsroom: string, role: ElsewhereRole): Promise<Verifier> {
  const verifier = await parseVerifierKey(text.trim()).catch(() => null);
  const name = `${newsroom}/${role}`;
  if (verifier !== null && (verifier.name === name || verifier.name.startsWith(`${name}/`))) return verifier;
  const found = verifier === null ? 'not a public key' : `the key of ${verifier.name}`;
  throw new EditionError(
    'request-invalid',
    `${text.trim().slice(0, 80)} is ${found}, not a ${role} key of ${newsroom}`,
    {
      hint: `use the line that "tamizdat keys create --role ${role} --newsroom ${newsroom}" printed`,
    },
  );
}
