import { CarryError, type EditionFiles } from '../carry/index.ts';

/**
 * The edition's files as they are between two changes. Publishing goes on while carriers are brought up to date: whoever
 * lists files in the middle of that would see a new `head` without all that it leads to.
 */
export class EditionNow {
  readonly #files: EditionFiles;
  /** Counts the changes that are through. */
  #changes = 0;
  /** Work that may change something, null when none is under way. */
  #underWay: Promise<void> | null = null;

  constructor(files: EditionFiles) {
    this.#files = files;
  }

  /** Does work that may change the files, and says whether it did. One at a time. */
  async change<T>(work: () => Promise<{ readonly result: T; readonly isChanged: boolean }>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#underWay = promise;
    // After work that failed nobody knows.
    let isChanged = true;
    try {
      const done = await work();
      isChanged = done.isChanged;
      return done.result;
    } finally {
      if (isChanged) this.#changes += 1;
      this.#underWay = null;
      resolve();
    }
  }

  /**
   * The files as they are when no change is under way. After the next one they are not listed any more
   * (`edition-changed`); `isStill` says whether that is so, or may be in a moment.
   */
  async still(): Promise<{ readonly edition: EditionFiles; readonly isStill: () => boolean }> {
    await this.#quiet();
    const at = this.#changes;
    const check = async () => {
      await this.#quiet();
      if (this.#changes !== at) throw changed();
    };
    const files = this.#files;
    async function* list(paths?: ReadonlySet<string>) {
      await check();
      yield* files.list(paths);
      // What was listed before a change and what after it do not belong together.
      await check();
    }
    const isStill = () => this.#changes === at && this.#underWay === null;
    return { edition: { list, read: (path) => files.read(path) }, isStill };
  }

  async #quiet(): Promise<void> {
    while (this.#underWay !== null) await this.#underWay;
  }
}

function changed(): CarryError {
  return new CarryError('edition-changed', 'a newer edition was published meanwhile', {
    hint: 'carry again',
    retryable: true,
  });
}
