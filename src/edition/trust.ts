import {
  createSigner,
  createTrustSigner,
  type Desk,
  formatDesks,
  formatPolicy,
  makeRoot,
  makeTargets,
  type NewsroomIdentity,
  type SignerKey,
  type TrustFile,
} from '../proof/index.ts';
import { keyName } from './key-name.ts';
import { completeDraft, draftTargets, signDraft, type TargetsChange } from './trust-draft.ts';
import { DAY_MS, expiry, signOnline, type Versions } from './trust-online.ts';
import type { TrustState } from './trust-state.ts';

/** An editor has to be found, and a passphrase: say so this long before. */
export const WARN_DAYS = 30;

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
  const draft = { root: null, ...(await draftTargets(state, change, now)) };
  return completeDraft(state, draft, await signDraft(state.root, draft, targetsKeys), onlineKey, now);
}

/** What an operator has to be told about the trust data again and again: one sentence each. */
export function trustReminders(state: TrustState, now: Date): string[] {
  const reminders: string[] = [];
  for (const role of ['root', 'targets'] as const) {
    const days = Math.floor((state.expires[role].getTime() - now.getTime()) / DAY_MS);
    if (days >= WARN_DAYS) continue;
    reminders.push(
      days < 0
        ? `the ${role} signature expired on ${state.expires[role].toISOString().slice(0, 10)}: readers are told so; renew it with tamizdat keys renew`
        : `the ${role} signature expires in ${days === 1 ? '1 day' : `${days} days`}: renew it with tamizdat keys renew`,
    );
  }
  return reminders;
}
