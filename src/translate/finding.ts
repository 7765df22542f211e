/** The checks of a translation, each of which can be switched off for a segment with a reason. */
export const CHECKS = [
  'placeholders',
  'empty',
  'identical',
  'length',
  'numbers',
  'dates',
  'links',
  'quotes',
  'names',
  'script',
  'terms',
  'forbidden',
] as const;

export type Check = (typeof CHECKS)[number];

/** What a check found in one segment. */
export interface Finding {
  readonly check: Check;
  /** An `error` keeps the segment from being confirmed until it is mended or the check is switched off; a `warning` does not. */
  readonly weight: 'error' | 'warning';
  /** A sentence for the editor: what is missing or wrong. */
  readonly message: string;
}
