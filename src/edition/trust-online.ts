import {
  bytesOf,
  createTrustSigner,
  formatTrustBundle,
  makeSnapshot,
  makeTimestamp,
  type RoleName,
  type Root,
  type SignerKey,
  type TrustFile,
} from '../proof/index.ts';
import { EditionError } from './error.ts';
import type { TrustState } from './trust-state.ts';

export const DAY_MS = 24 * 60 * 60 * 1000;
/** How long each role's signature is good for, and how old it may get before it is made anew (formats.md §2). */
const LIFE_DAYS = { root: 365, targets: 180, snapshot: 30, timestamp: 14 } as const;
const RENEW_DAYS = { snapshot: 7, timestamp: 1 } as const;

/** When a signature of a role runs out that is made now. */
export const expiry = (now: Date, role: RoleName) => new Date(now.getTime() + LIFE_DAYS[role] * DAY_MS);

/** Numbers of what lies below a root. */
export interface Versions {
  readonly targets: number;
  readonly snapshot: number;
  readonly timestamp: number;
}

/** The numbers that follow the published ones. */
export function raised(state: TrustState, by: { readonly targets: number }): Versions {
  const { targets, snapshot, timestamp } = state.versions;
  return { targets: targets + by.targets, snapshot: snapshot + 1, timestamp: timestamp + 1 };
}

/** The newest root as it is published. */
export function rootFile(state: TrustState): TrustFile {
  const name = `${state.versions.root}.root.json`;
  return { name, bytes: state.files.get(name) ?? bytesOf('') };
}

/** The published targets and the files they name. */
export function targetsFiles(state: TrustState): readonly TrustFile[] {
  return [...state.files].flatMap(([name, bytes]) =>
    name === `${state.versions.targets}.targets.json` || name.startsWith('targets/') ? [{ name, bytes }] : [],
  );
}

/**
 * Snapshot and timestamp over given targets, newly signed, with the bundle.
 * @param input.below the targets and the files they name
 */
export async function signOnline(input: {
  readonly root: TrustFile;
  readonly versions: Versions;
  readonly below: readonly TrustFile[];
  readonly online: SignerKey;
  readonly now: Date;
}): Promise<readonly TrustFile[]> {
  const { versions, now, below } = input;
  const signers = [await createTrustSigner(input.online.seed)];
  const targets = below.find((file) => file.name === `${versions.targets}.targets.json`);
  if (targets === undefined) throw new TypeError(`no ${versions.targets}.targets.json`);
  const snapshot = await makeSnapshot(
    { version: versions.snapshot, expires: expiry(now, 'snapshot') },
    { version: versions.targets, bytes: targets.bytes },
    signers,
  );
  const timestamp = await makeTimestamp(
    { version: versions.timestamp, expires: expiry(now, 'timestamp') },
    { version: versions.snapshot, bytes: snapshot },
    signers,
  );
  const newest: TrustFile[] = [
    input.root,
    { name: 'timestamp.json', bytes: timestamp },
    { name: `${versions.snapshot}.snapshot.json`, bytes: snapshot },
    ...below,
  ];
  return [...newest, { name: 'bundle', bytes: formatTrustBundle(newest) }];
}

/** The keys among these that a root names for a role, each once. */
export async function keysOfRole(
  root: Root,
  role: RoleName,
  keys: readonly SignerKey[],
): Promise<readonly SignerKey[]> {
  const found = new Map<string, SignerKey>();
  for (const key of keys) {
    const { keyId } = await createTrustSigner(key.seed);
    if (root.roles[role].keyIds.includes(keyId)) found.set(keyId, key);
  }
  return [...found.values()];
}

/** Refuses an online key that the root does not name (`signatures-missing`): every reader would refuse what it signs. */
export async function refuseForeignOnlineKey(root: Root, onlineKey: SignerKey): Promise<void> {
  for (const role of ['snapshot', 'timestamp'] as const) {
    if ((await keysOfRole(root, role, [onlineKey])).length > 0) continue;
    throw new EditionError('signatures-missing', `the online key at hand is not the one root ${root.version} names`, {
      hint: 'see which keys are in use: tamizdat keys list',
    });
  }
}

/** Renews snapshot and timestamp when they have aged; an empty list when nothing is due. Needs the online key only. */
export async function renewTrust(state: TrustState, onlineKey: SignerKey, now: Date): Promise<readonly TrustFile[]> {
  const due = (role: 'snapshot' | 'timestamp') =>
    state.expires[role].getTime() - now.getTime() < (LIFE_DAYS[role] - RENEW_DAYS[role]) * DAY_MS;
  if (!due('snapshot') && !due('timestamp')) return [];
  await refuseForeignOnlineKey(state.root, onlineKey);
  const versions = raised(state, { targets: 0 });
  return signOnline({ root: rootFile(state), versions, below: targetsFiles(state), online: onlineKey, now });
}
