import { openCarrier } from '../../carry/index.ts';
import {
  fileReader,
  firstRootFingerprint,
  readPublishedHead,
  readTrust,
  type TrustState,
} from '../../edition/index.ts';
import type { CarrierSettings, Settings } from '../../platform/config/index.ts';
import {
  BUNDLE_PATH,
  bytesOf,
  HEAD_PATH,
  hexOf,
  MAX_MUTABLE_BYTES,
  type Policy,
  parseHead,
  parsePolicy,
  type ReadFile,
  type VerifiedCheckpoint,
  verifyCheckpoint,
  verifyTrust,
} from '../../proof/index.ts';
import { NewsroomError } from '../error.ts';
import type { Environment } from '../keeping/storage.ts';
import type { Places } from '../places.ts';
import { resolveTarget } from './carrier-target.ts';

/**
 * Refuses to work on a copy of the newsroom that is older than what was published, as a restored backup is. Publishing
 * from it would sign another history from that moment on: two different logs of one size, which every reader who saw the
 * first one is told as a conflict, and which nothing can mend. A folder from before keys were changed or a log was retired
 * would also let keys speak that readers refuse by now. The carriers know better; only what this newsroom's own root,
 * targets and log keys signed is believed of them.
 *
 * @throws NewsroomError `old-copy`
 */
export async function refuseOldCopy(
  settings: Settings,
  places: Places,
  filesRoot: string,
  env?: Environment,
): Promise<void> {
  const own = await readOwnCopy(fileReader(filesRoot));
  if (own === null) return;
  const ahead = await Promise.all(settings.carriers.map((carrier) => aheadAt(carrier, own, { settings, env })));
  const at = ahead.findIndex((each) => each !== null);
  if (at < 0) return;
  throw new NewsroomError(
    'old-copy',
    `${places.edition} is older than what was published: carrier ${settings.carriers[at]?.name} holds ${ahead[at]}`,
    { hint: OLD_COPY_HINT },
  );
}

/** What to do with an old copy. */
export const OLD_COPY_HINT =
  'do not delete the carrier; follow "Restore" in docs/operate/run-a-newsroom.md; keys that were made since come from your copy of the keys folder';

/** As long a carrier elsewhere is waited for when a newsroom is opened; one that says nothing is asked again before it is carried to. */
const PATIENCE_MS = 5_000;

/** What a newsroom's own folder holds, for telling which of two copies is the older. */
export interface OwnCopy {
  readonly read: ReadFile;
  readonly trust: TrustState;
  readonly policy: Policy;
  readonly head: PublishedHead | null;
}

type PublishedHead = NonNullable<Awaited<ReturnType<typeof readPublishedHead>>>;

/** Reads what the edition's folder holds; null before there is trust data. */
export async function readOwnCopy(read: ReadFile): Promise<OwnCopy | null> {
  const trust = await readTrust(read);
  if (trust === null) return null;
  return { read, trust, policy: await parsePolicy(bytesOf(trust.policy)), head: await readPublishedHead(read) };
}

/** What of a carrier's copy is newer than ours, in words; null when nothing is, or it cannot be read. */
export async function aheadOf(carried: ReadFile, { read, trust, policy, head }: OwnCopy): Promise<string | null> {
  const newer = await newerTrust(carried, trust, read);
  if (newer !== null) return newer;
  const checkpoint = await carriedCheckpoint(carried, policy);
  if (checkpoint === null || (head !== null && checkpoint.origin !== head.edition.log)) return null;
  const isSame = head !== null && checkpoint.size === head.size && hexOf(checkpoint.root) === hexOf(head.root);
  if (isSame || (head !== null && checkpoint.size < head.size)) return null;
  return `${checkpoint.size} log entries, it has ${head?.size ?? 0}`;
}

async function aheadAt(
  carrier: CarrierSettings,
  own: OwnCopy,
  { settings, env }: { readonly settings: Settings; readonly env: Environment | undefined },
): Promise<string | null> {
  if (carrier.kind === 'directory') return aheadOf(fileReader(carrier.directory), own);
  const { name } = carrier;
  const { folder, newsroom } = settings;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const opened = await openCarrier(await resolveTarget(carrier, { folder, env }), { name, newsroom, signal });
    try {
      return await aheadOf((path, maxBytes) => opened.read(path, maxBytes, signal), own);
    } finally {
      await opened.close();
    }
  } catch {
    // Away, or without its secret here; carrying says so.
    return null;
  }
}

/**
 * The trust data of a carrier where it is above ours, in words: `root 2, and it has root 1`. Null where it is not, where the
 * chain of roots from ours does not lead to it, and where it cannot be read.
 */
async function newerTrust(copy: ReadFile, { versions }: TrustState, own: ReadFile): Promise<string | null> {
  try {
    const fingerprint = (await firstRootFingerprint(own)) ?? '';
    const known = await own(BUNDLE_PATH, MAX_MUTABLE_BYTES);
    // What has expired is told apart, not refused: the time does not matter here.
    const carried = await verifyTrust({ fingerprint, known, read: copy, now: new Date() });
    const role = (['root', 'targets'] as const).find((each) => carried.versions[each] > versions[each]);
    return role === undefined ? null : `${role} ${carried.versions[role]}, and it has ${role} ${versions[role]}`;
  } catch {
    // As for the checkpoint; and a carrier that is behind is refused by its lower versions.
    return null;
  }
}

/** The checkpoint of a carrier's head; null when there is none that this newsroom's log signed, or it cannot be read. */
async function carriedCheckpoint(copy: ReadFile, policy: Policy): Promise<VerifiedCheckpoint | null> {
  try {
    const bytes = await copy(HEAD_PATH, MAX_MUTABLE_BYTES);
    return bytes === null ? null : await verifyCheckpoint(policy, parseHead(bytes).proof.checkpoint);
  } catch {
    // A carrier may be away, damaged or lying; carrying deals with that.
    return null;
  }
}
