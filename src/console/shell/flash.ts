import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { PageContext } from '../parts.ts';
import type { Said } from './shell.tsx';

const COOKIE = 'tamizdat-said';
const SECONDS = 60;
const MAX_CHARACTERS = 600;

/**
 * Says something on the next page that is drawn, once: what came of a form. A cookie carries it, so that it needs no
 * memory of the server; another server of this machine could write one too, which is why it is never more than a few
 * sentences of plain text.
 */
export function sayNext(c: PageContext, { tone, text }: Said): void {
  setCookie(c, COOKIE, `${tone} ${text.slice(0, MAX_CHARACTERS)}`, {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    maxAge: SECONDS,
  });
}

/** What the page before wanted said, or null; it is said once. */
export function takeSaid(c: PageContext): Said | null {
  const found = /^(done|refused) (.+)$/s.exec(getCookie(c, COOKIE) ?? '');
  if (found === null) return null;
  deleteCookie(c, COOKIE, { path: '/' });
  const [, tone, text = ''] = found;
  return { tone: tone === 'done' ? 'done' : 'refused', text };
}

/** The answer to a form: the page to go on with, and what to say there. */
export function seeOther(c: PageContext, path: string, text: string, tone: Said['tone'] = 'done'): Response {
  sayNext(c, { tone, text });
  return c.redirect(path, 303);
}
