import {
  bytesOf,
  type Checkpoint,
  calendarPath,
  type EditionRecord,
  frontPath,
  type HashReader,
  HEAD_PATH,
  joinPage,
  leafHash,
  MAX_MUTABLE_BYTES,
  MAX_PAGE_BYTES,
  objectReader,
  ProofError,
  pagePath,
  parseCheckpoint,
  parseEdition,
  parseHead,
  parseNote,
  parseRecord,
  placeOf,
  proveInclusion,
  type ReadFile,
  readCalendarDay,
  readCalendarDays,
  splitPage,
  tileReader,
  verifyInclusion,
} from '../proof/index.ts';
import { EditionError } from './error.ts';
import { type EditionFolder, fileReader } from './folder.ts';
import { recoverEdition } from './publish.ts';
import { replaceFiles } from './replace.ts';
import type { OnStep, StagedFile } from './staging.ts';
import { type MakeTwins, withTwins } from './twins.ts';

/** Pages that are replaced together, under one reader of tiles: so much is in memory, whatever the archive's size. */
const BATCH = 64;

/** What proving the archive anew came to. */
export interface ReprovedPages {
  /** Page files that have a new proof. */
  readonly written: number;
  /** Page files that had it already, or belong to a log that was retired earlier. */
  readonly kept: number;
  /** Paths of pages that the calendar names and the edition has not: removed on purpose, or lost. */
  readonly missing: readonly string[];
}

/** A tree with the note that signs it. */
interface FinalTree extends Checkpoint {
  readonly note: string;
}

/**
 * Gives every page of the log in use a proof against the tree of the newest head, as a log needs before it can be
 * retired: afterwards only its final tree counts. Content and records stay; only the proof comments change. Nobody
 * signs anything: the head's own checkpoint is what the proofs lead to.
 *
 * A page with its old proof and one with its new are both genuine as long as the log is in use, so this may end
 * anywhere; run again, it goes on where it was. Each batch is replaced as a whole, twins included.
 *
 * @throws EditionError `request-invalid` before the first edition, `edition-damaged` when a page is not in the log
 */
export async function reprovePages(options: {
  readonly folder: EditionFolder;
  readonly makeTwins: MakeTwins;
  readonly onStep?: OnStep;
  /** Called after each batch with the number of page files looked at. */
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}): Promise<ReprovedPages> {
  const { folder, makeTwins, onStep } = options;
  await recoverEdition(folder, onStep);
  const read = fileReader(folder.files);
  const { edition, final } = await readFinalTree(read);
  const missing: string[] = [];
  let [written, kept] = [0, 0];
  let batch: StagedFile[] = [];
  let hashes = tileReader(read, final.size);
  const replace = async () => {
    options.signal?.throwIfAborted();
    const files = batch.flatMap((file) => withTwins(file, makeTwins));
    await replaceFiles(folder, files, [], onStep);
    written += batch.length;
    batch = [];
    // A reader keeps every tile it has read: a new one for each batch.
    hashes = tileReader(read, final.size);
    options.onProgress?.(written + kept);
  };
  for await (const path of firstParts(read, edition)) {
    const pages = await partsOf(read, path);
    if (pages === null) missing.push(path);
    for (const { path, bytes } of pages ?? []) {
      const proven = bytes === null ? null : await proveAgain(bytes, path, final, hashes);
      if (bytes === null) missing.push(path);
      else if (proven === null) kept += 1;
      else batch.push({ path, bytes: proven });
    }
    if (batch.length >= BATCH) await replace();
  }
  await replace();
  return { written, kept, missing };
}

async function readFinalTree(read: ReadFile): Promise<{ readonly edition: EditionRecord; readonly final: FinalTree }> {
  const bytes = await read(HEAD_PATH, MAX_MUTABLE_BYTES);
  if (bytes === null) {
    throw new EditionError('request-invalid', 'there is no edition yet, so there are no pages to prove', {
      hint: 'publish first: tamizdat run',
    });
  }
  const { note, proof } = parseHead(bytes);
  const checkpoint = parseCheckpoint(parseNote(proof.checkpoint).text);
  return { edition: parseEdition(parseNote(note).text), final: { ...checkpoint, note: proof.checkpoint } };
}

/** Paths of the first part of everything that is current, day after day, then the fronts. */
async function* firstParts(read: ReadFile, edition: EditionRecord): AsyncGenerator<string> {
  const objects = objectReader(read);
  for (const day of await readCalendarDays(objects, edition.calendar)) {
    for (const line of await readCalendarDay(objects, edition.calendar, day)) yield calendarPath({ ...line, day });
  }
  for (const { language } of edition.fronts) yield frontPath(language);
}

/** All files of a page, from its first; null when that is not there. */
async function partsOf(
  read: ReadFile,
  first: string,
): Promise<{ readonly path: string; readonly bytes: Uint8Array | null }[] | null> {
  const bytes = await read(first, MAX_PAGE_BYTES);
  if (bytes === null) return null;
  const record = parseRecord(parseNote(splitPage(bytes, first).note, first).text, first);
  return Promise.all(
    record.pages.map(async (_, at) => {
      const path = pagePath(placeOf(record, at + 1));
      return { path, bytes: at === 0 ? bytes : await read(path, MAX_PAGE_BYTES) };
    }),
  );
}

/** The page with the head's checkpoint in its proof; null when it has that, or is of another log. */
async function proveAgain(
  bytes: Uint8Array,
  path: string,
  final: FinalTree,
  reader: HashReader,
): Promise<Uint8Array | null> {
  const { content, note, proof } = splitPage(bytes, path);
  // To the letter: the same tree may have been dated or cosigned by others since.
  if (proof.checkpoint === final.note) return null;
  const { origin } = parseCheckpoint(parseNote(proof.checkpoint, path).text, path);
  if (origin !== final.origin) return null;
  const { index } = proof;
  const leaf = await leafHash(bytesOf(note));
  try {
    const hashes = await proveInclusion(reader, index, final.size);
    await verifyInclusion({ leaf, index, size: final.size, root: final.root }, hashes, path);
    return joinPage(content, { note, proof: { index, hashes, checkpoint: final.note } });
  } catch (cause) {
    if (!(cause instanceof ProofError || cause instanceof RangeError)) throw cause;
    throw new EditionError('edition-damaged', `${path} cannot be proven to be in ${final.origin}: ${cause.message}`, {
      hint: 'restore this page and log/ from a backup, or from a carrier, and run the same again',
      cause,
    });
  }
}
