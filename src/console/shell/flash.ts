import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { PageContext } from '../parts.ts';

const COOKIE = 'tamizdat-said';
const SECONDS = 60;
const MAX_LENGTH = 600;

/**
 * Says something on the next page that is drawn, once: what came of a form. Plain text. A cookie carries it, so that it
 * needs no memory of the server; another server of this machine could write one too, which is why it is never more than
 * a sentence beside the page.
 */
export function sayNext(c: PageContext, text: string): void {
  setCookie(c, COOKIE, text.slice(0, MAX_LENGTH), {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    maxAge: SECONDS,
  });
}

/** What the page before wanted said, or null; it is said once. */
export function takeSaid(c: PageContext): string | null {
  const text = getCookie(c, COOKIE);
  if (text === undefined || text === '') return null;
  deleteCookie(c, COOKIE, { path: '/' });
  return text;
}

/** The answer to a form that was done: the page to go on with, and what to say there. */
export function seeOther(c: PageContext, path: string, said: string): Response {
  sayNext(c, said);
  return c.redirect(path, 303);
}
