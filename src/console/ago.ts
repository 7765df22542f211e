/** Spans of time in words. Runs on the server and, to keep the words true while a page stays open, in the browser. */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A span in its largest whole unit: `45 s`, `3 min`, `2 h`, `1 day`, `4 days`. What is negative counts as nothing. */
export function spanInWords(spanMs: number): string {
  const ms = Math.max(0, spanMs);
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  const days = Math.floor(ms / DAY_MS);
  return days === 1 ? '1 day' : `${days} days`;
}

/** How long ago a moment was: `12 s ago`; `just now` below two seconds and for what lies ahead. Milliseconds since 1970. */
export function agoInWords(thenMs: number, nowMs: number): string {
  const ms = nowMs - thenMs;
  return ms < 2 * SECOND_MS ? 'just now' : `${spanInWords(ms)} ago`;
}
