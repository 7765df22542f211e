/** What lies under a root: timestamp → snapshot → targets → policy and desks (TUF 1.0.34 §5.4 to §5.7). */
import type { Json } from './canonical.ts';
import { type KnownDesk, parseDesks } from './desks.ts';
import { ProofError } from './errors.ts';
import { isName, logNumber } from './grammar.ts';
import { MAX_MUTABLE_BYTES } from './layout.ts';
import { type Policy, parsePolicy } from './policy.ts';
import type { TrustFile } from './trust-bundle.ts';
import type { Floors } from './trust-known.ts';
import type { NewsroomIdentity } from './trust-make.ts';
import type { Metadata, Root, Signed, Target } from './trust-metadata.ts';
import { checkMeta, takeMetadata } from './trust-steps.ts';

/** Gives a file of `trust/` by its name there, or null. Nothing it gives is trusted. */
export type GetFile = (name: string, maxBytes?: number) => Promise<Uint8Array | null>;

/** Timestamp, snapshot, targets and target files that belong together. */
export interface TrustSet {
  readonly metadata: readonly Metadata<Signed>[];
  readonly versions: Floors;
  readonly identity: NewsroomIdentity;
  readonly policy: Policy;
  readonly desks: readonly KnownDesk[];
  readonly files: readonly TrustFile[];
}

/** Timestamp → snapshot → targets → target files under a root; null when there is no timestamp at all. */
export async function readSet(root: Root, get: GetFile): Promise<TrustSet | null> {
  const timestampBytes = await get('timestamp.json');
  if (timestampBytes === null) return null;
  const named = async (name: string, maxBytes?: number): Promise<Uint8Array> => {
    const bytes = await get(name, maxBytes);
    if (bytes === null) throw new ProofError('trust-missing', `trust/${name}: cannot be had`);
    return bytes;
  };
  const timestamp = await takeMetadata('timestamp', 'timestamp.json', timestampBytes, [root]);

  const snapshotMeta = timestamp.signed.snapshot;
  const snapshotName = `${snapshotMeta.version}.snapshot.json`;
  const snapshotBytes = await named(snapshotName);
  const snapshot = await takeMetadata('snapshot', snapshotName, snapshotBytes, [root], snapshotMeta);

  const targetsMeta = snapshot.signed.targets;
  const targetsName = `${targetsMeta.version}.targets.json`;
  const targetsBytes = await named(targetsName);
  const targets = await takeMetadata('targets', targetsName, targetsBytes, [root], targetsMeta);

  const readTarget = async (name: string): Promise<{ target: Target; file: TrustFile }> => {
    const target = targets.signed.targets.get(name);
    if (target === undefined) throw new ProofError('trust-format', `trust/${targetsName}: does not name ${name}`);
    const path = `targets/${target.sha256}.${name}`;
    const bytes = await named(path, Math.min(target.sizeBytes, MAX_MUTABLE_BYTES));
    await checkMeta(bytes, path, target);
    return { target, file: { name: path, bytes } };
  };
  const policy = await readTarget('policy.txt');
  const desks = await readTarget('desks.txt');
  const identity = checkIdentity(desks.target.custom);
  const parsedPolicy = await parsePolicy(policy.file.bytes);
  refuseForeignLogs(parsedPolicy, identity.newsroom);
  return {
    metadata: [timestamp, snapshot, targets],
    versions: {
      timestamp: timestamp.signed.version,
      snapshot: snapshot.signed.version,
      targets: targets.signed.version,
    },
    identity,
    policy: parsedPolicy,
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

/** Every log of the policy is the newsroom's own: places name logs by number only. */
function refuseForeignLogs({ logs, retired }: Policy, newsroom: string): void {
  for (const { name } of [...logs, ...retired.map(({ verifier }) => verifier)]) {
    if (name !== `${newsroom}/log/${logNumber(name)}`) {
      throw new ProofError('policy-format', `policy.txt: ${name} is not a log of ${newsroom}`);
    }
  }
}
