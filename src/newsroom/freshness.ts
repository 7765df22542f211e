import { readTrust } from '../edition/index.ts';
import { bytesOf, HEAD_PATH, parseHead, parsePolicy, type ReadFile, verifyCheckpoint } from '../proof/index.ts';

/** The moment as of which the published head is proven current; null before the first edition. */
export async function provenAt(read: ReadFile): Promise<Date | null> {
  const head = await read(HEAD_PATH, 64 * 1024);
  const trust = await readTrust(read);
  if (head === null || trust === null) return null;
  const policy = await parsePolicy(bytesOf(trust.policy));
  return (await verifyCheckpoint(policy, parseHead(head).proof.checkpoint)).time;
}
