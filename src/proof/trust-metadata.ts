/** TUF metadata of the four roles (TUF 1.0.34): types, parsing, signatures. */
import { base64Of, bytesOf, capBytes, hexOf, parseHex, textOf } from './bytes.ts';
import { canonicalJson, type Json, parseStrictJson } from './canonical.ts';
import { verifyEd25519 } from './ed25519.ts';
import { ProofError } from './errors.ts';
import { isTime } from './grammar.ts';
import { sha256Hex } from './hash.ts';
import { MAX_MUTABLE_BYTES } from './layout.ts';

/** The roles of a TUF repository without delegations. */
export type RoleName = 'root' | 'targets' | 'snapshot' | 'timestamp';
export const ROLES: readonly RoleName[] = ['root', 'targets', 'snapshot', 'timestamp'];
/** Version of the TUF specification that our metadata names. */
export const SPEC_VERSION = '1.0.34';

/** The keys of a role and how many must sign. */
export interface Role {
  readonly keyIds: readonly string[];
  readonly threshold: number;
}

interface SignedBase {
  readonly version: number;
  /** UTC, whole seconds. */
  readonly expires: string;
}

/** Who holds which role. */
export interface Root extends SignedBase {
  readonly role: 'root';
  /** Public keys (32 bytes) by key id. */
  readonly keys: ReadonlyMap<string, Uint8Array>;
  readonly roles: Readonly<Record<RoleName, Role>>;
}

/** A file by name, as its parent describes it. Length and hash may be absent in metadata of metadata. */
export interface FileMeta {
  readonly version: number;
  readonly sizeBytes: number | null;
  readonly sha256: string | null;
}

/** What the newest snapshot is. */
export interface Timestamp extends SignedBase {
  readonly role: 'timestamp';
  readonly snapshot: FileMeta;
}

/** What the newest targets are. */
export interface Snapshot extends SignedBase {
  readonly role: 'snapshot';
  readonly targets: FileMeta;
}

/** A file below `trust/targets/`. */
export interface Target {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly custom: Json;
}

/** What `policy.txt` and `desks.txt` are. */
export interface Targets extends SignedBase {
  readonly role: 'targets';
  readonly targets: ReadonlyMap<string, Target>;
}

/** What the metadata of a role says; `role` tells which it is. */
export type Signed = Root | Timestamp | Snapshot | Targets;

/** Metadata as parsed; its signatures are not verified. */
export interface Metadata<T extends Signed> {
  readonly signed: T;
  /** What the signatures are over. */
  readonly canonical: Uint8Array;
  readonly signatures: ReadonlyMap<string, Uint8Array>;
}

type JsonObject = { readonly [key: string]: Json };

/** Id of an Ed25519 key as securesystemslib computes it. */
export function trustKeyId(publicKey: Uint8Array): Promise<string> {
  return sha256Hex(bytesOf(canonicalJson(keyJson(publicKey))));
}

/** An Ed25519 key as it stands in a root. */
export function keyJson(publicKey: Uint8Array): Json {
  return { keytype: 'ed25519', keyval: { public: hexOf(publicKey) }, scheme: 'ed25519' };
}

class Reader {
  readonly what: string;
  constructor(what: string) {
    this.what = what;
  }
  bad(why: string): ProofError {
    return new ProofError('trust-format', `${this.what}: ${why}`);
  }
  object(value: Json | undefined, name: string): JsonObject {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.bad(`${name} is not an object`);
    return value as JsonObject;
  }
  /** A member of its own: `toString` in a hostile file must not find the prototype's. */
  member(object: JsonObject, name: string): Json | undefined {
    return Object.hasOwn(object, name) ? object[name] : undefined;
  }
  text(object: JsonObject, name: string): string {
    const value = this.member(object, name);
    if (typeof value !== 'string') throw this.bad(`${name} is not a text`);
    return value;
  }
  count(object: JsonObject, name: string, lowest = 1): number {
    const value = this.member(object, name);
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < lowest) {
      throw this.bad(`${name} is not a number from ${lowest}`);
    }
    return value;
  }
  list(object: JsonObject, name: string): readonly Json[] {
    const value = this.member(object, name);
    if (!Array.isArray(value)) throw this.bad(`${name} is not a list`);
    return value as readonly Json[];
  }
  hash(object: JsonObject): string {
    const hash = this.text(this.object(this.member(object, 'hashes'), 'hashes'), 'sha256');
    if (!/^[0-9a-f]{64}$/.test(hash)) throw this.bad('sha256 is not 64 hex digits');
    return hash;
  }
}

async function parseRoot(reader: Reader, signed: JsonObject, base: SignedBase): Promise<Root> {
  // Without it, other clients look for files under other names than ours.
  if (reader.member(signed, 'consistent_snapshot') !== true) throw reader.bad('not of consistent snapshots');
  const keys = new Map<string, Uint8Array>();
  for (const [keyId, value] of Object.entries(reader.object(reader.member(signed, 'keys'), 'keys'))) {
    const key = reader.object(value, 'key');
    const publicKey = parseHex(reader.text(reader.object(reader.member(key, 'keyval'), 'keyval'), 'public'));
    const types = [reader.text(key, 'keytype'), reader.text(key, 'scheme')];
    if (types.some((type) => type !== 'ed25519') || publicKey?.length !== 32) throw reader.bad('not an Ed25519 key');
    // Of the key as it stands, members that mean nothing to us included: other clients compute it so.
    if ((await sha256Hex(bytesOf(canonicalJson(key)))) !== keyId) throw reader.bad('a key id does not fit its key');
    keys.set(keyId, publicKey);
  }
  const all = reader.object(reader.member(signed, 'roles'), 'roles');
  const parseRole = (name: RoleName): Role => {
    const role = reader.object(reader.member(all, name), `role ${name}`);
    const keyIds = reader.list(role, 'keyids').map((keyId) => {
      if (typeof keyId !== 'string' || !keys.has(keyId)) throw reader.bad(`role ${name} names an unknown key`);
      return keyId;
    });
    if (new Set(keyIds).size !== keyIds.length) throw reader.bad(`role ${name} names a key twice`);
    return { keyIds, threshold: reader.count(role, 'threshold') };
  };
  const roles = {
    root: parseRole('root'),
    targets: parseRole('targets'),
    snapshot: parseRole('snapshot'),
    timestamp: parseRole('timestamp'),
  };
  return { role: 'root', ...base, keys, roles };
}

function parseMeta(reader: Reader, signed: JsonObject, name: string): FileMeta {
  const meta = reader.object(reader.member(signed, 'meta'), 'meta');
  const file = reader.object(reader.member(meta, name), name);
  return {
    version: reader.count(file, 'version'),
    sizeBytes: reader.member(file, 'length') === undefined ? null : reader.count(file, 'length'),
    sha256: reader.member(file, 'hashes') === undefined ? null : reader.hash(file),
  };
}

function parseTargets(reader: Reader, signed: JsonObject, base: SignedBase): Targets {
  const targets = new Map<string, Target>();
  for (const [name, value] of Object.entries(reader.object(reader.member(signed, 'targets'), 'targets'))) {
    const target = reader.object(value, name);
    const custom = reader.member(target, 'custom') ?? null;
    targets.set(name, { sizeBytes: reader.count(target, 'length', 0), sha256: reader.hash(target), custom });
  }
  return { role: 'targets', ...base, targets };
}

async function parseSigned(reader: Reader, signed: JsonObject, role: RoleName): Promise<Signed> {
  if (reader.text(signed, '_type') !== role) throw reader.bad(`is not metadata of the role ${role}`);
  if (!/^1\.[0-9]+(\.[0-9]+)?$/.test(reader.text(signed, 'spec_version'))) throw reader.bad('not of TUF version 1');
  const expires = reader.text(signed, 'expires');
  if (!isTime(expires)) throw reader.bad('expires is not a UTC time');
  const base: SignedBase = { version: reader.count(signed, 'version'), expires };
  if (role === 'root') return parseRoot(reader, signed, base);
  if (role === 'targets') return parseTargets(reader, signed, base);
  if (role === 'snapshot') return { role, ...base, targets: parseMeta(reader, signed, 'targets.json') };
  return { role, ...base, snapshot: parseMeta(reader, signed, 'snapshot.json') };
}

/** Parses metadata of a role; its signatures are not verified. Fails with `too-large`, `trust-format`. */
export async function parseMetadata<R extends RoleName>(
  role: R,
  bytes: Uint8Array,
): Promise<Metadata<Extract<Signed, { role: R }>>> {
  const what = `trust/${role}.json`;
  const reader = new Reader(what);
  capBytes(bytes, MAX_MUTABLE_BYTES, what);
  let json: Json;
  let canonical: Uint8Array;
  try {
    json = parseStrictJson(textOf(bytes, what, 'trust-format'));
    canonical = bytesOf(canonicalJson(reader.object(reader.member(reader.object(json, 'file'), 'signed'), 'signed')));
  } catch (error) {
    if (error instanceof ProofError) throw error;
    throw reader.bad('not JSON that can be signed');
  }
  const file = json as JsonObject;
  const signed = await parseSigned(reader, file.signed as JsonObject, role);
  const signatures = new Map<string, Uint8Array>();
  for (const value of reader.list(file, 'signatures')) {
    const signature = reader.object(value, 'signature');
    const keyId = reader.text(signature, 'keyid');
    const bytesOfSignature = parseHex(reader.text(signature, 'sig'));
    if (bytesOfSignature === null || signatures.has(keyId)) throw reader.bad('a signature is malformed or repeated');
    signatures.set(keyId, bytesOfSignature);
  }
  return { signed: signed as Extract<Signed, { role: R }>, canonical, signatures };
}

/** Checks that enough keys of the role, as this root names them, signed. Fails with `trust-threshold`. */
export async function verifySignatures(root: Root, metadata: Metadata<Signed>): Promise<void> {
  const name = metadata.signed.role;
  const role = root.roles[name];
  const signers = new Set<string>();
  for (const keyId of role.keyIds) {
    const publicKey = root.keys.get(keyId);
    const signature = metadata.signatures.get(keyId);
    if (publicKey === undefined || signature === undefined) continue;
    if (await verifyEd25519(publicKey, metadata.canonical, signature)) signers.add(base64Of(publicKey));
  }
  if (signers.size < role.threshold) {
    throw new ProofError(
      'trust-threshold',
      `trust/${name}.json version ${metadata.signed.version}: ${signers.size} of ${role.threshold} required signatures`,
    );
  }
}

/** Fingerprint of a root: SHA-256 (64 hex digits) of the canonical form of its `signed` part. */
export async function rootFingerprint(rootBytes: Uint8Array): Promise<string> {
  return sha256Hex((await parseMetadata('root', rootBytes)).canonical);
}
