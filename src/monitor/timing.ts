/** What is late, and since when: a carrier may be behind for minutes, not for hours. */
import { formatTime, HEAD_PATH, type VerifiedHead } from '../proof/index.ts';
import { raise } from './finding.ts';
import type { Session } from './session.ts';
import type { Since } from './state.ts';

/** What is vouched for every hour is stale after a day (docs/spec/head.md). */
const STALE_MS = 24 * 60 * 60 * 1000;
/** Clocks differ by minutes. */
const AHEAD_MS = 10 * 60 * 1000;

/** Remembers since when things have been as they are. */
export class Timing {
  readonly #since: Map<string, string>;
  readonly #now: Date;
  readonly #graceMs: number;

  constructor(since: Since, now: Date, graceMs: number) {
    this.#since = new Map(since);
    this.#now = now;
    this.#graceMs = graceMs;
  }

  get since(): Since {
    return this.#since;
  }

  /** Whether something has been so for longer than the grace, from the first round that met it. */
  isLong(what: string): boolean {
    const since = this.#since.get(what) ?? formatTime(this.#now);
    this.#since.set(what, since);
    return this.#now.getTime() - Date.parse(since) > this.#graceMs;
  }

  /** It is so no longer. */
  end(what: string): void {
    this.#since.delete(what);
  }

  /** Whether a carrier has been without the newest edition for longer than it may. */
  isLateEdition(carrier: string): boolean {
    return this.isLong(`edition ${carrier}`);
  }

  /** Finds heads that are stale, ahead of now, or behind the newest that any carrier gives. */
  checkHeads(sessions: readonly Session[]): void {
    const heads = sessions.flatMap(({ head }) => (head === null ? [] : [head]));
    const newest = heads.toSorted((a, b) => b.edition.number - a.edition.number)[0];
    for (const session of sessions) {
      const { head, name } = session;
      if (head === null || newest === undefined) continue;
      const age = this.#now.getTime() - head.checkpoint.time.getTime();
      const add = (finding: 'clock-ahead' | 'carrier-stale' | 'carrier-behind', detail: string) =>
        session.raised.push(raise(finding, { carrier: name, subject: HEAD_PATH, detail }, session.files('carrier')));
      const time = formatTime(head.checkpoint.time);
      if (age < -AHEAD_MS) add('clock-ahead', `is dated ${time}, after now`);
      if (age > STALE_MS) add('carrier-stale', `was last vouched for at ${time}`);
      if (this.#isBehind(name, head, newest)) {
        add('carrier-behind', `gives edition ${head.edition.number}, another carrier ${newest.edition.number}`);
      }
    }
  }

  #isBehind(name: string, head: VerifiedHead, newest: VerifiedHead): boolean {
    if (head.edition.number >= newest.edition.number) {
      this.end(`edition ${name}`);
      return false;
    }
    const isPublishedLong = this.#now.getTime() - Date.parse(newest.edition.time) > this.#graceMs;
    return this.isLateEdition(name) || isPublishedLong;
  }
}
