import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CalendarEntry,
  type Checkpoint,
  type EditionRecord,
  type Notice,
  objectReader,
  parseCheckpoint,
  parseEdition,
  parseHead,
  parseNote,
  parseNotices,
  parsePagePath,
  parseRecord,
  type RecordFields,
  readCalendar,
  readChecked,
  splitPage,
} from '../../src/proof/index.ts';

/** Paths of all files below a folder, with forward slashes, sorted; dot files left out. */
export async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** Every file below a folder by its path, as the hash of its bytes: two equal maps are two equal folders. */
export async function hashesOf(folder: string): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for (const path of await filesOf(folder)) {
    hashes.set(
      path,
      createHash('sha256')
        .update(await readFile(join(folder, path)))
        .digest('hex'),
    );
  }
  return hashes;
}

/** Paths that differ between two states of a folder, sorted. */
export function changesBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}

/** What a folder with an edition says, read from its signed files. Signatures are `verify`'s business. */
export interface CarriedEdition {
  readonly edition: EditionRecord;
  /** The one `head` is proven against. */
  readonly checkpoint: Checkpoint;
  /** The one of `log/checkpoint`. */
  readonly logCheckpoint: Checkpoint;
  /** Its lines about articles; those about day pages are left out. */
  readonly calendar: readonly CalendarEntry[];
  readonly notices: readonly Notice[];
  /** Every page of the folder by its path, with the record it carries and its text. */
  readonly pages: ReadonlyMap<string, { readonly record: RecordFields; readonly text: string }>;
}

export async function readCarried(folder: string): Promise<CarriedEdition> {
  const bytesAt = async (path: string) => new Uint8Array(await readFile(join(folder, path)));
  const read = objectReader(bytesAt);
  const { note, proof } = parseHead(await bytesAt('head'));
  const edition = parseEdition(parseNote(note).text);
  const calendar: CalendarEntry[] = [];
  for await (const entry of readCalendar(read, edition.calendar)) {
    if (entry.article !== null) calendar.push(entry);
  }
  const pages = new Map<string, { record: RecordFields; text: string }>();
  for (const path of await filesOf(folder)) {
    if (parsePagePath(path) === null) continue;
    const page = splitPage(await bytesAt(path), path);
    const text = new TextDecoder().decode(page.content);
    pages.set(path, { record: parseRecord(parseNote(page.note).text), text });
  }
  return {
    edition,
    calendar,
    pages,
    checkpoint: parseCheckpoint(parseNote(proof.checkpoint).text),
    logCheckpoint: parseCheckpoint(parseNote(await bytesAt('log/checkpoint')).text),
    notices: parseNotices(await readChecked(read, edition.notices, 'notices')),
  };
}

/** The article pages (first parts) whose text has a phrase. */
export function articlesWith({ pages }: CarriedEdition, phrase: string): string[] {
  return [...pages].filter(([path, { text }]) => isArticlePage(path) && text.includes(phrase)).map(([path]) => path);
}

function isArticlePage(path: string): boolean {
  const page = parsePagePath(path);
  return page?.kind === 'article' && page.part === 1;
}
