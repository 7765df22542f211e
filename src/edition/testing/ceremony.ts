import { join } from 'node:path';
import type { SignerKey } from '../../proof/index.ts';
import { createSigner, type RoleKeys, type Verifier, verifierFor } from '../../proof/index.ts';
import { draftRoot, draftTargets, fileReader, readTrust, type TrustDraft, type TrustState } from '../index.ts';
import { NEWSROOM } from './scratch-newsroom.ts';

/** A key that lies on another machine, of a seed that tests can repeat. */
export function keyElsewhere(role: 'root' | 'targets', at: number): SignerKey {
  const seed = new Uint8Array(32).fill(at);
  seed[0] = role === 'root' ? 1 : 2;
  return { name: `${NEWSROOM}/${role}`, type: 'note', seed };
}

/** The public half of a key. */
export async function publicHalf(key: SignerKey): Promise<Verifier> {
  return verifierFor(await createSigner(key));
}

/** Reads the trust data of a scratch newsroom. */
export async function scratchTrust(path: string): Promise<TrustState> {
  const trust = await readTrust(fileReader(join(path, 'edition', 'files')));
  if (trust === null) throw new TypeError('a scratch newsroom has trust data');
  return trust;
}

/** Two of these keys for a role. */
async function twoOf(keys: readonly SignerKey[]): Promise<RoleKeys> {
  const halves = await Promise.all(keys.map(publicHalf));
  return { publicKeys: halves.map(({ publicKey }) => publicKey), threshold: 2 };
}

/** Three new keys for root and targets. */
export const THREE = {
  root: [1, 2, 3].map((at) => keyElsewhere('root', at)),
  targets: [1, 2, 3].map((at) => keyElsewhere('targets', at)),
} as const;

/** The change from one key to two of three, in both roles. */
export async function upgradeDraft(trust: TrustState, now: Date): Promise<TrustDraft> {
  const change = { root: await twoOf(THREE.root), targets: await twoOf(THREE.targets) };
  return { ...(await draftRoot(trust, change, now)), ...(await draftTargets(trust, {}, now)) };
}
