import type { CensorAction } from '../censor/index.ts';

/** One place in the censored network that the console can interfere with. */
export interface CensoredPlace {
  /** Name of the carrier; of the newsroom's own site, one that no carrier has. */
  readonly name: string;
  /** Only a carrier holds an edition, which can be altered or old. */
  readonly kind: 'site' | 'carrier';
  /** Where readers inside the country reach it. */
  readonly address: string;
  readonly action: CensorAction;
}

/** The censor of a demonstration: what the console's buttons move. Absent where the network is the real one. */
export interface CensorControls {
  /** Everything as it is now, the site first. */
  places(): readonly CensoredPlace[];
  /** Changes what happens at a place from now on; false when there is no such place. */
  set(name: string, action: CensorAction): boolean;
  /** Calls back after each change, whoever made it; returns how to stop that. */
  onChange(listener: () => void): () => void;
}
