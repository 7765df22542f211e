import {
  bytesOf,
  createSigner,
  createTrustSigner,
  type Desk,
  formatDesks,
  formatPolicy,
  formatTrustBundle,
  makeRoot,
  makeSnapshot,
  makeTargets,
  makeTimestamp,
  type NewsroomIdentity,
  type RoleName,
  type SignerKey,
  type TrustFile,
} from '../proof/index.ts';
import { EditionError } from './error.ts';
import { keyName } from './key-name.ts';
import type { TrustState } from './trust-state.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long each role's signature is good for, and how old it may get before it is made anew (formats.md §2). */
const LIFE_DAYS = { root: 365, targets: 180, snapshot: 30, timestamp: 14 } as const;
const RENEW_DAYS = { snapshot: 7, timestamp: 1 } as const;
/** An editor has to be found, and a passphrase: say so this long before. */
const WARN_DAYS = 30;

const expiry = (now: Date, role: keyof typeof LIFE_DAYS) => new Date(now.getTime() + LIFE_DAYS[role] * DAY_MS);

/** Origin of a newsroom's first log. Later logs count on; which one is in use, {@link TrustState} says. */
export function logOrigin(newsroom: string): string {
  return keyName(newsroom, 'log-1');
}

/** A desk line: `language`'s key, valid from `firstIndex` of the log on. */
export async function deskOf(key: SignerKey, language: string, log: string, firstIndex: number): Promise<Desk> {
  const { verifierKey } = await createSigner(key);
  return { verifierKey, languages: [language], log, firstIndex, lastIndex: null };
}

/** Makes the first trust data of a newsroom: names are relative to `trust/`. */
export async function makeFirstTrust(input: {
  readonly identity: NewsroomIdentity;
  readonly root: SignerKey;
  readonly targets: SignerKey;
  readonly online: SignerKey;
  readonly log: SignerKey;
  readonly clock: SignerKey;
  readonly desks: readonly Desk[];
  readonly now: Date;
}): Promise<readonly TrustFile[]> {
  const { now } = input;
  const root = await createTrustSigner(input.root.seed);
  const targets = await createTrustSigner(input.targets.seed);
  const online = await createTrustSigner(input.online.seed);
  const one = (publicKey: Uint8Array) => ({ publicKeys: [publicKey], threshold: 1 });
  const rootBytes = await makeRoot(
    {
      version: 1,
      expires: expiry(now, 'root'),
      roles: {
        root: one(root.publicKey),
        targets: one(targets.publicKey),
        snapshot: one(online.publicKey),
        timestamp: one(online.publicKey),
      },
    },
    [root],
  );
  const policy = formatPolicy({
    log: (await createSigner(input.log)).verifierKey,
    clock: (await createSigner(input.clock)).verifierKey,
  });
  return signTargets({
    root: { name: '1.root.json', bytes: rootBytes },
    versions: { targets: 1, snapshot: 1, timestamp: 1 },
    identity: input.identity,
    policy,
    desks: input.desks,
    targets: [input.targets],
    online: input.online,
    now,
  });
}

interface Versions {
  readonly targets: number;
  readonly snapshot: number;
  readonly timestamp: number;
}

/** Everything below a root, newly signed, with the bundle. */
async function signTargets(input: {
  readonly root: TrustFile;
  readonly versions: Versions;
  readonly identity: NewsroomIdentity;
  readonly policy: string;
  readonly desks: readonly Desk[];
  readonly targets: readonly SignerKey[];
  readonly online: SignerKey;
  readonly now: Date;
}): Promise<readonly TrustFile[]> {
  const { identity, policy, versions, now } = input;
  const { targets, files } = await makeTargets(
    {
      identity,
      policy,
      desks: await formatDesks(input.desks),
      targets: { version: versions.targets, expires: expiry(now, 'targets') },
    },
    await Promise.all(input.targets.map(({ seed }) => createTrustSigner(seed))),
  );
  const below = [{ name: `${versions.targets}.targets.json`, bytes: targets }, ...files];
  return signOnline({ root: input.root, versions, below, online: input.online, now });
}

/** Snapshot and timestamp over given targets, newly signed, with the bundle. `below` starts with the targets. */
async function signOnline(input: {
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

function rootFile(state: TrustState): TrustFile {
  const name = `${state.versions.root}.root.json`;
  return { name, bytes: state.files.get(name) ?? bytesOf('') };
}

function raised(state: TrustState, by: { readonly targets: number }): Versions {
  const { targets, snapshot, timestamp } = state.versions;
  return { targets: targets + by.targets, snapshot: snapshot + 1, timestamp: timestamp + 1 };
}

/** What the targets keys sign; what is absent stays as it is published. */
export interface TargetsChange {
  readonly desks?: readonly Desk[];
  readonly identity?: NewsroomIdentity;
  /** Text of `policy.txt`. */
  readonly policy?: string;
}

/**
 * Signs a change of what the targets keys vouch for (an empty one renews their signatures), and snapshot and timestamp
 * over it. Returns the new files of `trust/`; nothing is written.
 * @param targetsKeys those at hand; keys that the root does not name for targets are left out
 * @throws EditionError `signatures-missing` when they are fewer than the root's threshold, or the online key is not its
 */
export async function changeTargets(
  state: TrustState,
  change: TargetsChange,
  targetsKeys: readonly SignerKey[],
  onlineKey: SignerKey,
  now: Date,
): Promise<readonly TrustFile[]> {
  const targets = await keysOfRole(state, 'targets', targetsKeys);
  const { threshold } = state.root.roles.targets;
  if (targets.length < threshold) {
    throw new EditionError(
      'signatures-missing',
      `${targets.length} of the ${threshold} targets keys that root ${state.root.version} asks for are at hand`,
      { hint: 'have the change signed where the other keys are: tamizdat keys propose' },
    );
  }
  await refuseForeignOnlineKey(state, onlineKey);
  return signTargets({
    root: rootFile(state),
    versions: raised(state, { targets: 1 }),
    identity: change.identity ?? state.identity,
    policy: change.policy ?? state.policy,
    desks: change.desks ?? state.desks,
    targets,
    online: onlineKey,
    now,
  });
}

/** The keys among these that the newest root names for a role, each once. */
export async function keysOfRole(
  { root }: TrustState,
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

/** What an online key signs that the root does not name would be refused by every reader. */
async function refuseForeignOnlineKey(state: TrustState, onlineKey: SignerKey): Promise<void> {
  for (const role of ['snapshot', 'timestamp'] as const) {
    if ((await keysOfRole(state, role, [onlineKey])).length > 0) continue;
    throw new EditionError(
      'signatures-missing',
      `the online key at hand is not the one root ${state.root.version} names`,
      {
        hint: 'see which keys are in use: tamizdat keys list',
      },
    );
  }
}

/** Renews snapshot and timestamp when they have aged; an empty list when nothing is due. Needs the online key only. */
export async function renewTrust(state: TrustState, onlineKey: SignerKey, now: Date): Promise<readonly TrustFile[]> {
  const due = (role: 'snapshot' | 'timestamp') =>
    state.expires[role].getTime() - now.getTime() < (LIFE_DAYS[role] - RENEW_DAYS[role]) * DAY_MS;
  if (!due('snapshot') && !due('timestamp')) return [];
  await refuseForeignOnlineKey(state, onlineKey);
  const versions = raised(state, { targets: 0 });
  const below = [...state.files].flatMap(([name, bytes]) =>
    name === `${versions.targets}.targets.json` || name.startsWith('targets/') ? [{ name, bytes }] : [],
  );
  return signOnline({ root: rootFile(state), versions, below, online: onlineKey, now });
}

/** What an operator has to be told about the trust data again and again: one sentence each. */
export function trustReminders(state: TrustState, now: Date): string[] {
  const reminders: string[] = [];
  for (const role of ['root', 'targets'] as const) {
    const days = Math.floor((state.expires[role].getTime() - now.getTime()) / DAY_MS);
    if (days >= WARN_DAYS) continue;
    reminders.push(
      days < 0
        ? `the ${role} signature expired on ${state.expires[role].toISOString().slice(0, 10)}: readers are told so`
        : `the ${role} signature expires in ${days} days`,
    );
  }
  return reminders;
}
