import { readFile } from 'node:fs/promises';
import { writeDurably } from '../platform/home/index.ts';
import { bytesOf } from '../proof/index.ts';
import { bad, objectOf, parseJson, stringOf } from './ceremony-json.ts';
import { EditionError } from './error.ts';
import type { SigningRequest } from './signing-request.ts';

/**
 * The newest root that a key signed under, in a file beside the key. A machine that is never on line knows of its
 * newsroom only what a request tells: without this file an older past, in which a key that was taken out still counts,
 * or a made-up one, would look like any other.
 */
export interface SeenRoot {
  readonly newsroom: string;
  /** Fingerprint of the first root, 64 hex digits. */
  readonly fingerprint: string;
  /** Number of the newest root. */
  readonly version: number;
  /** SHA-256 (64 hex digits) of what that root says. */
  readonly sha256: string;
}

const FORMAT = 'seen-root/v1';
const MAX_BYTES = 4 * 1024;
const HEX = /^[0-9a-f]{64}$/;

const pathBeside = (key: string): string => `${key}.seen`;

function refuse(message: string, hint: string): never {
  throw new EditionError('request-unlike-before', message, { hint });
}

/**
 * What the key in a file signed under; null when it signed nothing yet.
 * @throws EditionError `request-invalid` when the file beside the key cannot be understood
 */
export async function readSeenRoot(key: string): Promise<SeenRoot | null> {
  const path = pathBeside(key);
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (bytes === null) return null;
  const json = objectOf(path, parseJson(path, bytes, MAX_BYTES), [
    'tamizdat',
    'newsroom',
    'fingerprint',
    'root',
    'sha256',
  ]);
  const [newsroom, fingerprint, sha256] = [json.newsroom, json.fingerprint, json.sha256].map((each) =>
    stringOf(path, each),
  ) as [string, string, string];
  const { root: version } = json;
  const isFit = typeof version === 'number' && Number.isSafeInteger(version) && version > 0;
  if (json.tamizdat !== FORMAT || !isFit || !HEX.test(fingerprint) || !HEX.test(sha256)) {
    throw bad(path, 'not the memory of a key');
  }
  return { newsroom, fingerprint, version, sha256 };
}

/**
 * Whether a request goes on from what a key signed under: the same newsroom, and the root seen then is among its roots.
 * @throws EditionError `request-unlike-before`
 */
export function checkSeenRoot(request: SigningRequest, seen: SeenRoot | null): void {
  if (seen === null) return;
  if (request.fingerprint !== seen.fingerprint) {
    refuse(
      `the request is of another newsroom than the ${seen.newsroom} that this key signed for before: its fingerprint differs`,
      'sign nothing; ask in person whether the newsroom really began anew, and make a new key for the new one',
    );
  }
  const { version } = request.root;
  if (version < seen.version) {
    refuse(
      `the request follows root ${version}, and this key signed under root ${seen.version} before`,
      'sign nothing that is older than what you have seen; have the request written again from the newsroom as it is now',
    );
  }
  if (request.rootIds[seen.version - 1] !== seen.sha256) {
    refuse(
      `the request has another root ${seen.version} than the one that this key signed under before`,
      'sign nothing, and keep the request: two roots of one number are a conflict that the other holders must see',
    );
  }
}

/** Remembers beside the key the newest root of a request that it signs. Fails as writing a file does. */
export async function writeSeenRoot(key: string, request: SigningRequest): Promise<void> {
  const { newsroom, fingerprint, root, rootIds } = request;
  const sha256 = rootIds.at(-1) ?? '';
  const content = { tamizdat: FORMAT, newsroom, fingerprint, root: root.version, sha256 };
  await writeDurably(pathBeside(key), bytesOf(`${JSON.stringify(content, null, 2)}\n`), { mode: 0o600 });
}
