import { HEAD_PATH } from '../../proof/index.ts';
import { PackedList } from '../sync/packed-list.ts';
import type { EditionFile } from '../sync/report.ts';

/** So many changed files are all looked at. */
const MAX_ALL = 500;
const CHANGED_DRAWN = 400;
const UNCHANGED_DRAWN = 100;
/** What leads readers, apps and monitors to the rest. */
const LEADING = new RegExp(`^(?:${HEAD_PATH}|(?:[^/]+/)?index\\.html|trust/timestamp\\.json|log/checkpoint)$`);

/** What is to be found at a public address: a file, or nothing (null). */
export interface Expected {
  readonly path: string;
  readonly file: EditionFile | null;
}

/** A fixed number of files, drawn evenly from any number that come by (reservoir sampling, Vitter's algorithm R). */
class Drawn {
  readonly #files: (EditionFile | null)[] = [];
  readonly #places = new Map<string, number>();
  readonly #max: number;
  readonly #random: () => number;
  #offered = 0;

  constructor(max: number, random: () => number) {
    this.#max = max;
    this.#random = random;
  }

  offer(file: EditionFile): void {
    const known = this.#places.get(file.path);
    if (known !== undefined) {
      this.#files[known] = file;
      return;
    }
    this.#offered += 1;
    const at = this.#files.length < this.#max ? this.#files.length : Math.floor(this.#random() * this.#offered);
    if (at >= this.#max) return;
    const former = this.#files[at];
    if (former) this.#places.delete(former.path);
    this.#files[at] = file;
    this.#places.set(file.path, at);
  }

  forget(path: string): void {
    const at = this.#places.get(path);
    if (at === undefined) return;
    this.#places.delete(path);
    this.#files[at] = null;
  }

  get files(): EditionFile[] {
    return this.#files.filter((file) => file !== null);
  }
}

/**
 * Chooses, while a carrier is carried to, what is looked at afterwards in public; see `PublicReport` for the rule. What it
 * holds does not grow with the edition, but for what was removed. The draw is by chance: in time it falls on every file, and
 * no carrier knows on which.
 */
export class PublicSample {
  readonly #leading = new Map<string, EditionFile>();
  readonly #changed: Drawn;
  readonly #unchanged: Drawn;
  /** All that changed, as long as it is not too much. */
  #all: Map<string, EditionFile> | null = new Map();
  readonly #removed = new PackedList();

  /** `random` gives numbers from 0 to below 1; another one in tests. */
  constructor(random: () => number = Math.random) {
    this.#changed = new Drawn(CHANGED_DRAWN, random);
    this.#unchanged = new Drawn(UNCHANGED_DRAWN, random);
  }

  addChanged(file: EditionFile): void {
    if (LEADING.test(file.path)) this.#leading.set(file.path, file);
    else this.#changed.offer(file);
    this.#all?.set(file.path, file);
    if ((this.#all?.size ?? 0) > MAX_ALL) this.#all = null;
  }

  addUnchanged(file: EditionFile): void {
    this.#unchanged.offer(file);
  }

  addRemoved(path: string): void {
    this.#removed.push(path);
    // The edition may have moved on since it was put or seen.
    for (const files of [this.#all, this.#leading]) files?.delete(path);
    for (const drawn of [this.#changed, this.#unchanged]) drawn.forget(path);
  }

  /** Whether there is nothing to look at: then nothing is to be told of it either. */
  get isEmpty(): boolean {
    return this.expected().next().done === true;
  }

  /** What is to be looked at, each path once: what was put, what was removed, what was left as it was. */
  *expected(): Generator<Expected> {
    const told = new Set<string>();
    const changed = this.#all?.values() ?? [...this.#leading.values(), ...this.#changed.files];
    for (const files of [changed, this.#unchanged.files]) {
      for (const file of files) {
        if (told.has(file.path)) continue;
        told.add(file.path);
        yield { path: file.path, file };
      }
    }
    for (const { path } of this.#removed.entries()) yield { path, file: null };
  }
}
