import type { Overview } from '../newsroom/index.ts';
import type { BenchPlace } from './bench.ts';

/** Where a console's pages lead to; what is absent has no link. Absolute http(s) addresses. */
export interface ConsoleLinks {
  /** The newsroom's site as its editors reach it, past the censor. */
  readonly site?: string;
  /** Where a demonstration's newsroom is told to publish, correct or withdraw. */
  readonly control?: string;
  /** An app origin: the reader app. */
  readonly app?: string;
  /** Where the newest edition lies, as it is carried. */
  readonly edition?: string;
}

/** Everything a page is drawn from: the newsroom and the censored network at one moment. */
export interface Snapshot {
  readonly overview: Overview;
  /** Null where there is no censor to move. */
  readonly places: readonly BenchPlace[] | null;
  readonly links: ConsoleLinks;
  readonly now: Date;
}

/** Name of the place that is the newsroom's own site. */
export const SITE = 'site';

/** The place of a name, or null. */
export function placeOf({ places }: Snapshot, name: string): BenchPlace | null {
  return places?.find((each) => each.name === name) ?? null;
}
