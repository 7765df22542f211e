import type { Kysely } from 'kysely';
import {
  type ActContext,
  type Editing,
  type EditingChange,
  type EditingSettings,
  type Enqueue,
  openEditing,
  releaseDue,
} from '../editing/index.ts';
import type { Jobs } from '../platform/jobs/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { Tables } from '../tables/index.ts';
import { random } from './random.ts';

interface DeskParts {
  readonly db: Kysely<Tables>;
  readonly jobs: Jobs;
  readonly settings: () => EditingSettings;
  readonly now: () => Date;
  readonly log: Log;
}

/** The desk of a process: what editors do, on this newsroom's database and queues. */
export class Desk {
  readonly editing: Editing;
  readonly #parts: DeskParts;

  /** @param onChange called after each act that was done in this process */
  constructor(parts: DeskParts, onChange: (change: EditingChange) => void) {
    this.#parts = parts;
    const { db, settings, now } = parts;
    this.editing = openEditing({ db, settings, now, random, enqueue: this.enqueue, onChange });
  }

  /** Enqueues a job of the desk in a transaction. */
  readonly enqueue: Enqueue = (trx, queue, data, options) => this.#parts.jobs.enqueue(trx, queue, data, options);

  /** What an act needs that is done now. */
  act(): ActContext {
    const { settings, now } = this.#parts;
    return { settings: settings(), now: now(), random, enqueue: this.enqueue };
  }

  /** Releases what is due. What fails is logged and tried again: nothing else waits for it. */
  readonly release = async (): Promise<void> => {
    const { db, log } = this.#parts;
    for (const { article, error } of await releaseDue(db, this.act()))
      log.error(`what is due of article ${article} could not be released; the next publication tries again`, { error });
  };
}
