import {
  HEAD_PATH,
  MAX_MUTABLE_BYTES,
  type NoteSignature,
  parseHead,
  parseNote,
  signCheckpoint,
} from '../proof/index.ts';
import { type AskCosignatures, addCosignatures, cosignPages, keptCosignatures, proofOfHead } from './cosign.ts';
import { type EditionFolder, fileReader, readPublishedHead } from './folder.ts';
import type { OnlineKeys } from './keys-in-use.ts';
import { recoverEdition } from './publish.ts';
import { replaceFiles, stageTrust } from './replace.ts';
import type { OnStep } from './staging.ts';
import { renewTrust } from './trust-online.ts';
import { readTrust } from './trust-state.ts';
import { type MakeTwins, withTwins } from './twins.ts';

/**
 * Renews the proof of freshness: the same tree and edition record under a new time of the clock and of the witnesses, in
 * `head` and `log/checkpoint`; trust timestamp and snapshot when they have aged (docs/spec/head.md). A witness that had not
 * cosigned this tree before is late: its cosignature goes into the pages of the edition too. Returns the paths written
 * and removed; none before the first edition. Needs no offline key. All files change or none, whenever it
 * dies: trust data is signed with one number and one content only.
 */
export async function renewHead(options: {
  readonly folder: EditionFolder;
  readonly keys: OnlineKeys;
  readonly now: () => Date;
  readonly makeTwins: MakeTwins;
  /** Absent: nobody is asked. */
  readonly ask?: AskCosignatures;
  readonly onStep?: OnStep;
}): Promise<string[]> {
  const { folder, keys, makeTwins, ask = async () => [] } = options;
  await recoverEdition(folder, options.onStep);
  const read = fileReader(folder.files);
  const head = await readPublishedHead(read);
  const trust = await readTrust(read);
  const bytes = await read(HEAD_PATH, MAX_MUTABLE_BYTES);
  if (head === null || trust === null || bytes === null) return [];
  const renewed = stageTrust(await renewTrust(trust, keys.online, options.now()), makeTwins);
  const checkpoint = await signCheckpoint({ origin: head.edition.log, size: head.size, root: head.root }, keys.log, [
    keys.clock,
  ]);
  const before = parseHead(bytes);
  const given = await ask(checkpoint);
  const kept = await keptCosignatures(trust.policy, before.proof.checkpoint, options.now());
  const late = lateOf(before.proof.checkpoint, given);
  const files = [
    ...renewed.files,
    ...(late.length === 0 ? [] : await cosignPages(read, before, late)).flatMap((file) => withTwins(file, makeTwins)),
    ...proofOfHead(before, addCosignatures(addCosignatures(checkpoint, kept), given), makeTwins),
  ];
  await replaceFiles(folder, files, renewed.removals, options.onStep);
  return [...files.map((file) => file.path), ...renewed.removals];
}

/** Cosignatures by keys that have none under the checkpoint as it was. */
function lateOf(checkpoint: string, given: readonly NoteSignature[]): NoteSignature[] {
  const { signatures } = parseNote(checkpoint);
  return given.filter(({ name, keyId }) => !signatures.some((each) => each.name === name && each.keyId === keyId));
}
