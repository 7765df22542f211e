import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { hasTwins } from '../edition/index.ts';
import {
  type FailureName,
  ForkError,
  MAX_PAGE_BYTES,
  ProofError,
  parsePagePath,
  parseTilePath,
  type Trusted,
  type VerifiedHead,
} from '../proof/index.ts';
import { FolderError, type FolderErrorCode } from './folder-error.ts';
import { checkHash, checkTwin, promisedHash, readWhole } from './folder-files.ts';
import { checkFolderLog } from './folder-log.ts';
import { checkFolderPage, expectedPages, type FolderEdition } from './folder-pages.ts';
import { isLanguageChoice } from './language-choice.ts';
import { folderReader } from './target.ts';

/** A file of a carrier that is not what it should be. */
export interface FileFault {
  readonly path: string;
  readonly failure: FailureName | FolderErrorCode;
  readonly detail: string;
}

/** What looking at every file of a folder found. */
export interface FolderReport {
  readonly pages: number;
  readonly media: number;
  readonly objects: number;
  readonly twins: number;
  /** Entries of the log, which give the signed root; 0 when the carrier has no log. */
  readonly entries: number;
  /** Pages that the calendar names and the folder does not have: silence, which is allowed. */
  readonly missing: number;
  /** Genuine pages of which the folder's calendar does not tell whether they are current. */
  readonly untold: readonly string[];
  /** Files that a browser would show and nobody signed. */
  readonly unsigned: readonly string[];
  /** Files that are no part of an edition and that no browser shows; they were not looked at. */
  readonly others: number;
  readonly faults: readonly FileFault[];
  /** The two checkpoints of a fork. */
  readonly evidence: readonly string[] | null;
}

/** What a browser shows or runs, by its name; a host may serve it packed as well. */
const SHOWN = /\.(?:[xs]?html?|xht|xml|xslt?|svgz?|mht|mhtml|pdf|swf|wasm|m?js|css)(?:\.(?:gz|br|zst))?$/i;
/** The files of an edition that are not looked at one by one: checked as a whole, or not signed and for programs. */
const KNOWN =
  /^(?:head|log\/checkpoint|trust\/(?:bundle|[0-9a-z./]+\.(?:json|txt))|[A-Za-z0-9-]+\/(?:(?:feed|atom)\.xml|(?:feed|ninjs)\.json))$/;

/**
 * Checks every file of a folder against the verified edition in it: pages by proof, place, text and calendar; media and
 * objects by hash; twins against their file; the log from its entries up. What is no part of the edition and would be
 * shown by a browser all the same is listed.
 * @param input.head of this folder; everything is judged by it
 */
export async function checkFolder(
  folder: string,
  { trusted, head }: { readonly trusted: Trusted; readonly head: VerifiedHead },
  options: { readonly signal: AbortSignal; readonly onProgress: (done: number) => void },
): Promise<FolderReport> {
  const read = folderReader(folder);
  const check = new FolderCheck({ folder, read, trusted, head, expected: await expectedPages(read, head) });
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    options.signal.throwIfAborted();
    await check.look(entry);
    options.onProgress(check.done);
  }
  return check.report(options.signal);
}

class FolderCheck {
  done = 0;
  readonly #edition: FolderEdition;
  readonly #count = { pages: 0, media: 0, objects: 0, twins: 0, others: 0 };
  readonly #found = new Set<string>();
  readonly #tiles: string[] = [];
  readonly #faults: FileFault[] = [];
  readonly #untold: string[] = [];
  readonly #unsigned: string[] = [];
  #evidence: readonly string[] | null = null;

  constructor(edition: FolderEdition) {
    this.#edition = edition;
  }

  async look(entry: Dirent): Promise<void> {
    if (entry.isDirectory()) return;
    const path = join(entry.parentPath, entry.name)
      .slice(this.#edition.folder.length)
      .split(sep)
      .join('/')
      .replace(/^\//, '');
    this.done += 1;
    await this.#attempt(path, async () => {
      if (entry.isSymbolicLink()) throw new FolderError('symlink', `${path}: a link, which may show anything`);
      if (!entry.isFile()) throw new FolderError('not-a-file', `${path}: neither a file nor a folder`);
      await this.#lookAtFile(path);
    });
  }

  async #lookAtFile(path: string): Promise<void> {
    const { folder } = this.#edition;
    const sha256 = promisedHash(path);
    if (parsePagePath(path) !== null) {
      this.#found.add(path);
      this.#count.pages += 1;
      if ((await checkFolderPage(this.#edition, path)) === 'unknown') this.#untold.push(path);
    } else if (hasTwins(path) && /\.(?:gz|br)$/.test(path)) {
      this.#count.twins += 1;
      await checkTwin(folder, path);
    } else if (sha256 !== null) {
      this.#count[path.startsWith('m/') ? 'media' : 'objects'] += 1;
      await checkHash(folder, path, sha256);
    } else if (path === 'index.html') {
      if (!isLanguageChoice(await readWhole(folder, path, MAX_PAGE_BYTES))) this.#unsigned.push(path);
    } else if (parseTilePath(path) !== null) {
      this.#tiles.push(path);
    } else if (!KNOWN.test(path) || /\.html?$/i.test(path)) {
      if (SHOWN.test(path)) this.#unsigned.push(path);
      else this.#count.others += 1;
    }
  }

  async #attempt<T>(path: string, run: () => Promise<T>): Promise<T | null> {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof ProofError || error instanceof FolderError)) throw error;
      if (error instanceof ForkError) this.#evidence = error.evidence;
      this.#faults.push({ path, failure: error.code, detail: error.message });
      return null;
    }
  }

  async report(signal: AbortSignal): Promise<FolderReport> {
    const { folder, read, expected } = this.#edition;
    const log = () => checkFolderLog(folder, read, this.#edition, this.#tiles, signal);
    const entries = (await this.#attempt('log', log)) ?? 0;
    return {
      ...this.#count,
      entries,
      missing: [...expected.keys()].filter((path) => !this.#found.has(path)).length,
      untold: this.#untold.sort(),
      unsigned: this.#unsigned.sort(),
      faults: this.#faults.sort((a, b) => (a.path < b.path ? -1 : 1)),
      evidence: this.#evidence,
    };
  }
}
