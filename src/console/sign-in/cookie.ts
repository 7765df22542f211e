import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { ABSOLUTE_MS } from '../../accounts/index.ts';
import { ownOrigin } from '../../platform/http/index.ts';
import type { Access, PageContext } from '../parts.ts';

/** Accounts as the console was given them. */
export type AccountsAccess = Extract<Access, { readonly kind: 'accounts' }>;

/**
 * The cookie with the session's secret. Only sent to this very host, never with a request that another site caused, never
 * shown to script, and over https alone where people come by https: there its name binds it to that too. Other servers of
 * this machine's host get it from browsers that visit them, which no attribute prevents; none of theirs can read it by script.
 */
function cookieOf(c: PageContext, { address }: AccountsAccess) {
  const isSecure = ownOrigin(c.req.raw, address).startsWith('https:');
  const name = isSecure ? '__Host-tamizdat' : 'tamizdat-session';
  return { name, options: { path: '/', httpOnly: true, sameSite: 'Strict', secure: isSecure } as const };
}

/** The secret that a browser brings, or null. */
export function sessionSecret(c: PageContext, access: AccountsAccess): string | null {
  return getCookie(c, cookieOf(c, access).name) ?? null;
}

/** Gives the browser its session, and ends the one that it had: nobody would miss it who could end it. */
export async function keepSession(c: PageContext, access: AccountsAccess, secret: string): Promise<void> {
  const before = sessionSecret(c, access);
  if (before !== null) await access.accounts.sessions.end(before);
  const { name, options } = cookieOf(c, access);
  setCookie(c, name, secret, { ...options, maxAge: ABSOLUTE_MS / 1_000 });
}

/** Takes the session from the browser. */
export function dropSession(c: PageContext, access: AccountsAccess): void {
  const { name, options } = cookieOf(c, access);
  deleteCookie(c, name, options);
}
