/**
 * The client workflow of TUF 1.0.34 §5 to the letter, on the steps of our reader's client (`src/proof/trust-steps.ts`).
 * What our reader does otherwise on purpose is done here as the specification has it: expired metadata is refused, each
 * file is kept as soon as it is good, and a change of online keys forgets the snapshot with all it said of the targets.
 */
import { MAX_MUTABLE_BYTES, ProofError } from '../../src/proof/index.ts';
import { floorsUnder } from '../../src/proof/trust-known.ts';
import {
  type FileMeta,
  type Metadata,
  parseMetadata,
  type RoleName,
  type Root,
  type Signed,
  type Snapshot,
  type Targets,
  type Timestamp,
} from '../../src/proof/trust-metadata.ts';
import { checkMeta, takeMetadata, takeRoot } from '../../src/proof/trust-steps.ts';

/** What a client trusts, by role: `root`, `timestamp`, `snapshot`, `targets`. A write is durable when it returns. */
export interface TrustedFiles {
  read(role: RoleName): Promise<Uint8Array | null>;
  write(role: RoleName, bytes: Uint8Array): Promise<void>;
  remove(role: RoleName): Promise<void>;
}

/** Gives a file of the repository, null when it has none of that name; refuses to read more than `maxBytes`. */
export type FetchFile = (name: string, maxBytes: number) => Promise<Uint8Array | null>;

/** Why metadata was not taken, where the reader's client has no such failure. */
export class Refused extends Error {
  readonly code: 'expired' | 'rollback' | 'missing';

  constructor(code: Refused['code'], message: string) {
    super(message);
    this.code = code;
  }
}

interface Refresh {
  readonly trusted: TrustedFiles;
  readonly fetchFile: FetchFile;
  readonly now: Date;
}

/** §5.3.3: the specification's own example of a limit to the number of roots. */
const MAX_ROOTS = 1024;
const ROLES_BELOW_ONLINE_KEYS = ['timestamp', 'snapshot'] as const;

function refuseExpired({ signed }: Metadata<Signed>, now: Date): void {
  if (new Date(signed.expires) <= now) {
    throw new Refused('expired', `${signed.role} version ${signed.version} expired at ${signed.expires}`);
  }
}

function refuseLower(what: string, found: number, known: number): void {
  if (found < known) throw new Refused('rollback', `${what}: version ${found}, but version ${known} is trusted`);
}

async function fetched({ fetchFile }: Refresh, name: string, sizeBytes: number | null = null): Promise<Uint8Array> {
  const bytes = await fetchFile(name, sizeBytes ?? MAX_MUTABLE_BYTES);
  if (bytes === null) throw new Refused('missing', `${name}: the repository has no such file`);
  return bytes;
}

/** §5.3. */
async function updateRoot(refresh: Refresh): Promise<Root> {
  const { trusted, fetchFile, now } = refresh;
  const bytes = await trusted.read('root');
  if (bytes === null) throw new Refused('missing', 'no root is trusted: init first');
  let root = await takeRoot(bytes, (await parseMetadata('root', bytes)).signed.version);
  for (let step = 0; step < MAX_ROOTS; step += 1) {
    const version = root.signed.version + 1;
    const next = await fetchFile(`${version}.root.json`, MAX_MUTABLE_BYTES);
    if (next === null) break;
    const metadata = await takeRoot(next, version, root.signed);
    const floors = floorsUnder(metadata.signed, root.signed, { timestamp: 1, snapshot: 1, targets: 1 });
    if (ROLES_BELOW_ONLINE_KEYS.some((role) => floors[role] === 0)) {
      for (const role of ROLES_BELOW_ONLINE_KEYS) await trusted.remove(role);
    }
    await trusted.write('root', next);
    root = metadata;
  }
  refuseExpired(root, now);
  return root.signed;
}

interface Trusted<T extends Signed> extends Metadata<T> {
  readonly bytes: Uint8Array;
}

/** The trusted file of a role; null when there is none, or when the keys that signed it no longer hold the role. */
async function trustedOf<R extends Exclude<RoleName, 'root'>>(
  { trusted }: Refresh,
  role: R,
  root: Root,
): Promise<Trusted<Extract<Signed, { role: R }>> | null> {
  const bytes = await trusted.read(role);
  if (bytes === null) return null;
  try {
    return { ...(await takeMetadata(role, `${role}.json`, bytes, [root])), bytes };
  } catch (error) {
    if (error instanceof ProofError) return null;
    throw error;
  }
}

/** §5.4. */
async function updateTimestamp(refresh: Refresh, root: Root): Promise<Timestamp> {
  const known = await trustedOf(refresh, 'timestamp', root);
  const bytes = await fetched(refresh, 'timestamp.json');
  const next = await takeMetadata('timestamp', 'timestamp.json', bytes, [root]);
  refuseLower('timestamp', next.signed.version, known?.signed.version ?? 0);
  if (known !== null && next.signed.version === known.signed.version) {
    refuseExpired(known, refresh.now);
    return known.signed;
  }
  refuseLower('snapshot in timestamp', next.signed.snapshot.version, known?.signed.snapshot.version ?? 0);
  refuseExpired(next, refresh.now);
  await refresh.trusted.write('timestamp', bytes);
  return next.signed;
}

async function isNamed(bytes: Uint8Array, name: string, meta: FileMeta): Promise<boolean> {
  try {
    await checkMeta(bytes, name, meta);
    return true;
  } catch (error) {
    if (error instanceof ProofError) return false;
    throw error;
  }
}

/** A file that its parent names: the trusted one if it is that, else from the repository; `check` may refuse the new one. */
async function updateNamed<R extends 'snapshot' | 'targets'>(
  refresh: Refresh,
  role: R,
  root: Root,
  meta: FileMeta,
  check: (next: Trusted<Extract<Signed, { role: R }>>, known: Trusted<Extract<Signed, { role: R }>> | null) => void,
): Promise<Extract<Signed, { role: R }>> {
  const known = await trustedOf(refresh, role, root);
  const name = `${meta.version}.${role}.json`;
  if (known !== null && (known.signed as Signed).version === meta.version && (await isNamed(known.bytes, name, meta))) {
    refuseExpired(known, refresh.now);
    return known.signed;
  }
  const bytes = await fetched(refresh, name, meta.sizeBytes);
  const next = { ...(await takeMetadata(role, name, bytes, [root], meta)), bytes };
  check(next, known);
  refuseExpired(next, refresh.now);
  await refresh.trusted.write(role, bytes);
  return next.signed;
}

/** All files that a snapshot names; our reader needs only the one of its targets. */
function namesIn(snapshot: Uint8Array): readonly string[] {
  return Object.keys(JSON.parse(new TextDecoder().decode(snapshot)).signed.meta);
}

/** §5.5.5. */
function refuseLostTargets(next: Trusted<Snapshot>, known: Trusted<Snapshot> | null): void {
  if (known === null) return;
  refuseLower('targets in snapshot', next.signed.targets.version, known.signed.targets.version);
  const names = namesIn(next.bytes);
  const lost = namesIn(known.bytes).find((name) => !names.includes(name));
  if (lost !== undefined) throw new Refused('rollback', `snapshot: no longer names ${lost}`);
}

/**
 * Brings what is trusted up to date with a repository, and returns its targets. What was good before something failed
 * stays trusted. Fails with {@link Refused}, `ProofError`, or whatever `fetchFile` throws.
 */
export async function refreshTrust(refresh: Refresh): Promise<Targets> {
  const root = await updateRoot(refresh);
  const timestamp = await updateTimestamp(refresh, root);
  const snapshot = await updateNamed(refresh, 'snapshot', root, timestamp.snapshot, refuseLostTargets);
  return updateNamed(refresh, 'targets', root, snapshot.targets, () => undefined);
}

/** §5.7: the bytes of a target, and whether they were `cached`; `fetchFile` fetches from where the targets lie. */
export async function fetchTarget(
  targets: Targets,
  name: string,
  fetchFile: FetchFile,
  cached: Uint8Array | null = null,
): Promise<{ readonly bytes: Uint8Array; readonly isCached: boolean }> {
  const target = targets.targets.get(name);
  if (target === undefined) throw new Refused('missing', `${name}: no such target`);
  const meta = { version: 1, ...target };
  if (cached !== null && (await isNamed(cached, name, meta))) return { bytes: cached, isCached: true };
  const slash = name.lastIndexOf('/') + 1;
  const path = `${name.slice(0, slash)}${target.sha256}.${name.slice(slash)}`;
  const bytes = await fetchFile(path, target.sizeBytes);
  if (bytes === null) throw new Refused('missing', `${name}: the repository has no such file`);
  await checkMeta(bytes, name, meta);
  return { bytes, isCached: false };
}
