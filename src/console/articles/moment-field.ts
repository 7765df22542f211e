/** Reads what a field of date and time says, which pages call UTC: `2026-11-23T18:00`. Null when it says no moment. */
export function parseMoment(text: unknown): Date | null {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/.test(text)) return null;
  const moment = new Date(`${text}Z`);
  // A day that is not in the calendar is no day, rather than one of the next month.
  const isReal = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
  return isReal ? moment : null;
}

/** A moment as such a field holds it, to the minute. */
export function momentValue(moment: Date): string {
  return moment.toISOString().slice(0, 16);
}
