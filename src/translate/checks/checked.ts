import type { Finding } from '../finding.ts';
import type { GlossaryTerm } from '../glossary.ts';
import type { LanguagePair } from '../memory.ts';
import type { Segment } from '../segment.ts';

/** What the checks have to know beside the two texts. */
export interface CheckOptions extends LanguagePair {
  /** The glossary of these languages. */
  readonly terms: readonly GlossaryTerm[];
  /** Checks that are switched off for this segment. */
  readonly off?: readonly string[];
}

/** What every check gets: both texts with and without placeholders. */
export interface Checked {
  readonly segment: Pick<Segment, 'text' | 'role' | 'marks'>;
  readonly target: string;
  readonly plainSource: string;
  readonly plainTarget: string;
  readonly options: CheckOptions;
}

/** One of the checks. */
export type Looking = (checked: Checked) => Finding[];
