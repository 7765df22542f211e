import type { Overview } from '../newsroom/index.ts';
import type { CensoredPlace } from './censor-controls.ts';

/** Where a console's pages lead to; what is absent has no link. Absolute http(s) addresses. */
export interface ConsoleLinks {
  /** The newsroom's site as its editors reach it, past the censor. */
  readonly site?: string;
  /** Where a demonstration's newsroom is told to publish, correct or withdraw. */
  readonly control?: string;
  /** An app origin: the reader app. Ends in a slash. */
  readonly app?: string;
}

/** Everything a page is drawn from: the newsroom and the censored network at one moment. */
export interface Snapshot {
  readonly overview: Overview;
  /** Null where there is no censor to move. */
  readonly places: readonly CensoredPlace[] | null;
  readonly links: ConsoleLinks;
  readonly now: Date;
}

/** The place of a carrier, or null. */
export function placeOfCarrier({ places }: Snapshot, name: string): CensoredPlace | null {
  return places?.find((each) => each.kind === 'carrier' && each.name === name) ?? null;
}

/** The place of the newsroom's own site, or null. */
export function placeOfSite({ places }: Snapshot): CensoredPlace | null {
  return places?.find(({ kind }) => kind === 'site') ?? null;
}
