/**
 * The TUF client (TUF 1.0.34 §5, without delegations): from a pinned root to who may speak now.
 *
 * Rules, in this order: the first root is the pinned one; each next root is signed by the one before and by itself;
 * timestamp, snapshot and targets are signed as the newest root says, each is what its parent names, and no version
 * goes below one already known. A newer root is kept at once, whatever fails or is expired after it. Unlike TUF, expiry
 * is told and not refused: it never hides authentic text (docs/spec/trust.md).
 */
import type { KnownDesk } from './desks.ts';
import { ProofError } from './errors.ts';
import { BUNDLE_PATH, MAX_MUTABLE_BYTES, type ReadFile } from './layout.ts';
import type { Policy } from './policy.ts';
import { parseTrustBundle, type TrustFile } from './trust-bundle.ts';
import {
  type Floors,
  floorsUnder,
  formatKnown,
  type KnownTrust,
  LOWER_ROLES,
  NO_FLOORS,
  parseKnown,
  raiseFloors,
  rootVersion,
} from './trust-known.ts';
import type { NewsroomIdentity } from './trust-make.ts';
import { type Metadata, type RoleName, type Root, rootFingerprint, type Signed } from './trust-metadata.ts';
import { type GetFile, readSet, type TrustSet } from './trust-set.ts';
import { takeRoot } from './trust-steps.ts';

/** More roots than a newsroom makes in decades: an endless chain is an attack. */
const MAX_ROOT_STEPS = 64;

declare const verified: unique symbol;

/** Who may speak for a newsroom, verified. Only {@link verifyTrust} and `verifyBundle` (`verify-file.ts`) make one. */
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
  /** To be stored, and given as `known` next time: opaque, never lower than the `known` it came from. */
  readonly keep: Uint8Array;
}

/** Trust data that failed, after which there may still be something to keep. */
export class TrustError extends ProofError {
  /** As of {@link Trusted}: a newer root is good even where what lies under it is not. Null when nothing verified. */
  readonly keep: Uint8Array | null;

  constructor({ code, message, hint }: ProofError, keep: Uint8Array | null) {
    super(code, message, { hint });
    this.keep = keep;
  }
}

/** What is needed to trust a newsroom. */
export interface TrustInput {
  /** Fingerprint of the first root, 64 hex digits. */
  readonly fingerprint: string;
  /**
   * What an earlier {@link verifyTrust} said to keep; comes from the caller's own storage and is believed. A trust
   * bundle that the caller has reason to believe will do.
   */
  readonly known?: Uint8Array | null;
  /** A carrier; absent offline. */
  readonly read?: ReadFile | null;
  readonly now: Date;
}

interface RootState {
  readonly bytes: Uint8Array;
  readonly metadata: Metadata<Root>;
}

interface CarrierFiles {
  readonly get: GetFile;
  /** In its bundle; null when there is none. */
  readonly newestRoot: number | null;
}

/** A carrier's trust files: what is in its bundle comes from there, everything else file by file. */
async function carrierFiles(read: ReadFile): Promise<CarrierFiles> {
  const bundle = await read(BUNDLE_PATH, MAX_MUTABLE_BYTES);
  const files = bundle === null ? [] : parseTrustBundle(bundle);
  const roots = files.flatMap(({ name }) => /^([0-9]+)\.root\.json$/.exec(name)?.[1] ?? []).map(Number);
  return {
    get: async (name, maxBytes = MAX_MUTABLE_BYTES) =>
      files.find((file) => file.name === name)?.bytes ?? (await read(`trust/${name}`, maxBytes)),
    newestRoot: roots.length === 0 ? null : Math.max(...roots),
  };
}

async function readRoot(bytes: Uint8Array, version: number, before?: Root): Promise<RootState> {
  return { bytes, metadata: await takeRoot(bytes, version, before) };
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
  return readRoot(bytes, 1);
}

/** Each next root, verified by the one before and by itself. Fails like {@link readRoot}, and on an endless chain. */
async function* nextRoots(from: RootState, get: GetFile, newestRoot: number | null): AsyncGenerator<RootState> {
  let root = from;
  for (let step = 0; step < MAX_ROOT_STEPS; step += 1) {
    const version = root.metadata.signed.version + 1;
    if (newestRoot !== null && version > newestRoot) return;
    const bytes = await get(`${version}.root.json`);
    // Without the links between, a newer root in the bundle cannot be reached: stay with what is trusted.
    if (bytes === null) return;
    root = await readRoot(bytes, version, root.metadata.signed);
    yield root;
  }
  throw new ProofError('trust-format', `trust/: more than ${MAX_ROOT_STEPS} roots to follow`);
}

function refuseRollback({ versions }: TrustSet, floors: Floors): void {
  for (const role of LOWER_ROLES) {
    if (versions[role] < floors[role]) {
      throw new ProofError(
        'trust-rollback',
        `trust/${role}.json: version ${versions[role]}, but version ${floors[role]} is known`,
      );
    }
  }
}

/** The known set under the newest root; null when there is none, or when that root took its keys away. */
async function knownSet(root: Root, files: readonly TrustFile[]): Promise<TrustSet | null> {
  try {
    return await readSet(root, async (name) => files.find((file) => file.name === name)?.bytes ?? null);
  } catch (error) {
    if (error instanceof ProofError && ['trust-threshold', 'trust-missing'].includes(error.code)) return null;
    throw error;
  }
}

/**
 * The carrier's set under the newest root. A carrier that was not told of that root serves what older keys signed: it is
 * behind, as one with older versions is, and not false. Whoever lies about its newest root gains no more than silence.
 */
async function carrierSet(root: Root, { get, newestRoot }: CarrierFiles): Promise<TrustSet | null> {
  try {
    return await readSet(root, get);
  } catch (error) {
    if (!(error instanceof ProofError) || error.code !== 'trust-threshold') throw error;
    if (newestRoot === null || newestRoot >= root.version) throw error;
    throw new ProofError(
      'trust-rollback',
      `trust/root.json: version ${newestRoot}, but version ${root.version} is known`,
    );
  }
}

/** The root to start from: the newest known one, or the pinned first one. */
function startRoot(fingerprint: string, { root }: KnownTrust, get: GetFile): Promise<RootState> {
  if (root === null) return firstRoot(get, fingerprint);
  const version = rootVersion(root);
  return version === 1 ? pinnedRoot(root.bytes, fingerprint) : readRoot(root.bytes, version);
}

/**
 * Runs the TUF client workflow. Without a carrier, or with one that has no `trust/`, what is known is used.
 * Fails with a {@link TrustError} of `trust-…`, `root-mismatch`, `bundle-format`, `policy-format`, `desks-format` or
 * `key-format`; `trust-missing` means that nothing can be said, every other that what was given is wrong.
 */
export async function verifyTrust({ fingerprint, known, read, now }: TrustInput): Promise<Trusted> {
  let kept: KnownTrust = { root: null, floors: NO_FLOORS, files: [] };
  try {
    if (known) kept = await parseKnown(known);
    const carrier = read ? await carrierFiles(read) : { get: async () => null, newestRoot: null };
    let root = await startRoot(fingerprint, kept, carrier.get);
    kept = { ...kept, root: fileOf(root) };
    for await (const next of nextRoots(root, carrier.get, carrier.newestRoot)) {
      const floors = floorsUnder(next.metadata.signed, root.metadata.signed, kept.floors);
      kept = { ...kept, root: fileOf(next), floors };
      root = next;
    }
    const old = await knownSet(root.metadata.signed, kept.files);
    const fresh = read ? await carrierSet(root.metadata.signed, carrier) : null;
    if (fresh !== null) refuseRollback(fresh, kept.floors);
    // Two timestamps of one version: the one that came first stays (TUF 1.0.34 §5.4.3.1).
    const set = fresh === null || fresh.versions.timestamp === old?.versions.timestamp ? old : fresh;
    if (set === null) throw new ProofError('trust-missing', 'trust/timestamp.json: cannot be had');
    return trustedOf(fingerprint, root, set, raiseFloors(kept.floors, set.versions), now);
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    throw new TrustError(error, kept.root === null ? null : formatKnown(kept));
  }
}

const fileOf = ({ bytes, metadata }: RootState): TrustFile => ({ name: `${metadata.signed.version}.root.json`, bytes });

function trustedOf(fingerprint: string, root: RootState, set: TrustSet, floors: Floors, now: Date): Trusted {
  const parts: readonly Metadata<Signed>[] = [root.metadata, ...set.metadata];
  const expired = parts.map(({ signed }) => signed).filter(({ expires }) => new Date(expires) <= now);
  const { identity, policy, desks, versions } = set;
  return {
    fingerprint,
    identity,
    policy,
    desks,
    versions: { root: root.metadata.signed.version, ...versions },
    expired: expired.map(({ role }) => role),
    keep: formatKnown({ root: fileOf(root), floors, files: set.files }),
  } as unknown as Trusted;
}
