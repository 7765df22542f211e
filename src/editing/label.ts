import { cutText, LIMITS, type Translation } from '../article/index.ts';
import type { SegmentRow } from './cut.ts';

type Labelled = Pick<SegmentRow, 'state' | 'origin' | 'confirmed_by' | 'confirmed_at'>;

/**
 * How a translation came to be, as its page, feed and signed body say it. `machine-checked` needs a person who opened and
 * confirmed each segment: with one that is not confirmed it is `machine`, whatever the others are. Pure.
 */
export function labelOf(segments: readonly Labelled[], from: string, language: string): Translation {
  const confirmed = segments.filter(({ state }) => state === 'confirmed');
  if (confirmed.length < segments.length) return { from, how: 'machine' };
  const machines = confirmed.filter(({ origin }) => origin === 'machine');
  const names = [...new Set(machines.flatMap(({ confirmed_by: by }) => (by === null ? [] : [by])))];
  if (machines.length === 0) return { from, how: 'person' };
  const on = machines
    .map(({ confirmed_at: at }) => at?.slice(0, 10) ?? '')
    .sort()
    .at(-1);
  const isNamed = machines.every(({ confirmed_by: by, confirmed_at: at }) => by !== null && at !== null);
  if (!isNamed || on === undefined) return { from, how: 'machine' };
  return { from, how: 'machine-checked', by: cutText(names.join(', '), LIMITS.lineCharacters, language), on };
}
