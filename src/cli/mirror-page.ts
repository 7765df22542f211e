import { type MediaFile, type ObjectFile, parseBody } from '../article/index.ts';
import {
  checkBody,
  checkPlace,
  checkWrapper,
  comparePlaces,
  formatPlace,
  type LogPlace,
  MAX_PAGE_BYTES,
  matchesRef,
  mediaPath,
  objectPath,
  pagePath,
  parseNote,
  parsePagePath,
  parseRecord,
  placeOf,
  type ReadFile,
  type RecordFields,
  splitPage,
  type Trusted,
  verifyPage,
} from '../proof/index.ts';
import { FolderError } from './folder-error.ts';
import { readPageBody } from './page-body.ts';

/** What an edition says stands at a path: the first part of an article, a day page or a front. */
export interface ExpectedPage {
  /** Of its first part. */
  readonly path: string;
  readonly place: LogPlace;
  /** 64 hex digits. */
  readonly leaf: string;
}

/** A file found by its hash that a page leads to. */
export interface NamedFile {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** A page that was taken, and what belongs to it. */
export interface TakenPage {
  /** Of all parts, the first one first. */
  readonly paths: readonly string[];
  readonly files: readonly NamedFile[];
}

/** The source shows a page that is newer than its head: it is publishing at this moment. */
export class SourceMoved extends Error {}

/** The paths of all parts of what a record says. */
function partsOf(record: RecordFields): string[] {
  return record.pages.map((_, at) => pagePath(placeOf(record, at + 1)));
}

/**
 * Verifies one part of an expected page as the program of a careful reader would: signature, place, text, wrapper; and
 * that it is the very record that the edition names. Fails as `verifyPage` does, with `misplaced`, `body-…`, `outdated`.
 * @throws SourceMoved
 */
export async function verifyExpected(
  trusted: Trusted,
  expected: ExpectedPage,
  path: string,
  bytes: Uint8Array,
): Promise<TakenPage> {
  const page = await verifyPage(trusted, bytes, path);
  checkPlace(page, path);
  checkBody(page, readPageBody(page));
  await checkWrapper(page);
  const order = comparePlaces(page.place, expected.place);
  if (order > 0) throw new SourceMoved(path);
  if (order < 0 || page.leaf !== expected.leaf) {
    throw new FolderError(
      'outdated',
      `${path}: log entry ${formatPlace(page.place)}, but the edition has ${formatPlace(expected.place)}`,
    );
  }
  return { paths: partsOf(page.record), files: filesOf(path, page.body) };
}

/**
 * What was verified and put in our own folder earlier, when all parts are still there as their record says; null when
 * something is missing or damaged.
 */
export async function readHeldPage(read: ReadFile, path: string): Promise<TakenPage | null> {
  const files: NamedFile[] = [];
  let paths = [path];
  for (let at = 0; at < paths.length; at += 1) {
    const name = paths[at] ?? '';
    const bytes = await read(name, MAX_PAGE_BYTES);
    if (bytes === null) return null;
    try {
      const { content, note, body } = splitPage(bytes, name);
      const record = parseRecord(parseNote(note).text);
      const ref = record.pages[at];
      if (ref === undefined || !(await matchesRef(content, ref))) return null;
      paths = partsOf(record);
      files.push(...filesOf(name, body));
    } catch {
      // Torn by a crash, most likely. It is fetched again.
      return null;
    }
  }
  return { paths, files };
}

/** What of `m/` and `o/` a body leads to; listings lead to pages only. */
function filesOf(path: string, html: string): NamedFile[] {
  if (parsePagePath(path)?.kind !== 'article') return [];
  const files: NamedFile[] = [];
  const media = (file: MediaFile): void => {
    files.push({ path: mediaPath(file), sha256: file.sha256, sizeBytes: file.sizeBytes });
  };
  const object = ({ sha256, sizeBytes }: ObjectFile): void => {
    files.push({ path: objectPath(sha256), sha256, sizeBytes });
  };
  for (const block of parseBody(html).body.blocks) {
    if (block.type === 'picture') media(block.file);
    if (block.type !== 'video') continue;
    for (const file of block.pieces) media(file);
    for (const { file } of block.captions) media(file);
    if (block.poster !== undefined) media(block.poster);
    object(block.hashes);
  }
  return files;
}
