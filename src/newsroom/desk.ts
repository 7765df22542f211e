import type { Kysely, Transaction } from 'kysely';
import {
  type ActContext,
  type Editing,
  type EditingChange,
  type Enqueue,
  type Lexicon,
  openEditing,
  openLexicon,
  releaseDue,
  translateDraft,
} from '../editing/index.ts';
import { readSecret, type Settings } from '../platform/config/index.ts';
import type { JobHandler, Jobs } from '../platform/jobs/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import type { Tables } from '../tables/index.ts';
import { openEngine } from '../translate/index.ts';
import { openPushes, type Pushes } from './arrivals/pushes.ts';
import type { Environment } from './keeping/storage.ts';
import { random } from './random.ts';

interface DeskParts {
  readonly db: Kysely<Tables>;
  readonly jobs: Jobs;
  readonly settings: () => Settings;
  /** The newsroom's, which keys of engines in files are relative to. */
  readonly folder: string;
  readonly env: Environment;
  readonly now: () => Date;
  readonly log: Log;
}

/** The desk of a process: what editors do, on this newsroom's database and queues. */
export class Desk {
  readonly editing: Editing;
  /** Its memory and its glossary. */
  readonly lexicon: Lexicon;
  /** What programs give in. */
  readonly pushes: Pushes;
  readonly #parts: DeskParts;
  readonly #onChange: (change: EditingChange) => void;

  /** @param onChange called after each act that was done in this process */
  constructor(parts: DeskParts, onChange: (change: EditingChange) => void) {
    this.#parts = parts;
    this.#onChange = onChange;
    const { db, settings, now } = parts;
    this.editing = openEditing({ db, settings, now, random, enqueue: this.enqueue, onChange });
    this.lexicon = openLexicon({ db, now, random });
    const wake = (trx: Transaction<Tables>): Promise<void> =>
      this.enqueue(trx, 'publish-due', { article: '', language: '' }, { key: 'pushed' });
    this.pushes = openPushes({ db, now, settings, wake });
  }

  /** Enqueues a job of the desk in a transaction. */
  readonly enqueue: Enqueue = (trx, queue, data, options) => this.#parts.jobs.enqueue(trx, queue, data, options);

  /**
   * Does the jobs of the queue `translate`, with the engine that the settings name now. One whose key is missing is a job
   * that failed and says so; without an engine the memory alone fills in.
   */
  readonly translate: JobHandler<'translate'> = async (name, { signal }) => {
    const { db, settings, folder, env, now } = this.#parts;
    const { engines, translations } = settings();
    const wanted = translations.find(({ to }) => to === name.language)?.engine;
    const chosen = engines.find((each) => each.name === wanted);
    const engine =
      chosen === undefined
        ? undefined
        : await openEngine(chosen, { readSecret: (at) => readSecret(at, { folder, env }) });
    const onChange = (article: string): void => this.#onChange({ article, isDue: false });
    const ports = { db, settings, now, random, enqueue: this.enqueue, onChange };
    await translateDraft(
      { ...ports, engines: { get: (each) => (each === engine?.name ? engine : undefined) } },
      name,
      signal,
    );
  };

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
