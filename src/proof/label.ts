/** What a person is told about a page or a carrier (formats.md §6). */
import type { FailureName } from './errors.ts';
import { formatTime } from './grammar.ts';

/** What a person is told: the table of formats.md §6. */
export interface Label {
  readonly kind:
    | 'current'
    | 'older'
    /** Its date lies in the future, so that nothing can be said about its age. */
    | 'ahead'
    | 'newer-revision'
    | 'withdrawn'
    | 'not-genuine'
    | 'conflict'
    | 'cannot-tell';
  /** As of when, never after now; null of `ahead` and the last three. */
  readonly time: Date | null;
  /** Why it is not genuine, or a conflict, or cannot be told. */
  readonly failure: FailureName | null;
  /** Whether independent witnesses vouch; null where it means nothing. */
  readonly witnessed: boolean | null;
}

/** Exit code of `verify` for a label. */
export function exitCodeOf({ kind }: Label): 0 | 1 | 3 {
  if (kind === 'not-genuine' || kind === 'conflict') return 1;
  return kind === 'cannot-tell' ? 3 : 0;
}

/** The label in English, times in UTC. */
export function formatLabel(label: Label): string {
  const { kind, time, failure, witnessed } = label;
  if (kind === 'not-genuine') return `Not genuine: ${failure}`;
  if (kind === 'conflict') return 'Conflict: keep this file';
  if (kind === 'cannot-tell') return failure === null ? 'Cannot tell' : `Cannot tell: ${failure}`;
  const suffix = witnessed === false ? ' (not yet independently witnessed)' : '';
  const when =
    time === null
      ? ''
      : formatTime(time)
          .replace('T', ' ')
          .replace(/:\d\dZ$/, ' UTC');
  const texts = {
    current: `Genuine, current as of ${when}`,
    older: `Genuine; this copy is from ${when}`,
    ahead: 'Genuine; the date of this copy is in the future, so its age cannot be told',
    'newer-revision': 'Genuine; a newer revision exists',
    withdrawn: 'Genuine; withdrawn',
  };
  return texts[kind] + suffix;
}
