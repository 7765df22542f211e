const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text is a moment as the model writes it: UTC, whole seconds, a date that exists. */
export function isMoment(text: string): boolean {
  if (!MOMENT.test(text)) return false;
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString() === `${text.slice(0, -1)}.000Z`;
}

/** Whether a text is a UTC date that exists, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  return DAY.test(text) && isMoment(`${text}T00:00:00Z`);
}
