import type { PublicFault, PublicReport } from '../../carry/index.ts';

/** How often it is looked again at a public address that does not show yet what it was given … */
const LOOK_MS = 60_000;
/** … and at one that had its time and gives out something else. */
const FAULT_LOOK_MS = 15 * 60_000;

interface Waiting {
  /** When it was carried or removed. */
  readonly carriedAt: Date;
  /** What was wrong after the host had its time; null while it has. */
  readonly fault: PublicFault | null;
}

/** Paths that are looked at together. */
export interface Look {
  readonly paths: readonly string[];
  readonly carriedAt: Date;
}

/**
 * What the public address of a carrier did not give out as it should when it was asked. It stays here until it does, whatever
 * was carried since: a later edition that is shown as it should be says nothing of a picture that was withdrawn before it and
 * is still given out.
 */
export class Unproven {
  readonly #waiting = new Map<string, Waiting>();

  /** How long until it is worth looking again; infinite when nothing is waited for. */
  get lookInMs(): number {
    if (this.#waiting.size === 0) return Number.POSITIVE_INFINITY;
    return [...this.#waiting.values()].some(({ fault }) => fault === null) ? LOOK_MS : FAULT_LOOK_MS;
  }

  /** What is to be looked at now. */
  looks(): Look[] {
    const waiting = [...this.#waiting];
    const oldest = Math.min(...waiting.map(([, { carriedAt }]) => carriedAt.getTime()));
    // What had its time had it, whenever it was carried.
    const groups = Map.groupBy(waiting, ([, { carriedAt, fault }]) => (fault === null ? carriedAt.getTime() : oldest));
    return [...groups].map(([time, group]) => ({ paths: group.map(([path]) => path), carriedAt: new Date(time) }));
  }

  /**
   * Takes what was seen, and returns it together with all that is still waited for.
   * @param look what was looked at because it was waited for; absent after a turn, which looks at what it carried
   */
  merge(report: PublicReport, carriedAt: Date, look?: Look): PublicReport {
    const { pending, faults, confirmed } = report;
    const isAllAnswered = confirmed + pending.length + faults.length === look?.paths.length;
    if (isAllAnswered) for (const path of look?.paths ?? []) this.#waiting.delete(path);
    for (const path of pending) this.#waiting.set(path, { carriedAt, fault: null });
    for (const fault of faults) if (fault.path !== null) this.#waiting.set(fault.path, { carriedAt, fault });
    const all = [...this.#waiting];
    return {
      ...report,
      pending: all.flatMap(([path, { fault }]) => (fault === null ? [path] : [])).sort(),
      faults: [...faults.filter(({ path }) => path === null), ...all.flatMap(([, { fault }]) => fault ?? [])],
    };
  }

  /** Forgets all: there is no address any more. */
  clear(): void {
    this.#waiting.clear();
  }
}
