import type { PageContext } from '../parts.ts';

/** The fields of a form that hold text; of several of one name the last. Empty for whatever is no form. */
export async function formFields(c: PageContext): Promise<Readonly<Record<string, string>>> {
  const body = await c.req.parseBody().catch(() => ({}));
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** `a minute`, `20 seconds`: how long somebody has to wait. */
export function waitInWords(seconds: number): string {
  if (seconds >= 90) return `${Math.ceil(seconds / 60)} minutes`;
  if (seconds > 45) return 'a minute';
  return seconds === 1 ? 'a second' : `${seconds} seconds`;
}
