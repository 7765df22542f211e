/** Making the trust data of a newsroom: TUF metadata that any TUF client accepts. */
import { bytesOf, hexOf } from './bytes.ts';
import { canonicalJson, type Json } from './canonical.ts';
import { keyPairOf } from './ed25519.ts';
import { formatTime } from './grammar.ts';
import { sha256Hex } from './hash.ts';
import { formatTrustBundle, type TrustFile } from './trust-bundle.ts';
import { keyJson, ROLES, type RoleName, SPEC_VERSION, trustKeyId } from './trust-metadata.ts';

/** A key that signs trust metadata. */
export interface TrustSigner {
  readonly keyId: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/** Makes a trust signer of a 32-byte Ed25519 seed. */
export async function createTrustSigner(seed: Uint8Array): Promise<TrustSigner> {
  const pair = await keyPairOf(seed);
  return { ...pair, keyId: await trustKeyId(pair.publicKey) };
}

/** Who is speaking: stands beside `desks.txt` in the targets, so that the targets keys sign it. */
export interface NewsroomIdentity {
  /** Name as in records, `courier.example`. */
  readonly newsroom: string;
  /** Name for people. */
  readonly title: string;
  /** Of a feed that somebody carries: whose it is and who carries it. Absent when the newsroom itself speaks. */
  readonly carried?: { readonly from: string; readonly by: string };
}

/** Public keys of a role and how many must sign. */
export interface RoleKeys {
  readonly publicKeys: readonly Uint8Array[];
  readonly threshold: number;
}

interface Dated {
  /** 1, 2, …; never goes back. */
  readonly version: number;
  readonly expires: Date;
}

async function sign(
  type: RoleName,
  { version, expires }: Dated,
  fields: { readonly [key: string]: Json },
  signers: readonly TrustSigner[],
): Promise<Uint8Array> {
  const signed: Json = {
    _type: type,
    spec_version: SPEC_VERSION,
    version,
    expires: formatTime(expires),
    ...fields,
  };
  const message = bytesOf(canonicalJson(signed));
  const signatures = await Promise.all(
    signers.map(async (signer) => ({ keyid: signer.keyId, sig: hexOf(await signer.sign(message)) })),
  );
  // Plain JSON, not canonical: that leaves control characters unescaped, which no JSON parser takes.
  return bytesOf(JSON.stringify({ signatures, signed }));
}

/** Makes `N.root.json`: who holds which role. A new root is signed by the old root's keys and its own. */
export async function makeRoot(
  root: Dated & { readonly roles: Readonly<Record<RoleName, RoleKeys>> },
  signers: readonly TrustSigner[],
): Promise<Uint8Array> {
  const keys: Record<string, Json> = {};
  const roles: Record<string, Json> = {};
  for (const name of ROLES) {
    const { publicKeys, threshold } = root.roles[name];
    const keyIds = await Promise.all(publicKeys.map(trustKeyId));
    roles[name] = { keyids: keyIds, threshold };
    for (const publicKey of publicKeys) keys[await trustKeyId(publicKey)] = keyJson(publicKey);
  }
  return sign('root', root, { consistent_snapshot: true, keys, roles }, signers);
}

async function metaOf(version: number, bytes: Uint8Array): Promise<Json> {
  return { version, length: bytes.length, hashes: { sha256: await sha256Hex(bytes) } };
}

async function targetOf(
  bytes: Uint8Array,
): Promise<{ readonly length: number; readonly hashes: { readonly sha256: string } }> {
  return { length: bytes.length, hashes: { sha256: await sha256Hex(bytes) } };
}

/** What a complete set of trust data is made of. */
export interface TrustContents {
  readonly identity: NewsroomIdentity;
  /** Text of `policy.txt`: {@link formatPolicy}. */
  readonly policy: string;
  /** Text of `desks.txt`: {@link formatDesks}. */
  readonly desks: string;
  readonly targets: Dated;
  readonly snapshot: Dated;
  readonly timestamp: Dated;
}

/** Keys that sign targets, snapshot and timestamp. */
export interface TrustSigners {
  readonly targets: readonly TrustSigner[];
  readonly snapshot: readonly TrustSigner[];
  readonly timestamp: readonly TrustSigner[];
}

/** Makes `N.targets.json` and the two files it names. */
export async function makeTargets(
  { identity, policy, desks, targets }: Pick<TrustContents, 'identity' | 'policy' | 'desks' | 'targets'>,
  signers: readonly TrustSigner[],
): Promise<{ readonly targets: Uint8Array; readonly files: readonly TrustFile[] }> {
  const policyBytes = bytesOf(policy);
  const desksBytes = bytesOf(desks);
  const { newsroom, title, carried } = identity;
  const custom: Json = { newsroom, title, ...(carried && { carried: { from: carried.from, by: carried.by } }) };
  const entries = {
    'policy.txt': await targetOf(policyBytes),
    'desks.txt': { ...(await targetOf(desksBytes)), custom },
  };
  return {
    targets: await sign('targets', targets, { targets: entries }, signers),
    files: [
      { name: `targets/${entries['policy.txt'].hashes.sha256}.policy.txt`, bytes: policyBytes },
      { name: `targets/${entries['desks.txt'].hashes.sha256}.desks.txt`, bytes: desksBytes },
    ],
  };
}

/** Makes `N.snapshot.json`, which names the newest targets. */
export async function makeSnapshot(
  snapshot: Dated,
  targets: { readonly version: number; readonly bytes: Uint8Array },
  signers: readonly TrustSigner[],
): Promise<Uint8Array> {
  return sign(
    'snapshot',
    snapshot,
    { meta: { 'targets.json': await metaOf(targets.version, targets.bytes) } },
    signers,
  );
}

/** Makes `timestamp.json`, which names the newest snapshot. */
export async function makeTimestamp(
  timestamp: Dated,
  snapshot: { readonly version: number; readonly bytes: Uint8Array },
  signers: readonly TrustSigner[],
): Promise<Uint8Array> {
  const meta = { 'snapshot.json': await metaOf(snapshot.version, snapshot.bytes) };
  return sign('timestamp', timestamp, { meta }, signers);
}

/**
 * Makes everything under a given newest root: the files of `trust/` (names relative to it), `bundle` included.
 * Earlier `N.root.json` files are kept as they are and not returned.
 */
export async function makeTrust(
  root: { readonly version: number; readonly bytes: Uint8Array },
  contents: TrustContents,
  signers: TrustSigners,
): Promise<readonly TrustFile[]> {
  const { targets, files } = await makeTargets(contents, signers.targets);
  const targetsFile: TrustFile = { name: `${contents.targets.version}.targets.json`, bytes: targets };
  const snapshot: TrustFile = {
    name: `${contents.snapshot.version}.snapshot.json`,
    bytes: await makeSnapshot(
      contents.snapshot,
      { version: contents.targets.version, bytes: targets },
      signers.snapshot,
    ),
  };
  const timestamp: TrustFile = {
    name: 'timestamp.json',
    bytes: await makeTimestamp(
      contents.timestamp,
      { version: contents.snapshot.version, bytes: snapshot.bytes },
      signers.timestamp,
    ),
  };
  const rootFile: TrustFile = { name: `${root.version}.root.json`, bytes: root.bytes };
  const newest = [rootFile, timestamp, snapshot, targetsFile, ...files];
  return [...newest, { name: 'bundle', bytes: formatTrustBundle(newest) }];
}
