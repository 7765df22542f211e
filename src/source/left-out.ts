import type { Poll } from './poll.ts';
import type { LeftOut, SourceState } from './source-state.ts';

/** An arrival that the caller of a poll does not keep. */
export interface Unkept {
  readonly key: string;
  /** `elsewhere`: it has the same page from another source; `refused`: it cannot or does not want to carry it. */
  readonly why: 'elsewhere' | 'refused';
}

/**
 * The state to keep after a poll of whose arrivals some are not kept. What was refused is remembered as it was before,
 * so that it is neither taken for carried nor missed when it goes; all of it is delivered again when the source changes
 * it, or when the settings' `keeping` is no longer `under`.
 *
 * @param before the state that was polled
 */
export function withoutUnkept(
  before: SourceState,
  poll: Pick<Poll, 'state'>,
  unkept: readonly Unkept[],
  under: string,
): SourceState {
  const { state } = poll;
  if (unkept.length === 0) return state;
  const items = new Map(Object.entries(state.items));
  const leftOut = new Map<string, LeftOut>(Object.entries(state.leftOut));
  const earlier = new Map(Object.entries(before.items));
  for (const { key, why } of unkept) {
    const item = items.get(key);
    if (item === undefined) continue;
    leftOut.set(key, { fingerprint: item.fingerprint, language: item.language, under });
    const kept = why === 'elsewhere' ? { ...item, elsewhere: true as const } : earlier.get(key);
    if (kept === undefined) items.delete(key);
    else items.set(key, kept);
  }
  return { ...state, items: Object.fromEntries(items), leftOut: Object.fromEntries(leftOut) };
}
