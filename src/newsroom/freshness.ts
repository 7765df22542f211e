import { readTrust } from '../edition/index.ts';
import {
  bytesOf,
  HEAD_PATH,
  MAX_MUTABLE_BYTES,
  parseHead,
  parsePolicy,
  type ReadFile,
  verifyCheckpoint,
} from '../proof/index.ts';

/** The moment as of which the published head is proven current; null before the first edition. */
export async function provenAt(read: ReadFile): Promise<Date | null> {
  const head = await read(HEAD_PATH, MAX_MUTABLE_BYTES);
  return head === null ? null : provenBy(head, read);
}

/** The same, for those who ask often: signatures are checked once for each head. */
export function openFreshness(read: ReadFile): () => Promise<Date | null> {
  let known: { readonly head: Uint8Array; readonly at: Date | null } | null = null;
  return async () => {
    const head = await read(HEAD_PATH, MAX_MUTABLE_BYTES);
    if (head === null) return null;
    if (known === null || Buffer.compare(known.head, head) !== 0) known = { head, at: await provenBy(head, read) };
    return known.at;
  };
}

async function provenBy(head: Uint8Array, read: ReadFile): Promise<Date | null> {
  const trust = await readTrust(read);
  if (trust === null) return null;
  const policy = await parsePolicy(bytesOf(trust.policy));
  return (await verifyCheckpoint(policy, parseHead(head).proof.checkpoint)).time;
}
