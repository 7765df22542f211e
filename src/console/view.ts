import type { Overview } from '../newsroom/index.ts';
import type { CensorControls } from './censor-controls.ts';
import { firstNews, newsOf } from './news.ts';
import type { ConsoleLinks, Snapshot } from './snapshot.ts';

/** A moment and the newest thing to say about it. */
export interface Seen {
  readonly snapshot: Snapshot;
  readonly news: string;
}

/** What a view looks at. */
export interface ViewOptions {
  readonly newsroom: { overview(): Promise<Overview> };
  readonly censor: CensorControls | null;
  readonly links: ConsoleLinks;
  readonly now: () => Date;
}

/** Looks at the newsroom, for one page or for all that are open, and notices what changed since it last did. */
export class View {
  readonly #options: ViewOptions;
  #last: Seen | null = null;
  #running: Promise<unknown> = Promise.resolve();
  #waiting: Promise<Seen> | null = null;

  constructor(options: ViewOptions) {
    this.#options = options;
  }

  /**
   * The present moment. One look is under way at a time, so that an older one never follows a newer, and all who ask
   * meanwhile share the next. Fails as `overview()` does.
   */
  look(): Promise<Seen> {
    this.#waiting ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#waiting = null;
        const look = this.#take();
        this.#running = look;
        return look;
      });
    return this.#waiting;
  }

  async #take(): Promise<Seen> {
    const { newsroom, censor, links, now } = this.#options;
    const overview = await newsroom.overview();
    const snapshot: Snapshot = { overview, places: censor?.places() ?? null, links, now: now() };
    const last = this.#last;
    const news = last === null ? firstNews(snapshot) : (newsOf(last.snapshot, snapshot) ?? last.news);
    this.#last = { snapshot, news };
    return this.#last;
  }
}
