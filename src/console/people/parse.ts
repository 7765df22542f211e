import { parseScope, type Scope } from '../../accounts/index.ts';

const DAY_MS = 24 * 3_600_000;

/** So many days a token may be good for, as forms offer it; 0 is for ever. */
export const TOKEN_DAYS = [30, 90, 365, 0] as const;

/** The scopes of a form's check boxes: a field for each, `scope-read`. */
export function scopesOf(fields: Readonly<Record<string, string>>): Scope[] {
  return Object.keys(fields).flatMap((field) => parseScope(field.replace(/^scope-/, '')) ?? []);
}

/** When a token ends of which a form says so many days; null for never. The shortest for whatever is not offered. */
export function endOf(days: string | undefined, now: Date): Date | null {
  const chosen = TOKEN_DAYS.find((each) => String(each) === days) ?? TOKEN_DAYS[0];
  return chosen === 0 ? null : new Date(now.getTime() + chosen * DAY_MS);
}
