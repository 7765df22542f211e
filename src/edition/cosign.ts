import {
  bundlePath,
  bytesOf,
  CHECKPOINT_PATH,
  formatHead,
  formatSignature,
  HEAD_PATH,
  joinPage,
  MAX_MUTABLE_BYTES,
  MAX_PAGE_BYTES,
  type NoteSignature,
  type ProvenNote,
  pagePath,
  parseHead,
  parseNote,
  parsePolicy,
  parseRecord,
  placeOf,
  type ReadFile,
  readBundle,
  splitPage,
  TILE_WIDTH,
} from '../proof/index.ts';
import { type EditionFolder, fileReader } from './folder.ts';
import { recoverEdition } from './publish.ts';
import { replaceFiles } from './replace.ts';
import type { OnStep, StagedFile } from './staging.ts';
import { type MakeTwins, withTwins } from './twins.ts';

/**
 * Asks witnesses to cosign a signed checkpoint. Resolves with signatures that were verified, of those that answered in
 * time; none when nobody did. Never rejects: an edition does not depend on them.
 */
export type AskCosignatures = (checkpoint: string) => Promise<readonly NoteSignature[]>;

/** So long a cosignature is carried on while its witness is silent: half of what makes readers call a copy old. */
const KEPT_HOURS = 12;
/** A time and an Ed25519 signature. */
const COSIGNATURE_BYTES = 72;
const EDITION = 'tamizdat.edition/v1\n';

const isOf =
  (one: NoteSignature) =>
  (other: NoteSignature): boolean =>
    one.name === other.name && one.keyId === other.keyId;

/** The checkpoint with these signatures, each in the place of an older one by the same key. */
export function addCosignatures(checkpoint: string, given: readonly NoteSignature[]): string {
  const { text, signatures } = parseNote(checkpoint);
  const others = signatures.filter((each) => !given.some(isOf(each)));
  return `${text}\n${[...others, ...given].map(formatSignature).join('')}`;
}

/** Bytes that cosignatures of all witnesses of a policy add to a proof. */
export async function cosignatureBytes(policy: string): Promise<number> {
  const { witnesses, clock } = await parsePolicy(bytesOf(policy));
  const lines = [...witnesses.values()]
    .filter((each) => each !== clock)
    .map(({ name, keyId }) => formatSignature({ name, keyId, bytes: new Uint8Array(COSIGNATURE_BYTES) }));
  return lines.reduce((sum, line) => sum + bytesOf(line).length, 0);
}

/** Cosignatures of a checkpoint by witnesses of the policy that are young enough to be carried on. */
export async function keptCosignatures(policy: string, checkpoint: string, now: Date): Promise<NoteSignature[]> {
  const { witnesses, clock } = await parsePolicy(bytesOf(policy));
  const { text, signatures } = parseNote(checkpoint);
  const kept: NoteSignature[] = [];
  for (const verifier of witnesses.values()) {
    const signature = signatures.find(({ name, keyId }) => name === verifier.name && keyId === verifier.keyId);
    if (verifier === clock || signature === undefined) continue;
    const time = (await verifier.verify(text, signature.bytes))?.timeSeconds ?? 0;
    if (now.getTime() / 1000 - time <= KEPT_HOURS * 3600) kept.push(signature);
  }
  return kept;
}

/**
 * Has the newest edition cosigned: what witnesses give goes into `head`, `log/checkpoint` and the proofs of the pages that
 * were published with it, twins included, all files or none. Only proof comments change, alike for all readers. To be
 * called after an edition is committed, never before: a witness must not see a tree that might not be kept.
 * Returns the paths written; none when nobody cosigned, or before the first edition.
 */
export async function cosignEdition(options: {
  readonly folder: EditionFolder;
  readonly ask: AskCosignatures;
  readonly makeTwins: MakeTwins;
  readonly onStep?: OnStep;
}): Promise<string[]> {
  const { folder, ask, makeTwins, onStep } = options;
  await recoverEdition(folder, onStep);
  const read = fileReader(folder.files);
  const bytes = await read(HEAD_PATH, MAX_MUTABLE_BYTES);
  if (bytes === null) return [];
  const head = parseHead(bytes);
  const given = await ask(head.proof.checkpoint);
  if (given.length === 0) return [];
  const checkpoint = addCosignatures(head.proof.checkpoint, given);
  const files = [
    ...(await cosignPages(read, head, given)).flatMap((file) => withTwins(file, makeTwins)),
    ...proofOfHead(head, checkpoint, makeTwins),
  ];
  await replaceFiles(folder, files, [], onStep);
  return files.map(({ path }) => path);
}

/** `log/checkpoint` and `head` with another checkpoint of the same tree. */
export function proofOfHead({ note, proof }: ProvenNote, checkpoint: string, makeTwins: MakeTwins): StagedFile[] {
  const head = formatHead({ note, proof: { ...proof, checkpoint } });
  return [
    { path: CHECKPOINT_PATH, bytes: bytesOf(checkpoint) },
    ...withTwins({ path: HEAD_PATH, bytes: bytesOf(head) }, makeTwins),
  ];
}

/**
 * The pages published with the newest edition, as far as they lack one of these cosignatures, with it. Which those are the
 * log says: they stand between the edition's record and the one before.
 */
export async function cosignPages(
  read: ReadFile,
  head: ProvenNote,
  given: readonly NoteSignature[],
): Promise<StagedFile[]> {
  const { text } = parseNote(head.proof.checkpoint);
  const changed: StagedFile[] = [];
  for await (const path of pagesOf(read, head.proof.index)) {
    const bytes = await read(path, MAX_PAGE_BYTES);
    // One that was taken away for legal reasons stays away.
    if (bytes === null) continue;
    const { content, note, proof } = splitPage(bytes, path);
    const known = parseNote(proof.checkpoint, path);
    const missing = given.filter((each) => !known.signatures.some(isOf(each)));
    if (known.text !== text || missing.length === 0) continue;
    const checkpoint = addCosignatures(proof.checkpoint, missing);
    changed.push({ path, bytes: joinPage(content, { note, proof: { ...proof, checkpoint } }) });
  }
  return changed;
}

/** Paths of the pages whose records stand before an edition's record and after the one before it. */
async function* pagesOf(read: ReadFile, edition: number): AsyncGenerator<string> {
  for (let bundle = Math.floor(edition / TILE_WIDTH); bundle >= 0; bundle -= 1) {
    const path = bundlePath(bundle, edition + 1);
    const entries = await readBundle(read, bundle, edition + 1);
    // Nobody needs the log to read or to check: without it the pages keep the proof they have.
    if (entries === null) return;
    for (const [at, bytes] of [...entries.entries()].reverse()) {
      const entry = new TextDecoder().decode(bytes);
      if (bundle * TILE_WIDTH + at === edition) continue;
      if (entry.startsWith(EDITION)) return;
      const record = parseRecord(parseNote(entry, path).text, path);
      for (const part of record.pages.keys()) yield pagePath(placeOf(record, part + 1));
    }
  }
}
