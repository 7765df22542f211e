import {
  BUNDLE_PATH,
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
  parseDesks,
  parseMetadata,
  parseTrustBundle,
  type ReadFile,
  rootFingerprint,
  type SignerKey,
  type TrustFile,
} from '../proof/index.ts';
import { EditionError } from './error.ts';
import { keyName } from './keys.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long each role's signature is good for, and how old it may get before it is made anew (formats.md §2). */
const LIFE_DAYS = { root: 365, targets: 180, snapshot: 30, timestamp: 14 } as const;
const RENEW_DAYS = { snapshot: 7, timestamp: 1 } as const;
/** An editor has to be found, and a passphrase: say so this long before. */
const WARN_DAYS = 30;

/** The trust data as published. */
export interface TrustState {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly versions: {
    readonly root: number;
    readonly targets: number;
    readonly snapshot: number;
    readonly timestamp: number;
  };
  readonly expires: { readonly root: Date; readonly targets: Date; readonly snapshot: Date; readonly timestamp: Date };
  readonly desks: readonly Desk[];
  readonly identity: NewsroomIdentity;
  readonly policy: string;
}

const expiry = (now: Date, role: keyof typeof LIFE_DAYS) => new Date(now.getTime() + LIFE_DAYS[role] * DAY_MS);

/** The log's own number is in its origin; later logs of the newsroom count on. */
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
    targets: input.targets,
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
  readonly targets: SignerKey;
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
    [await createTrustSigner(input.targets.seed)],
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

/** Reads the published trust data; null before there is any. Fails with `edition-damaged`. */
export async function readTrust(read: ReadFile): Promise<TrustState | null> {
  const bundle = await read(BUNDLE_PATH, 64 * 1024);
  if (bundle === null) return null;
  const files = new Map(parseTrustBundle(bundle).map((file) => [file.name, file.bytes]));
  const named = (test: (name: string) => boolean): Uint8Array => {
    const name = [...files.keys()].find(test);
    const bytes = name === undefined ? undefined : files.get(name);
    if (bytes === undefined) {
      throw new EditionError('edition-damaged', 'trust/bundle of the edition lacks one of its six files', {
        hint: 'restore the newsroom folder from a backup, or from a carrier',
      });
    }
    return bytes;
  };
  const root = (
    await parseMetadata(
      'root',
      named((name) => name.endsWith('.root.json')),
    )
  ).signed;
  const targets = (
    await parseMetadata(
      'targets',
      named((name) => name.endsWith('.targets.json')),
    )
  ).signed;
  const snapshot = (
    await parseMetadata(
      'snapshot',
      named((name) => name.endsWith('.snapshot.json')),
    )
  ).signed;
  const timestamp = (
    await parseMetadata(
      'timestamp',
      named((name) => name === 'timestamp.json'),
    )
  ).signed;
  const custom = targets.targets.get('desks.txt')?.custom as unknown as NewsroomIdentity;
  return {
    files,
    versions: {
      root: root.version,
      targets: targets.version,
      snapshot: snapshot.version,
      timestamp: timestamp.version,
    },
    expires: {
      root: new Date(root.expires),
      targets: new Date(targets.expires),
      snapshot: new Date(snapshot.expires),
      timestamp: new Date(timestamp.expires),
    },
    desks: await parseDesks(named((name) => name.endsWith('.desks.txt'))),
    identity: custom,
    policy: new TextDecoder().decode(named((name) => name.endsWith('.policy.txt'))),
  };
}

function rootFile(state: TrustState): TrustFile {
  const name = `${state.versions.root}.root.json`;
  return { name, bytes: state.files.get(name) ?? bytesOf('') };
}

function raised(state: TrustState, by: { readonly targets: number }): Versions {
  const { targets, snapshot, timestamp } = state.versions;
  return { targets: targets + by.targets, snapshot: snapshot + 1, timestamp: timestamp + 1 };
}

/** Fingerprint of the newsroom's first root: what readers pin. Null before there is one. */
export async function firstRootFingerprint(read: ReadFile): Promise<string | null> {
  const bytes = await read('trust/1.root.json', 64 * 1024);
  return bytes === null ? null : rootFingerprint(bytes);
}

/** Signs changed desks or a changed identity: needs the targets key. Returns the new files of `trust/`. */
export async function changeTargets(
  state: TrustState,
  change: { readonly desks: readonly Desk[]; readonly identity: NewsroomIdentity },
  targetsKey: SignerKey,
  onlineKey: SignerKey,
  now: Date,
): Promise<readonly TrustFile[]> {
  return signTargets({
    root: rootFile(state),
    versions: raised(state, { targets: 1 }),
    identity: change.identity,
    policy: state.policy,
    desks: change.desks,
    targets: targetsKey,
    online: onlineKey,
    now,
  });
}

/** Renews snapshot and timestamp when they have aged; an empty list when nothing is due. Needs the online key only. */
export async function renewTrust(state: TrustState, onlineKey: SignerKey, now: Date): Promise<readonly TrustFile[]> {
  const due = (role: 'snapshot' | 'timestamp') =>
    state.expires[role].getTime() - now.getTime() < (LIFE_DAYS[role] - RENEW_DAYS[role]) * DAY_MS;
  if (!due('snapshot') && !due('timestamp')) return [];
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
