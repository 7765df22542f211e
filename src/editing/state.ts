import type { Tables } from '../tables/index.ts';

/** State of a draft. What is `corrected` or `withdrawn` is the version, not the draft of it. */
export type DraftState = Tables['drafts']['state'];

/**
 * What happens to a draft.
 *
 * | event | what it is |
 * | --- | --- |
 * | `machine-began` | the job took it up |
 * | `machine-done` | the job is through |
 * | `written` | the text of a segment changed and is not confirmed |
 * | `confirmed` | a segment was confirmed |
 * | `touched` | the original changed under it |
 * | `reopened` | a person opened it for a further revision |
 * | `scheduled` | a person, or the settings, gave it to be published at its time |
 * | `unscheduled` | a person took that back |
 * | `published` | it is out, as it is |
 */
export type DraftEvent =
  | 'machine-began'
  | 'machine-done'
  | 'written'
  | 'confirmed'
  | 'touched'
  | 'reopened'
  | 'scheduled'
  | 'unscheduled'
  | 'published';

/** Where an event takes a draft; `isConfirmed` says whether every segment is confirmed after it. Pure. */
export function nextState(state: DraftState, event: DraftEvent, isConfirmed: boolean): DraftState {
  const settled = isConfirmed ? 'ready' : 'review';
  const isBegun = state !== 'arrived' && state !== 'in-translation';
  switch (event) {
    case 'machine-began':
      return state === 'arrived' ? 'in-translation' : state;
    case 'machine-done':
      return isBegun ? state : settled;
    case 'written':
      return isBegun ? 'review' : 'in-translation';
    case 'confirmed':
      if (isConfirmed) return 'ready';
      // One that is scheduled with unconfirmed segments, as the settings allow, stays so when one of them is confirmed.
      return state === 'ready' ? state : isBegun ? 'review' : 'in-translation';
    case 'touched':
      return isBegun ? settled : state;
    case 'reopened':
      return isBegun ? 'review' : state;
    case 'scheduled':
      return 'ready';
    case 'unscheduled':
      return state === 'ready' ? settled : state;
    case 'published':
      return 'published';
  }
}
