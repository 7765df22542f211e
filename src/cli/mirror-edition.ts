import {
  type CalendarEntry,
  calendarPath,
  checkHistory,
  formatPlace,
  frontPath,
  HEAD_PATH,
  MAX_MUTABLE_BYTES,
  MAX_PAGE_BYTES,
  matchesRef,
  newestSeen,
  type ObjectRef,
  objectPath,
  objectReader,
  ProofError,
  type ReadFile,
  type ReadObject,
  readCalendarDay,
  readCalendarDays,
  readChecked,
  type SeenHead,
  seenOf,
  type Trusted,
  type VerifiedHead,
  verifyHead,
} from '../proof/index.ts';
import { CliError } from './error.ts';
import { isLanguageChoice } from './language-choice.ts';
import type { MirrorFolder } from './mirror-folder.ts';
import { type ExpectedPage, type NamedFile, readHeldPage, SourceMoved, verifyExpected } from './mirror-page.ts';
import { mirrorTrust } from './mirror-trust.ts';

/** How many pages are asked for at once: a carrier is somebody's machine. */
const AT_ONCE = 4;
/** How often a source that publishes meanwhile is read again from its head on. */
const ATTEMPTS = 3;
/** What no picture or piece of video is longer than (docs/spec/media.md), with room. */
const MAX_NAMED_BYTES = 16 * 1024 * 1024;

/** What an edition is brought from, and what is known of the newsroom. */
export interface MirrorInput {
  /** Reads the source; what it throws ends the round. */
  readonly read: ReadFile;
  readonly folder: MirrorFolder;
  readonly fingerprint: string;
  readonly known: Uint8Array | null;
  readonly seen: SeenHead | null;
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => void;
}

/** What a round of bringing came to. */
export interface MirroredEdition {
  readonly trusted: Trusted;
  readonly head: VerifiedHead;
  readonly headBytes: Uint8Array;
  /** Pages, pictures and other files that were fetched. */
  readonly fetched: number;
  readonly removed: number;
  /** Paths that the edition names and neither the source nor this machine has. */
  readonly missing: readonly string[];
}

/**
 * Brings an edition into our own folder: trust data, head, every page by its calendar line, every picture and object by
 * its hash. Nothing is put there unverified, and `head` comes last; then what the edition no longer has is removed. What
 * the folder holds already is not fetched again: where the calendar names the same record as before, our copy is it.
 *
 * Feeds and the log are not brought: nobody signs the ones, and readers do not need the other.
 *
 * Rejects, with the former edition still in the folder, on whatever is not genuine, and on an edition older than the one
 * there or the one seen elsewhere (`rollback`, `fork`, `trust-rollback`).
 */
export async function bringEdition(input: MirrorInput): Promise<MirroredEdition> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await new Bringing(input).run();
    } catch (error) {
      if (!(error instanceof SourceMoved)) throw error;
      if (attempt < ATTEMPTS) continue;
      throw new CliError('not-found', `the source shows ${error.message} of an edition that it does not name`, {
        hint: 'it is publishing at this moment, or is only partly copied; try again',
        cause: error,
      });
    }
  }
}

class Bringing {
  readonly #input: MirrorInput;
  readonly #folder: MirrorFolder;
  /** What the edition consists of, twins not named. */
  readonly #wanted = new Set<string>();
  readonly #missing: string[] = [];
  #fetched = 0;
  #done = 0;

  constructor(input: MirrorInput) {
    this.#input = input;
    this.#folder = input.folder;
  }

  async run(): Promise<MirroredEdition> {
    const { read, fingerprint, known, now } = this.#input;
    const { trusted, files } = await mirrorTrust(read, { fingerprint, known, now });
    const held = await this.#heldHead(trusted);
    const seen = newestSeen(this.#input.seen, held === null ? null : seenOf(held));
    const headBytes = await read(HEAD_PATH, MAX_MUTABLE_BYTES);
    if (headBytes === null) {
      throw new CliError('not-found', 'the source has no head', {
        hint: 'name the folder or address of an edition, an address with "/" at the end',
      });
    }
    const head = await verifyHead(trusted, headBytes, seen);
    await checkHistory(trusted, read, head, seen);
    // With other keys in force what was good may be void, and needs another proof: everything is looked at.
    const isSameTrust = await this.#isHeld(files);
    await this.#bringPages(trusted, head, isSameTrust ? held : null);
    await this.#bringChoice();
    for (const [path, bytes] of files) await this.#keep(path, bytes);
    await this.#keep(HEAD_PATH, headBytes);
    const removed = await this.#folder.keepOnly(this.#wanted);
    return { trusted, head, headBytes, fetched: this.#fetched, removed, missing: this.#missing.sort() };
  }

  /** The edition in our own folder; null where there is none that stands under today's keys. */
  async #heldHead(trusted: Trusted): Promise<VerifiedHead | null> {
    const bytes = await this.#folder.read(HEAD_PATH, MAX_MUTABLE_BYTES);
    if (bytes === null) return null;
    try {
      return await verifyHead(trusted, bytes, null);
    } catch (error) {
      if (error instanceof ProofError) return null;
      throw error;
    }
  }

  /** Whether policy and desks are those that our folder was verified under. */
  async #isHeld(files: ReadonlyMap<string, Uint8Array>): Promise<boolean> {
    for (const path of files.keys()) {
      if (!path.startsWith('trust/targets/')) continue;
      if ((await this.#folder.read(path, MAX_MUTABLE_BYTES)) === null) return false;
    }
    return true;
  }

  async #bringPages(trusted: Trusted, { edition }: VerifiedHead, held: VerifiedHead | null): Promise<void> {
    const object: ReadObject = (ref) => this.#object(ref);
    for (const ref of [edition.notices, edition.carriers]) await readChecked(object, ref, 'a list of the edition');
    const fronts = edition.fronts.map(({ language, place, leaf }) => ({ path: frontPath(language), place, leaf }));
    const frontsBefore = new Set(
      held?.edition.fronts.map(({ language, place, leaf }) => keyOf({ path: frontPath(language), place, leaf })),
    );
    for (const day of await readCalendarDays(object, edition.calendar)) {
      const before = new Set<string>();
      if (held !== null) for (const line of await this.#heldDay(held.edition.calendar, day)) before.add(keyOf(line));
      const lines = (await readCalendarDay(object, edition.calendar, day)).map((line) => expectedOf({ ...line, day }));
      await this.#inParallel(lines, (page) => this.#bringPage(trusted, page, before.has(keyOf(page))));
    }
    await this.#inParallel(fronts, (page) => this.#bringPage(trusted, page, frontsBefore.has(keyOf(page))));
  }

  /** What our own calendar said of a day; nothing where it is not there. */
  async #heldDay(calendar: ObjectRef, day: string): Promise<ExpectedPage[]> {
    try {
      const lines = await readCalendarDay(objectReader(this.#folder.read), calendar, day);
      return lines.map((line) => expectedOf({ ...line, day }));
    } catch (error) {
      if (error instanceof ProofError) return [];
      throw error;
    }
  }

  async #bringPage(trusted: Trusted, page: ExpectedPage, isSame: boolean): Promise<void> {
    this.#input.signal.throwIfAborted();
    const held = isSame ? await readHeldPage(this.#folder.read, page.path) : null;
    if (held === null) await this.#bringParts(trusted, page);
    else {
      for (const path of held.paths) this.#wanted.add(path);
      for (const file of held.files) await this.#named(file);
    }
    this.#done += 1;
    this.#input.onProgress(this.#done);
  }

  async #bringParts(trusted: Trusted, page: ExpectedPage): Promise<void> {
    let paths: readonly string[] = [page.path];
    for (let at = 0; at < paths.length; at += 1) {
      const path = paths[at] ?? '';
      const own = await this.#ownPart(trusted, page, path);
      const bytes = own ?? (await this.#input.read(path, MAX_PAGE_BYTES));
      if (bytes === null) {
        this.#missing.push(path);
        continue;
      }
      const taken = await verifyExpected(trusted, page, path, bytes);
      paths = taken.paths;
      this.#wanted.add(path);
      if (own === null) await this.#fetchedFile(path, bytes);
      for (const file of taken.files) await this.#named(file);
    }
  }

  /** Our own copy of a part, if it is what the edition names. */
  async #ownPart(trusted: Trusted, page: ExpectedPage, path: string): Promise<Uint8Array | null> {
    const bytes = await this.#folder.read(path, MAX_PAGE_BYTES);
    if (bytes === null) return null;
    try {
      await verifyExpected(trusted, page, path, bytes);
      return bytes;
    } catch {
      // An older one, or torn by a crash: what the source has is looked at instead.
      return null;
    }
  }

  /** A file of `m/` or `o/` that a page leads to. */
  async #named(file: NamedFile): Promise<void> {
    if (this.#wanted.has(file.path)) return;
    this.#wanted.add(file.path);
    const own = await this.#folder.read(file.path, MAX_NAMED_BYTES);
    if (own !== null && (await matchesRef(own, file))) return;
    const bytes = file.sizeBytes > MAX_NAMED_BYTES ? null : await this.#input.read(file.path, file.sizeBytes);
    if (bytes === null) {
      this.#wanted.delete(file.path);
      this.#missing.push(file.path);
      return;
    }
    if (!(await matchesRef(bytes, file))) {
      throw new ProofError('hash-mismatch', `${file.path}: not the bytes its name promises`);
    }
    await this.#fetchedFile(file.path, bytes);
  }

  /** A node of the calendar or a list: ours, else that of the source, which is checked and kept. */
  async #object(ref: ObjectRef): Promise<Uint8Array | null> {
    const path = objectPath(ref.sha256);
    this.#wanted.add(path);
    const own = await this.#folder.read(path, MAX_NAMED_BYTES);
    if (own !== null && (await matchesRef(own, ref))) return own;
    const bytes = await this.#input.read(path, ref.sizeBytes);
    if (bytes !== null && (await matchesRef(bytes, ref))) await this.#fetchedFile(path, bytes);
    return bytes;
  }

  /** The choice of languages at the root: nobody signs it, so it may do nothing but lead to fronts. */
  async #bringChoice(): Promise<void> {
    const path = 'index.html';
    const bytes = await this.#input.read(path, MAX_PAGE_BYTES);
    if (bytes !== null && isLanguageChoice(bytes)) await this.#keep(path, bytes);
    else if ((await this.#folder.read(path, MAX_PAGE_BYTES)) !== null) this.#wanted.add(path);
    else this.#missing.push(path);
  }

  /** Puts a file into the folder, if another one or none is there. */
  async #keep(path: string, bytes: Uint8Array): Promise<void> {
    this.#wanted.add(path);
    const own = await this.#folder.read(path, MAX_PAGE_BYTES);
    if (own === null || Buffer.compare(own, bytes) !== 0) await this.#folder.put(path, bytes);
  }

  async #fetchedFile(path: string, bytes: Uint8Array): Promise<void> {
    await this.#folder.put(path, bytes);
    this.#fetched += 1;
  }

  async #inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    const queue = items.values();
    const worker = async (): Promise<void> => {
      for (const item of queue) await work(item);
    };
    // All end before the first failure is told: none may still write while the next attempt begins.
    const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }
}

function expectedOf(line: CalendarEntry): ExpectedPage {
  return { path: calendarPath(line), place: line.place, leaf: line.leaf };
}

/** One for one record at one place. */
function keyOf({ path, place, leaf }: ExpectedPage): string {
  return `${path} ${formatPlace(place)} ${leaf}`;
}
