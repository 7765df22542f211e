import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type EditionRecord,
  type Hash,
  HEAD_PATH,
  hexOf,
  type LogPlace,
  leafHash,
  logNumber,
  parseCheckpoint,
  parseEdition,
  parseHead,
  parseNote,
  parseRecord,
  type ReadFile,
  type RecordFields,
  rootHash,
  splitPage,
  tileReader,
} from '../proof/index.ts';
import { EditionError } from './error.ts';

/**
 * The newsroom's own copy of its edition: the files every carrier gets, and the authority on what is published.
 * Layout below the folder: `files/` (the edition), `publishing/` (a committed publication that is being put in place).
 */
export interface EditionFolder {
  /** Absolute path of the folder. */
  readonly path: string;
  /** Where the edition's files lie. */
  readonly files: string;
  /** Where a committed publication waits to be put in place; its existence is the commit. */
  readonly publishing: string;
}

/** Names the parts of an edition folder; touches nothing. */
export function editionFolder(path: string): EditionFolder {
  return { path, files: join(path, 'files'), publishing: join(path, 'publishing') };
}

/** Reads files of the edition; null for one that is not there or longer than `maxBytes`. */
export function fileReader(root: string): ReadFile {
  return async (path, maxBytes) => {
    try {
      const bytes = await readFile(join(root, path));
      return bytes.length > maxBytes ? null : new Uint8Array(bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ENOTDIR')
        return null;
      throw error;
    }
  };
}

/** The newest edition as its own files tell it. */
export interface PublishedHead {
  readonly edition: EditionRecord;
  /** The signed edition record, verbatim. */
  readonly note: string;
  readonly index: number;
  readonly hashes: readonly Hash[];
  /** State of the log: `size` is `index + 1`. */
  readonly size: number;
  readonly root: Hash;
}

/**
 * Reads the newest edition; null before the first. These are our own files, so signatures are not checked again, but
 * a head that contradicts its own form is refused: building on it would fork the log.
 */
export async function readPublishedHead(read: ReadFile): Promise<PublishedHead | null> {
  const bytes = await read(HEAD_PATH, 64 * 1024);
  if (bytes === null) return null;
  const { note, proof } = parseHead(bytes);
  const edition = parseEdition(parseNote(note).text);
  const checkpoint = parseCheckpoint(parseNote(proof.checkpoint).text);
  if (checkpoint.origin !== edition.log || proof.index !== checkpoint.size - 1) {
    throw new EditionError('edition-damaged', 'the head of the edition is not the last leaf of its own checkpoint', {
      hint: 'restore the newsroom folder from a backup, or from a carrier',
    });
  }
  return { edition, note, index: proof.index, hashes: proof.hashes, size: checkpoint.size, root: checkpoint.root };
}

/** State of the log before the first entry. */
export async function emptyLog(): Promise<{ size: number; root: Hash }> {
  return {
    size: 0,
    root: await rootHash(
      tileReader(async () => null, 0),
      0,
    ),
  };
}

/** What is published at the place of a page, as the page itself says. */
export interface PublishedPage {
  readonly record: RecordFields;
  /** Where its record is. */
  readonly place: LogPlace;
  /** Leaf hash of its record, 64 hex digits. */
  readonly leaf: string;
  /** The bytes before the proof. */
  readonly content: Uint8Array;
}

/** Reads the page at a path of the edition; null when there is none. */
export async function readPublishedPage(read: ReadFile, path: string): Promise<PublishedPage | null> {
  const bytes = await read(path, 256 * 1024);
  if (bytes === null) return null;
  const page = splitPage(bytes, path);
  const record = parseRecord(parseNote(page.note, path).text, path);
  const log = logNumber(record.log);
  if (log === null) throw new EditionError('edition-damaged', `${path} names no log`);
  const leaf = hexOf(await leafHash(new TextEncoder().encode(page.note)));
  return { record, place: { log, index: page.proof.index }, leaf, content: page.content };
}

/** One file of the edition as it lies on disk. */
export interface ListedFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Changes whenever the file is replaced: tells whether a remembered hash still holds. */
  readonly stamp: string;
}

/** Lists every file of the edition in the byte order of the paths. Temporary files are left out. */
export async function* listEditionFiles(root: string, below = ''): AsyncGenerator<ListedFile> {
  let entries: Dirent[];
  try {
    entries = await readdir(join(root, below), { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  // A folder stands where its files do: `a/b` after `a.html`, because a slash comes after a dot.
  const names = entries
    .filter(({ name }) => !name.startsWith('.'))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort();
  for (const name of names) {
    const path = below === '' ? name : `${below}/${name}`;
    if (name.endsWith('/')) {
      yield* listEditionFiles(root, path.slice(0, -1));
      continue;
    }
    // Null where it was removed since.
    const info = await lstat(join(root, path), { bigint: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (info?.isFile()) yield { path, sizeBytes: Number(info.size), stamp: `${info.mtimeNs}-${info.ino}-${info.size}` };
  }
}
