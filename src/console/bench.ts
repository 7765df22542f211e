import type { CensorAction } from '../censor/index.ts';

/** One place in the censored network that the console can interfere with. */
export interface BenchPlace {
  /** Name of the carrier, or `site` for the newsroom's own site. */
  readonly name: string;
  /** Where readers inside the country reach it. */
  readonly address: string;
  readonly action: CensorAction;
}

/** The censor of a demonstration: what the console's buttons move. Absent where the network is the real one. */
export interface Bench {
  /** Everything as it is now, the site first. */
  places(): readonly BenchPlace[];
  /** Changes what happens at a place from now on; false when there is no such place. */
  set(name: string, action: CensorAction): boolean;
  /** Calls back after each change, whoever made it; returns how to stop that. */
  onChange(listener: () => void): () => void;
}
