/**
 * The TUF client (TUF 1.0.34 §5, without delegations): from a pinned root to who may speak now.
 *
 * Rules, in this order: the first root is the pinned one; each next root is signed by the one before and by itself;
 * timestamp, snapshot and targets are signed as the newest root says, each is what its parent names, and no version
 * goes below one already known. Unlike TUF, expiry is told and not refused: it never hides authentic text
 * (docs/spec/trust.md).
 */
import type { Json } from './canonical.ts';
import { type KnownDesk, parseDesks } from './desks.ts';
import { ProofError } from './errors.ts';
import { isName } from './grammar.ts';
import { BUNDLE_PATH, MAX_MUTABLE_BYTES, type ReadFile } from './layout.ts';
import { matchesRef } from './objects.ts';
import { type Policy, parsePolicy } from './policy.ts';
import { formatTrustBundle, parseTrustBundle, type TrustFile } from './trust-bundle.ts';
import type { NewsroomIdentity } from './trust-make.ts';
import {
  type FileMeta,
  type Metadata,
  parseMetadata,
  type RoleName,
  type Root,
  rootFingerprint,
  type Signed,
  type Target,
  verifySignatures,
} from './trust-metadata.ts';

/** More roots than a newsroom makes in decades: an endless chain is an attack. */
const MAX_ROOT_STEPS = 64;

declare const verified: unique symbol;

/** Who may speak for a newsroom, verified. Only {@link verifyTrust} makes one. */
export interface Trusted {
  readonly [verified]: 'trust';
  /** The pinned fingerprint: what trust is keyed by. */
  readonly fingerprint: string;
  readonly identity: NewsroomIdentity;
  readonly policy: Policy;
  readonly desks: readonly KnownDesk[];
  readonly versions: Readonly<Record<RoleName, number>>;
  /** Roles whose metadata was past its date at `now`: a label, not a failure. */
  readonly expired: readonly RoleName[];
  /** The newest six files, to be kept and given as `known` next time; null when something is expired. */
  readonly keep: Uint8Array | null;
}

/** What is needed to trust a newsroom. */
export interface TrustInput {
  /** Fingerprint of the first root, 64 hex digits. */
  readonly fingerprint: string;
  /** What an earlier {@link verifyTrust} said to keep; comes from the caller's own storage and is believed. */
  readonly known?: Uint8Array | null;
  /** A carrier; absent offline. */
  readonly read?: ReadFile | null;
  readonly now: Date;
}

type GetFile = (name: string, maxBytes?: number) => Promise<Uint8Array | null>;

interface RootState {
  readonly bytes: Uint8Array;
  readonly metadata: Metadata<Root>;
}

/** Timestamp, snapshot, targets and target files that belong together. */
interface TrustSet {
  readonly metadata: readonly Metadata<Signed>[];
  readonly versions: Omit<Trusted['versions'], 'root'>;
  readonly identity: NewsroomIdentity;
  readonly policy: Policy;
  readonly desks: readonly KnownDesk[];
  readonly files: readonly TrustFile[];
}

/** A carrier's trust files: what is in its bundle comes from there, everything else file by file. */
async function carrierFiles(read: ReadFile): Promise<{ readonly get: GetFile; readonly newestRoot: number | null }> {
  const bundle = await read(BUNDLE_PATH, MAX_MUTABLE_BYTES);
  const files = bundle === null ? [] : parseTrustBundle(bundle);
  const roots = files.flatMap(({ name }) => /^([0-9]+)\.root\.json$/.exec(name)?.[1] ?? []).map(Number);
  return {
    get: async (name, maxBytes = MAX_MUTABLE_BYTES) =>
      files.find((file) => file.name === name)?.bytes ?? (await read(`trust/${name}`, maxBytes)),
    newestRoot: roots.length === 0 ? null : Math.max(...roots),
  };
}

async function readRoot(bytes: Uint8Array, signedBy: readonly Root[], version: number): Promise<RootState> {
  const metadata = await parseMetadata('root', bytes);
  if (metadata.signed.version !== version) {
    throw new ProofError('trust-mismatch', `trust/${version}.root.json: says it is version ${metadata.signed.version}`);
  }
  for (const root of [...signedBy, metadata.signed]) await verifySignatures(root, metadata);
  return { bytes, metadata };
}

async function firstRoot(get: GetFile, fingerprint: string): Promise<RootState> {
  const bytes = await get('1.root.json');
  if (bytes === null) throw new ProofError('trust-missing', 'trust/1.root.json: cannot be had');
  return pinnedRoot(bytes, fingerprint);
}

async function pinnedRoot(bytes: Uint8Array, fingerprint: string): Promise<RootState> {
  if ((await rootFingerprint(bytes)) !== fingerprint) {
    throw new ProofError('root-mismatch', 'trust/1.root.json: not the root whose fingerprint is pinned');
  }
  return readRoot(bytes, [], 1);
}

async function walkRoots(from: RootState, get: GetFile, newestRoot: number | null): Promise<RootState> {
  let root = from;
  for (let step = 0; step < MAX_ROOT_STEPS; step += 1) {
    const version = root.metadata.signed.version + 1;
    if (newestRoot !== null && version > newestRoot) return root;
    const bytes = await get(`${version}.root.json`);
    if (bytes === null) {
      // Without the links between, a newer root in the bundle cannot be reached: stay with what is trusted.
      return root;
    }
    root = await readRoot(bytes, [root.metadata.signed], version);
  }
  throw new ProofError('trust-format', `trust/: more than ${MAX_ROOT_STEPS} roots to follow`);
}

async function checkMeta(bytes: Uint8Array | null, name: string, meta: FileMeta): Promise<Uint8Array> {
  if (bytes === null) throw new ProofError('trust-missing', `trust/${name}: cannot be had`);
  const isLength = meta.sizeBytes === null || meta.sizeBytes === bytes.length;
  const isHash = meta.sha256 === null || (await matchesRef(bytes, { sizeBytes: bytes.length, sha256: meta.sha256 }));
  if (!isLength || !isHash) throw new ProofError('trust-mismatch', `trust/${name}: not the file its parent names`);
  return bytes;
}

function sameVersion(name: string, found: number, expected: number): void {
  if (found !== expected) throw new ProofError('trust-mismatch', `trust/${name}: says it is version ${found}`);
}

/** Timestamp → snapshot → targets → target files under a root; null when there is no timestamp at all. */
async function readSet(root: Root, get: GetFile): Promise<TrustSet | null> {
  const timestampBytes = await get('timestamp.json');
  if (timestampBytes === null) return null;
  const timestamp = await parseMetadata('timestamp', timestampBytes);
  await verifySignatures(root, timestamp);

  const snapshotMeta = timestamp.signed.snapshot;
  const snapshotName = `${snapshotMeta.version}.snapshot.json`;
  const snapshotBytes = await checkMeta(await get(snapshotName), snapshotName, snapshotMeta);
  const snapshot = await parseMetadata('snapshot', snapshotBytes);
  await verifySignatures(root, snapshot);
  sameVersion(snapshotName, snapshot.signed.version, snapshotMeta.version);

  const targetsMeta = snapshot.signed.targets;
  const targetsName = `${targetsMeta.version}.targets.json`;
  const targetsBytes = await checkMeta(await get(targetsName), targetsName, targetsMeta);
  const targets = await parseMetadata('targets', targetsBytes);
  await verifySignatures(root, targets);
  sameVersion(targetsName, targets.signed.version, targetsMeta.version);

  const readTarget = async (name: string): Promise<{ target: Target; file: TrustFile }> => {
    const target = targets.signed.targets.get(name);
    if (target === undefined) throw new ProofError('trust-format', `trust/${targetsName}: does not name ${name}`);
    const path = `targets/${target.sha256}.${name}`;
    const bytes = await checkMeta(await get(path, Math.min(target.sizeBytes, MAX_MUTABLE_BYTES)), path, {
      version: 1,
      ...target,
    });
    return { target, file: { name: path, bytes } };
  };
  const policy = await readTarget('policy.txt');
  const desks = await readTarget('desks.txt');
  return {
    metadata: [timestamp, snapshot, targets],
    versions: {
      timestamp: timestamp.signed.version,
      snapshot: snapshot.signed.version,
      targets: targets.signed.version,
    },
    identity: checkIdentity(desks.target.custom),
    policy: await parsePolicy(policy.file.bytes),
    desks: await parseDesks(desks.file.bytes),
    files: [
      { name: 'timestamp.json', bytes: timestampBytes },
      { name: snapshotName, bytes: snapshotBytes },
      { name: targetsName, bytes: targetsBytes },
      policy.file,
      desks.file,
    ],
  };
}

/** Words that are shown to people beside a verdict: one line, no direction tricks. */
function isTitle(value: Json | undefined): value is string {
  return (
    typeof value === 'string' && /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]{1,200}$/u.test(value) && value.trim() === value
  );
}

/**
 * Checks words that say who is speaking: a name as in records, one line of up to 200 characters for each of the others,
 * no control or formatting characters. Fails with `trust-format`. For whoever makes trust data: what fails here would
 * be refused by every reader.
 */
export function checkIdentity(identity: unknown): NewsroomIdentity {
  const { newsroom, title, carried } = (identity ?? {}) as { readonly [key: string]: Json };
  const bad = (word: string) => new ProofError('trust-format', `who is speaking: ${word} is missing or not one line`);
  if (typeof newsroom !== 'string' || !isName(newsroom)) throw bad('newsroom');
  if (!isTitle(title)) throw bad('title');
  if (carried === undefined) return { newsroom, title };
  const { from, by } = (carried ?? {}) as { readonly [key: string]: Json };
  if (!isTitle(from)) throw bad('carried.from');
  if (!isTitle(by)) throw bad('carried.by');
  return { newsroom, title, carried: { from, by } };
}

function refuseRollback(fresh: TrustSet, known: TrustSet): void {
  for (const role of ['timestamp', 'snapshot', 'targets'] as const) {
    if (fresh.versions[role] < known.versions[role]) {
      throw new ProofError(
        'trust-rollback',
        `trust/${role}.json: version ${fresh.versions[role]}, but version ${known.versions[role]} is known`,
      );
    }
  }
}

/** The known set under the newest root; null when that root took its keys away (then versions start afresh). */
async function knownSet(root: Root, get: GetFile): Promise<TrustSet | null> {
  try {
    return await readSet(root, get);
  } catch (error) {
    if (error instanceof ProofError && error.code === 'trust-threshold') return null;
    throw error;
  }
}

/**
 * Runs the TUF client workflow. Without a carrier, or with one that has no `trust/`, what is known is used.
 * Fails with a `trust-…`, `root-mismatch`, `bundle-format`, `policy-format`, `desks-format` or `key-format` failure;
 * `trust-missing` means that nothing can be said, every other that what was given is wrong.
 */
export async function verifyTrust({ fingerprint, known, read, now }: TrustInput): Promise<Trusted> {
  const knownFiles = known ? parseTrustBundle(known) : [];
  const getKnown: GetFile = async (name) => knownFiles.find((file) => file.name === name)?.bytes ?? null;
  const carrier = read ? await carrierFiles(read) : { get: getKnown, newestRoot: null };

  const knownRoot = knownFiles.find(({ name }) => name.endsWith('.root.json'));
  const knownVersion = Number.parseInt(knownRoot?.name ?? '0', 10);
  let start: RootState;
  if (knownRoot === undefined) start = await firstRoot(carrier.get, fingerprint);
  else if (knownVersion === 1) start = await pinnedRoot(knownRoot.bytes, fingerprint);
  else start = await readRoot(knownRoot.bytes, [], knownVersion);
  const root = await walkRoots(start, carrier.get, carrier.newestRoot);

  const old = await knownSet(root.metadata.signed, getKnown);
  const fresh = read ? await readSet(root.metadata.signed, carrier.get) : null;
  if (fresh !== null && old !== null) refuseRollback(fresh, old);
  const set = fresh ?? old;
  if (set === null) throw new ProofError('trust-missing', 'trust/timestamp.json: cannot be had');

  const parts: readonly Metadata<Signed>[] = [root.metadata, ...set.metadata];
  const expired = parts.map(({ signed }) => signed).filter(({ expires }) => new Date(expires) <= now);
  const rootFile: TrustFile = { name: `${root.metadata.signed.version}.root.json`, bytes: root.bytes };
  const { identity, policy, desks, versions } = set;
  return {
    fingerprint,
    identity,
    policy,
    desks,
    versions: { root: root.metadata.signed.version, ...versions },
    expired: expired.map(({ role }) => role),
    keep: expired.length === 0 ? formatTrustBundle([rootFile, ...set.files]) : null,
  } as unknown as Trusted;
}
