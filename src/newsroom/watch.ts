import type { Kysely } from 'kysely';
import { fileReader } from '../edition/index.ts';
import type { Settings } from '../platform/config/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { Tables } from '../tables/index.ts';
import type { Carriers } from './carriers/carriers.ts';
import { openFreshness } from './freshness.ts';
import { countArticles, loadOverview } from './load-overview.ts';
import type { Overview } from './overview.ts';

/** What those see who watch a newsroom at work: the overview, and word of each change of it. */
export class Watch {
  readonly #log: Log;
  readonly #freshness: () => Promise<Date | null>;
  readonly #files: string;
  // In wrappers: one function that was added twice is called twice, and taken away one by one.
  readonly #listeners = new Set<{ readonly listener: () => void }>();
  /** Null when it has to be counted again. */
  #articleCount: Promise<number> | null = null;

  /** @param files folder of the edition's files */
  constructor(files: string, log: Log) {
    this.#log = log;
    this.#files = files;
    this.#freshness = openFreshness(fileReader(files));
  }

  /** Calls `listener` at each change from now on; returns how to stop that. */
  add(listener: () => void): () => void {
    const entry = { listener };
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  /** Tells everyone of a change, one after the other. Never throws: the work that made it goes on whatever they do. */
  tell(): void {
    for (const { listener } of this.#listeners) {
      try {
        listener();
      } catch (error) {
        this.#log.error('a listener failed', { error });
      }
    }
  }

  /** To be called when articles came or went, before that is told. */
  countAgain(): void {
    this.#articleCount = null;
  }

  async overview(parts: {
    readonly db: Kysely<Tables>;
    readonly settings: Settings;
    readonly fingerprint: string;
    readonly carriers: Carriers;
  }): Promise<Overview> {
    const { db, settings, fingerprint, carriers } = parts;
    return loadOverview({
      db,
      settings,
      fingerprint,
      read: fileReader(this.#files),
      heldAt: (id) => carriers.heldAt(id),
      articleCount: await this.#count(db),
      provenAt: await this.#freshness(),
    });
  }

  /** Goes through an index as long as the archive, so it is done only when articles came or went. */
  #count(db: Kysely<Tables>): Promise<number> {
    if (this.#articleCount !== null) return this.#articleCount;
    const count = countArticles(db);
    // Remembered before it is known: what comes in meanwhile makes it count again.
    this.#articleCount = count;
    count.catch(() => {
      this.#articleCount = null;
    });
    return count;
  }
}
