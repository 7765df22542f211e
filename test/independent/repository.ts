/**
 * A TUF repository in memory, made by our code, that can be told to do the wrong thing: roles with any keys and
 * thresholds, any versions and dates, signed by whomever. Keys are named by words.
 */
import {
  bytesOf,
  canonicalJson,
  createTrustSigner,
  formatDesks,
  formatPolicy,
  formatTrustBundle,
  hexOf,
  type Json,
  makeRoot,
  makeSnapshot,
  makeTargets,
  makeTimestamp,
  type RoleKeys,
  type RoleName,
  rootFingerprint,
  type TrustSigner,
} from '../../src/proof/index.ts';
import { Newsroom, seedOf } from '../vectors/newsroom.ts';

/** Who holds a role, and who signs for it. */
export interface HeldRole {
  keys: readonly string[];
  threshold: number;
  /** Those of `keys` when absent. */
  signers?: readonly string[];
}

const DAY_MS = 24 * 60 * 60 * 1000;

export function inDays(days: number, from = new Date()): Date {
  return new Date(Math.floor((from.getTime() + days * DAY_MS) / 1000) * 1000);
}

export class Repository {
  /** By name relative to `trust/`. */
  readonly files = new Map<string, Uint8Array>();
  readonly roles: Record<RoleName, HeldRole> = {
    root: { keys: ['root'], threshold: 1 },
    targets: { keys: ['targets'], threshold: 1 },
    snapshot: { keys: ['online'], threshold: 1 },
    timestamp: { keys: ['online'], threshold: 1 },
  };
  /** The last ones published; a role published next gets one more. */
  readonly versions: Record<RoleName, number> = { root: 0, targets: 0, snapshot: 0, timestamp: 0 };
  readonly expires: Record<RoleName, Date>;
  title = 'The Courier';
  fingerprint = '';
  /** Newest bytes of each role. */
  readonly newest = new Map<RoleName, Uint8Array>();
  private targetFiles: readonly { readonly name: string; readonly bytes: Uint8Array }[] = [];

  private constructor(now: Date) {
    this.expires = {
      root: inDays(30, now),
      targets: inDays(30, now),
      snapshot: inDays(30, now),
      timestamp: inDays(30, now),
    };
  }

  /** A repository with version 1 of every role, good for 30 days from `now`. */
  static async open(now = new Date()): Promise<Repository> {
    const repository = new Repository(now);
    await repository.publish('root', 'targets', 'snapshot', 'timestamp');
    repository.fingerprint = await rootFingerprint(repository.file('1.root.json'));
    return repository;
  }

  signer(word: string): Promise<TrustSigner> {
    return seedOf(`trust ${word}`).then(createTrustSigner);
  }

  private signersOf(role: RoleName): Promise<TrustSigner[]> {
    const { keys, signers = keys } = this.roles[role];
    return Promise.all(signers.map((word) => this.signer(word)));
  }

  /** A file that is there. */
  file(name: string): Uint8Array {
    const bytes = this.files.get(name);
    if (bytes === undefined) throw new Error(`${name}: not in this repository`);
    return bytes;
  }

  /** Gives a role other keys, all of which sign. */
  rotate(role: RoleName, ...keys: string[]): void {
    this.roles[role] = { keys, threshold: this.roles[role].threshold };
  }

  /**
   * Publishes the next version of these roles, each naming the newest of what lies below it, and the bundle. A next root
   * needs signatures of the root before too: `roles.root.signers` says whose there are.
   */
  async publish(...roles: readonly RoleName[]): Promise<void> {
    for (const role of roles) {
      this.versions[role] += 1;
      await this.sign(role);
    }
    const newest = ['root', 'snapshot', 'targets'] as const;
    const named = newest.map((role) => `${this.versions[role]}.${role}.json`).filter((name) => this.files.has(name));
    const files = [...named, 'timestamp.json'].filter((name) => this.files.has(name));
    this.files.set(
      'bundle',
      formatTrustBundle([...files.map((name) => ({ name, bytes: this.file(name) })), ...this.targetFiles]),
    );
  }

  /** Signs the current version of a role and writes it under its name, or under another. */
  async sign(role: RoleName, name?: string): Promise<Uint8Array> {
    const dated = { version: this.versions[role], expires: this.expires[role] };
    const signers = await this.signersOf(role);
    const bytes = await this.make(role, dated, signers);
    this.newest.set(role, bytes);
    this.files.set(name ?? (role === 'timestamp' ? 'timestamp.json' : `${dated.version}.${role}.json`), bytes);
    return bytes;
  }

  /** Adds to what the newest of a role says, signs it anew and writes it in its place. */
  async alter(role: RoleName, change: (signed: Record<string, Record<string, Json>>) => void): Promise<void> {
    const { signed } = JSON.parse(new TextDecoder().decode(this.newest.get(role)));
    change(signed);
    const message = bytesOf(canonicalJson(signed));
    const signatures = [];
    for (const { keyId, sign } of await this.signersOf(role)) {
      signatures.push({ keyid: keyId, sig: hexOf(await sign(message)) });
    }
    const bytes = bytesOf(JSON.stringify({ signatures, signed }));
    this.newest.set(role, bytes);
    this.files.set(role === 'timestamp' ? 'timestamp.json' : `${this.versions[role]}.${role}.json`, bytes);
  }

  private async make(
    role: RoleName,
    dated: { readonly version: number; readonly expires: Date },
    signers: readonly TrustSigner[],
  ): Promise<Uint8Array> {
    const below = (name: RoleName) => ({ version: this.versions[name], bytes: this.newest.get(name) ?? bytesOf('{}') });
    if (role === 'timestamp') return makeTimestamp(dated, below('snapshot'), signers);
    if (role === 'snapshot') return makeSnapshot(dated, below('targets'), signers);
    if (role === 'root') {
      const held = async ({ keys, threshold }: HeldRole): Promise<RoleKeys> => ({
        publicKeys: await Promise.all(keys.map(async (word) => (await this.signer(word)).publicKey)),
        threshold,
      });
      const { root, targets, snapshot, timestamp } = this.roles;
      const roles = {
        root: await held(root),
        targets: await held(targets),
        snapshot: await held(snapshot),
        timestamp: await held(timestamp),
      };
      return makeRoot({ ...dated, roles }, signers);
    }
    const newsroom = await Newsroom.open();
    const identity = { newsroom: 'courier.example', title: this.title };
    const [log, clock] = [await newsroom.signer('log/1'), await newsroom.signer('clock')];
    const policy = formatPolicy({ log: log.verifierKey, clock: clock.verifierKey });
    const desks = await formatDesks(await newsroom.defaultDesks());
    const made = await makeTargets({ identity, policy, desks, targets: dated }, signers);
    this.targetFiles = made.files;
    for (const file of made.files) this.files.set(file.name, file.bytes);
    return made.targets;
  }
}
