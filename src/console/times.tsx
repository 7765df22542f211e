import { agoInWords } from './ago.ts';
import { clockTime, dateInWords } from './words.ts';

/** A moment in UTC, to the second. Today's shows its time only: the day stands on top of the page. */
export function Moment({ at, now }: { at: Date; now: Date }) {
  const isToday = dateInWords(at) === dateInWords(now);
  return (
    <time datetime={at.toISOString()}>
      {isToday ? `${clockTime(at)} UTC` : `${dateInWords(at)}, ${clockTime(at)} UTC`}
    </time>
  );
}

/** A moment in full: `22 Nov 2026, 18:06:11 UTC`. */
export function FullMoment({ at }: { at: Date }) {
  return (
    <time datetime={at.toISOString()}>
      {dateInWords(at)}, {clockTime(at)} UTC
    </time>
  );
}

/** `12 s ago`, kept true by the page's script; without it, as of when the page was drawn. */
export function Ago({ at, now }: { at: Date; now: Date }) {
  return (
    <time class="ago" datetime={at.toISOString()} data-ago="">
      {agoInWords(at.getTime(), now.getTime())}
    </time>
  );
}
