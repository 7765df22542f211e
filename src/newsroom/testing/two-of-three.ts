import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createKeyFile, formatSignatures, openSecretKey, parseRequest, signDraft } from '../../edition/index.ts';
import { createNewsroom, holdKeys, type KeyPorts, proposeKeys } from '../index.ts';

export const NOW = new Date('2026-11-22T10:00:00Z');
export const NEWSROOM = 'courier.example';
/** Nobody has a passphrase here: sealing is tested elsewhere, and slow. */
export const ports: KeyPorts = { now: () => NOW, ask: async () => null };

/** A newsroom in a folder, in one language, with unsealed keys. */
export async function newsroomWithOneKey(folder: string): Promise<void> {
  await createNewsroom(
    folder,
    { newsroom: NEWSROOM, title: 'The Courier', home: 'https://courier.example/', languages: ['de'] },
    { now: () => NOW, ask: async () => null },
  );
}

/** Makes three keys for both roles beside the newsroom's folder and proposes that two of three take over. */
export async function proposeTwoOfThree(folder: string): Promise<{ readonly keys: readonly string[] }> {
  const keys: string[] = [];
  const publics: Record<'root' | 'targets', string[]> = { root: [], targets: [] };
  for (const role of ['root', 'targets'] as const) {
    for (const at of [1, 2, 3]) {
      const file = `${folder}-${role}-${at}.key`;
      publics[role].push((await createKeyFile(file, NEWSROOM, role, null)).verifierKey);
      keys.push(file);
    }
  }
  await holdKeys(folder, (held) =>
    proposeKeys(held, { root: { keys: publics.root }, targets: { keys: publics.targets } }, ports),
  );
  return { keys: [join(folder, 'keys', 'root-1.key'), ...keys] };
}

/** Signs the request that waits in the folder with these key files; the bytes of the file of signatures. */
export async function signWaiting(folder: string, keys: readonly string[]): Promise<Uint8Array> {
  const bytes = new Uint8Array(await readFile(join(folder, 'keys-request.json')));
  const { root, draft, newsroom, id } = await parseRequest(bytes, 'keys-request.json');
  const opened = [];
  for (const key of keys) opened.push(await openSecretKey(key, async () => null, 'sign'));
  const text = formatSignatures({ newsroom, request: id, signatures: await signDraft(root, draft, opened) });
  await writeFile(join(folder, 'signatures.json'), text);
  return new TextEncoder().encode(text);
}
