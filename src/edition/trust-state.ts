import {
  BUNDLE_PATH,
  type KnownDesk,
  type NewsroomIdentity,
  parseDesks,
  parseMetadata,
  parsePolicy,
  parseTrustBundle,
  type ReadFile,
  type RetiredLog,
  type Root,
  rootFingerprint,
  type Verifier,
} from '../proof/index.ts';
import { EditionError } from './error.ts';

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
  readonly desks: readonly KnownDesk[];
  readonly identity: NewsroomIdentity;
  /** Text of `policy.txt`. */
  readonly policy: string;
  /** The log in use: its origin is the verifier's name. */
  readonly log: Verifier;
  /** The clock in use. */
  readonly clock: Verifier;
  readonly retired: readonly RetiredLog[];
  /** The newest root: who holds which role. */
  readonly root: Root;
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
  const policy = named((name) => name.endsWith('.policy.txt'));
  const { logs, clock, retired } = await parsePolicy(policy);
  const [log] = logs;
  if (log === undefined || clock === null) {
    throw new EditionError('edition-damaged', 'the policy of the edition names no log or no clock', {
      hint: 'restore the newsroom folder from a backup, or from a carrier',
    });
  }
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
    policy: new TextDecoder().decode(policy),
    log,
    clock,
    retired,
    root,
  };
}

/** Fingerprint of the newsroom's first root: what readers pin. Null before there is one. */
export async function firstRootFingerprint(read: ReadFile): Promise<string | null> {
  const bytes = await read('trust/1.root.json', 64 * 1024);
  return bytes === null ? null : rootFingerprint(bytes);
}
