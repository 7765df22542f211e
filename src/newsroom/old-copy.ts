import { fileReader, firstRootFingerprint, readPublishedHead, readTrust, type TrustState } from '../edition/index.ts';
import type { Settings } from '../platform/config/index.ts';
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
} from '../proof/index.ts';
import { NewsroomError } from './error.ts';
import type { Places } from './places.ts';

/**
 * Refuses to work on a copy of the newsroom that is older than what was published, as a restored backup is. Publishing
 * from it would sign another history from that moment on: two different logs of one size, which every reader who saw the
 * first one is told as a conflict, and which nothing can mend. A folder from before keys were changed or a log was retired
 * would also let keys speak that readers refuse by now. The carriers know better; only what this newsroom's own root,
 * targets and log keys signed is believed of them.
 *
 * @throws NewsroomError `old-copy`
 */
export async function refuseOldCopy(settings: Settings, places: Places, filesRoot: string): Promise<void> {
  const read = fileReader(filesRoot);
  const trust = await readTrust(read);
  if (trust === null) return;
  const policy = await parsePolicy(bytesOf(trust.policy));
  const own = await readPublishedHead(read);
  const hint =
    'do not delete the carrier; follow "Restore" in docs/operate/run-a-newsroom.md; keys that were made since come from your copy of the keys folder';
  for (const carrier of settings.carriers) {
    if (carrier.kind !== 'directory') continue;
    const { name, directory } = carrier;
    const newer = await newerTrust(directory, trust, read);
    if (newer !== null) {
      throw new NewsroomError(
        'old-copy',
        `${places.edition} is older than what was published: carrier ${name} holds ${newer}`,
        { hint },
      );
    }
    const carried = await carriedCheckpoint(directory, policy);
    if (carried === null || (own !== null && carried.origin !== own.edition.log)) continue;
    const isSame = own !== null && carried.size === own.size && hexOf(carried.root) === hexOf(own.root);
    if (isSame || (own !== null && carried.size < own.size)) continue;
    throw new NewsroomError(
      'old-copy',
      `${places.edition} is older than what was published: carrier ${name} holds ${carried.size} log entries, it has ${own?.size ?? 0}`,
      { hint },
    );
  }
}

/**
 * The trust data of a carrier where it is above ours, in words: `root 2, and it has root 1`. Null where it is not, where the
 * chain of roots from ours does not lead to it, and where it cannot be read.
 */
async function newerTrust(directory: string, { versions }: TrustState, own: ReadFile): Promise<string | null> {
  try {
    const fingerprint = (await firstRootFingerprint(own)) ?? '';
    const known = await own(BUNDLE_PATH, MAX_MUTABLE_BYTES);
    // What has expired is told apart, not refused: the time does not matter here.
    const carried = await verifyTrust({ fingerprint, known, read: fileReader(directory), now: new Date() });
    const role = (['root', 'targets'] as const).find((each) => carried.versions[each] > versions[each]);
    return role === undefined ? null : `${role} ${carried.versions[role]}, and it has ${role} ${versions[role]}`;
  } catch {
    // As for the checkpoint; and a carrier that is behind is refused by its lower versions.
    return null;
  }
}

/** The checkpoint of a carrier's head; null when there is none that this newsroom's log signed, or it cannot be read. */
async function carriedCheckpoint(directory: string, policy: Policy): Promise<VerifiedCheckpoint | null> {
  try {
    const bytes = await fileReader(directory)(HEAD_PATH, MAX_MUTABLE_BYTES);
    return bytes === null ? null : await verifyCheckpoint(policy, parseHead(bytes).proof.checkpoint);
  } catch {
    // A carrier may be away, damaged or lying; carrying deals with that.
    return null;
  }
}
