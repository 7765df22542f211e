import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { hasTwins } from '../edition/index.ts';
import {
  CHECKPOINT_PATH,
  checkCurrent,
  checkPlace,
  type FailureName,
  hexOf,
  leafHash,
  MAX_ENTRY_BYTES,
  objectReader,
  ProofError,
  pagePath,
  parseBundle,
  parseCheckpoint,
  parseNote,
  parsePagePath,
  type ReadFile,
  type Report,
  readCalendar,
  rootHash,
  TILE_WIDTH,
  tilePath,
  tileReader,
  verifyPage,
} from '../proof/index.ts';
import { folderReader } from './target.ts';

/** A file of a carrier that is not what it should be. */
export interface FileFault {
  readonly path: string;
  readonly failure: FailureName;
  readonly detail: string;
}

/** What looking at every file of a folder found. */
export interface FolderReport {
  readonly pages: number;
  readonly media: number;
  readonly objects: number;
  readonly twins: number;
  /** Entries of the log whose hashes lead to the signed root; 0 when the carrier has no log. */
  readonly entries: number;
  /** Pages that the calendar names and the folder does not have: silence, which is allowed. */
  readonly missing: number;
  readonly faults: readonly FileFault[];
}

const TWIN_CAP_BYTES = 8 * 1024 * 1024;

/**
 * Checks every file of a folder against the verified edition in it: pages by their proof and place, media and objects by
 * their hash, twins against their file, the log against its checkpoint. Files that are no part of an edition are passed
 * over. `report` is that of the folder as a carrier; with its trust and head everything else is judged.
 */
export async function checkFolder(
  folder: string,
  report: Report,
  onProgress: (done: number) => void,
): Promise<FolderReport> {
  const { trusted, head } = report;
  const read = folderReader(folder);
  const faults: FileFault[] = [];
  const count = { pages: 0, media: 0, objects: 0, twins: 0 };
  const found = new Set<string>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  let done = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    done += 1;
    onProgress(done);
    try {
      if (parsePagePath(path) !== null) {
        found.add(path);
        count.pages += 1;
        if (trusted === null) continue;
        const page = await verifyPage(trusted, new Uint8Array(await readFile(join(folder, path))), path);
        checkPlace(page, path);
        const currency = head === null ? null : await checkCurrent(head, page, objectReader(read));
        if (currency?.value === 'absent')
          throw new ProofError('absent', `${path}: the edition of this folder does not have it`);
      } else if (hasTwins(path) && /\.(gz|br)$/.test(path)) {
        count.twins += 1;
        await checkTwin(folder, path);
      } else if (/^[mo]\/[0-9a-f]{2}\/[0-9a-f]{64}(\.[a-z0-9]+)?$/.test(path)) {
        count[path.startsWith('m/') ? 'media' : 'objects'] += 1;
        await checkHash(folder, path);
      }
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      faults.push({ path, failure: error.code, detail: error.message });
    }
  }
  let logEntries = 0;
  try {
    logEntries = await checkLog(read);
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    faults.push({ path: 'log', failure: error.code, detail: error.message });
  }
  return { ...count, entries: logEntries, missing: await countMissing(read, report, found), faults };
}

async function checkHash(folder: string, path: string): Promise<void> {
  const named = /([0-9a-f]{64})/.exec(path)?.[1];
  const actual = createHash('sha256')
    .update(await readFile(join(folder, path)))
    .digest('hex');
  if (actual !== named || !path.includes(`/${actual.slice(0, 2)}/`)) {
    throw new ProofError('hash-mismatch', `${path}: not the bytes its name promises`);
  }
}

/** A twin that says something else than its file is served to most browsers in its place. */
async function checkTwin(folder: string, path: string): Promise<void> {
  const original = await readFile(join(folder, path.slice(0, -3))).catch(() => null);
  const bytes = await readFile(join(folder, path));
  let inflated: Buffer | null = null;
  try {
    const limit = { maxOutputLength: TWIN_CAP_BYTES };
    inflated = path.endsWith('.gz') ? gunzipSync(bytes, limit) : brotliDecompressSync(bytes, limit);
  } catch {
    // Said below: what cannot be inflated is not the twin of anything.
  }
  if (original === null || inflated === null || !inflated.equals(original)) {
    throw new ProofError('hash-mismatch', `${path}: not the compressed form of the file beside it`);
  }
}

/** Entries lead to the hashes of the tiles, and those to the root of the checkpoint. 0 without a log. */
async function checkLog(read: ReadFile): Promise<number> {
  const bytes = await read(CHECKPOINT_PATH, 64 * 1024);
  if (bytes === null) return 0;
  const checkpoint = parseCheckpoint(parseNote(bytes, CHECKPOINT_PATH).text, CHECKPOINT_PATH);
  const reader = tileReader(read, checkpoint.size);
  const root = await rootHash(reader, checkpoint.size);
  if (hexOf(root) !== hexOf(checkpoint.root)) {
    throw new ProofError('log-damaged', 'the tiles do not give the root of log/checkpoint');
  }
  for (let at = 0; at < checkpoint.size; at += TILE_WIDTH) {
    const width = Math.min(TILE_WIDTH, checkpoint.size - at);
    const path = tilePath({ level: 'entries', index: at / TILE_WIDTH, width });
    const bundle = await read(path, width * (MAX_ENTRY_BYTES + 2));
    if (bundle === null) throw new ProofError('log-damaged', `${path}: missing`);
    for (const [offset, entry] of parseBundle(bundle, width, path).entries()) {
      if (hexOf(await leafHash(entry)) !== hexOf(await reader.readHash(0, at + offset))) {
        throw new ProofError('log-damaged', `${path}: entry ${at + offset} does not have the hash the tile gives it`);
      }
    }
  }
  return checkpoint.size;
}

async function countMissing(read: ReadFile, { head }: Report, found: ReadonlySet<string>): Promise<number> {
  if (head === null) return 0;
  let missing = 0;
  try {
    for await (const { day, article, language } of readCalendar(objectReader(read), head.edition.calendar)) {
      if (!found.has(pagePath({ kind: 'article', language, day, article, part: 1 }))) missing += 1;
    }
  } catch (error) {
    // A calendar that is only partly there is silence too; one that lies was told above, object by object.
    if (!(error instanceof ProofError)) throw error;
  }
  return missing;
}
