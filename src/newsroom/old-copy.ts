import { fileReader, readPublishedHead, readTrust } from '../edition/index.ts';
import type { Settings } from '../platform/config/index.ts';
import {
  bytesOf,
  HEAD_PATH,
  hexOf,
  MAX_MUTABLE_BYTES,
  type Policy,
  parseHead,
  parsePolicy,
  type VerifiedCheckpoint,
  verifyCheckpoint,
} from '../proof/index.ts';
import { NewsroomError } from './error.ts';
import type { Places } from './places.ts';

/**
 * Refuses to work on a copy of the newsroom that is older than what was published, as a restored backup is. Publishing
 * from it would sign another history from that moment on: two different logs of one size, which every reader who saw the
 * first one is told as a conflict, and which nothing can mend. The carriers know better; only what this newsroom's own
 * log signed is believed of them.
 *
 * @throws NewsroomError `old-copy`
 */
export async function refuseOldCopy(settings: Settings, places: Places, filesRoot: string): Promise<void> {
  const read = fileReader(filesRoot);
  const trust = await readTrust(read);
  if (trust === null) return;
  const policy = await parsePolicy(bytesOf(trust.policy));
  const own = await readPublishedHead(read);
  for (const { name, directory } of settings.carriers) {
    const carried = await carriedCheckpoint(directory, policy);
    if (carried === null || (own !== null && carried.origin !== own.edition.log)) continue;
    const isSame = own !== null && carried.size === own.size && hexOf(carried.root) === hexOf(own.root);
    if (isSame || (own !== null && carried.size < own.size)) continue;
    throw new NewsroomError(
      'old-copy',
      `${places.edition} is older than what was published: carrier ${name} holds ${carried.size} log entries, it has ${own?.size ?? 0}`,
      {
        hint: 'do not delete the carrier; follow "Restore" in docs/operate/run-a-newsroom.md',
      },
    );
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
