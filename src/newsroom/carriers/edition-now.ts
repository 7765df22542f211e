/**
 * When the edition's files are changed. Publishing goes on while carriers are brought up to date: what changed is known when
 * it is through, and nobody begins to compare in the middle of it.
 */
export class EditionNow {
  #underWay: Promise<void> | null = null;

  /** Whether something is being changed. */
  get isUnderWay(): boolean {
    return this.#underWay !== null;
  }

  /** Does work that may change the files. One at a time. */
  async change<T>(work: () => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#underWay = promise;
    try {
      return await work();
    } finally {
      this.#underWay = null;
      resolve();
    }
  }

  /** Waits until nothing is being changed. */
  async quiet(): Promise<void> {
    while (this.#underWay !== null) await this.#underWay;
  }
}
