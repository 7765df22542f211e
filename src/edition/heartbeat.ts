import { join } from 'node:path';
import { writeDurably } from '../platform/home/index.ts';
import { bytesOf, CHECKPOINT_PATH, formatHead, HEAD_PATH, signCheckpoint, type TrustFile } from '../proof/index.ts';
import { type EditionFolder, fileReader, readPublishedHead } from './folder.ts';
import type { OnlineKeys } from './keys.ts';
import { recoverEdition } from './publish.ts';
import { readTrust, renewTrust } from './trust.ts';
import { type MakeTwins, withTwins } from './twins.ts';

/**
 * Renews the proof of freshness: the same tree and edition record under a new time of the clock, in `head` and
 * `log/checkpoint`; trust timestamp and snapshot when they have aged (docs/spec/head.md). Returns the paths written;
 * none before the first edition. Needs no offline key. Interrupted, it leaves old and new files that are all valid.
 */
export async function renewHead(options: {
  readonly folder: EditionFolder;
  readonly keys: OnlineKeys;
  readonly now: () => Date;
  readonly makeTwins: MakeTwins;
}): Promise<string[]> {
  const { folder, keys } = options;
  await recoverEdition(folder);
  const read = fileReader(folder.files);
  const head = await readPublishedHead(read);
  const trust = await readTrust(read);
  if (head === null || trust === null) return [];
  const renewed: readonly TrustFile[] = await renewTrust(trust, keys.online, options.now());
  const checkpoint = await signCheckpoint({ origin: head.edition.log, size: head.size, root: head.root }, keys.log, [
    keys.clock,
  ]);
  const proof = { index: head.index, hashes: head.hashes, checkpoint };
  const files = [
    ...renewed.flatMap(({ name, bytes }) => withTwins({ path: `trust/${name}`, bytes }, options.makeTwins)),
    { path: CHECKPOINT_PATH, bytes: bytesOf(checkpoint) },
    ...withTwins({ path: HEAD_PATH, bytes: bytesOf(formatHead({ note: head.note, proof })) }, options.makeTwins),
  ];
  for (const file of files) await writeDurably(join(folder.files, file.path), file.bytes);
  return files.map((file) => file.path);
}
