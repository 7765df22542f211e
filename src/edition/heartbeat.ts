import { bytesOf, CHECKPOINT_PATH, formatHead, HEAD_PATH, signCheckpoint } from '../proof/index.ts';
import { type EditionFolder, fileReader, readPublishedHead } from './folder.ts';
import type { OnlineKeys } from './keys-in-use.ts';
import { recoverEdition } from './publish.ts';
import { replaceFiles, stageTrust } from './replace.ts';
import type { OnStep } from './staging.ts';
import { renewTrust } from './trust-online.ts';
import { readTrust } from './trust-state.ts';
import { type MakeTwins, withTwins } from './twins.ts';

/**
 * Renews the proof of freshness: the same tree and edition record under a new time of the clock, in `head` and
 * `log/checkpoint`; trust timestamp and snapshot when they have aged (docs/spec/head.md). Returns the paths written
 * and removed; none before the first edition. Needs no offline key. All files change or none, whenever it
 * dies: trust data is signed with one number and one content only.
 */
export async function renewHead(options: {
  readonly folder: EditionFolder;
  readonly keys: OnlineKeys;
  readonly now: () => Date;
  readonly makeTwins: MakeTwins;
  readonly onStep?: OnStep;
}): Promise<string[]> {
  const { folder, keys } = options;
  await recoverEdition(folder, options.onStep);
  const read = fileReader(folder.files);
  const head = await readPublishedHead(read);
  const trust = await readTrust(read);
  if (head === null || trust === null) return [];
  const renewed = stageTrust(await renewTrust(trust, keys.online, options.now()), options.makeTwins);
  const checkpoint = await signCheckpoint({ origin: head.edition.log, size: head.size, root: head.root }, keys.log, [
    keys.clock,
  ]);
  const proof = { index: head.index, hashes: head.hashes, checkpoint };
  const files = [
    ...renewed.files,
    { path: CHECKPOINT_PATH, bytes: bytesOf(checkpoint) },
    ...withTwins({ path: HEAD_PATH, bytes: bytesOf(formatHead({ note: head.note, proof })) }, options.makeTwins),
  ];
  await replaceFiles(folder, files, renewed.removals, options.onStep);
  return [...files.map((file) => file.path), ...renewed.removals];
}
