import type { FailureName, Report } from '../../proof/index.ts';
import type { Words } from '../words/words.ts';

/** The label of formats.md §6 as the reader sees it. */
export interface Verdict {
  /** `note`: genuine, with something to know. */
  readonly tone: 'good' | 'note' | 'bad';
  /** Key of its sentence in the words. */
  readonly phrase: keyof Words &
    (
      | 'current'
      | 'older'
      | 'ahead'
      | 'newerRevision'
      | 'withdrawnLabel'
      | 'notGenuine'
      | 'conflict'
      | 'cannotTell'
      | 'settling'
    );
  /** `{time}` of the sentence. */
  readonly time: Date | null;
  /** Why it is not genuine, or cannot be told. */
  readonly failure: FailureName | null;
  /** Whether the quiet suffix belongs to it. */
  readonly isUnwitnessed: boolean;
}

const PHRASES = {
  current: ['good', 'current'],
  older: ['note', 'older'],
  ahead: ['note', 'ahead'],
  'newer-revision': ['note', 'newerRevision'],
  withdrawn: ['note', 'withdrawnLabel'],
  'not-genuine': ['bad', 'notGenuine'],
  conflict: ['bad', 'conflict'],
  'cannot-tell': ['note', 'cannotTell'],
} as const;

/**
 * What to tell about a page. While it is still being found out whether anything is newer, only that is said: "this
 * copy is old" would alarm for half a second and without cause.
 */
export function verdictOf({ label }: Report, isSettling: boolean): Verdict {
  const { kind, time, failure, witnessed } = label;
  const isOpen = isSettling && (kind === 'current' || kind === 'older');
  const [tone, phrase] = isOpen ? (['good', 'settling'] as const) : PHRASES[kind];
  return { tone, phrase, time, failure, isUnwitnessed: witnessed === false && !isOpen };
}

/**
 * Whether the text may be shown: only what a desk of this newsroom signed, whatever else is known. Of a conflict the
 * text is genuine and the log is not to be believed; it is shown under its warning.
 */
export function mayShow({ label, page }: Report): boolean {
  return page !== null && label.kind !== 'not-genuine' && label.kind !== 'cannot-tell';
}
