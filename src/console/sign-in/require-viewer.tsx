import type { MiddlewareHandler } from 'hono';
import { type Person, roleMay } from '../../accounts/index.ts';
import type { ConsoleEnv, PageContext, PageParts, Viewer } from '../parts.ts';
import { drawPage } from '../shell/draw.tsx';
import { type AccountsAccess, sessionSecret } from './cookie.ts';

/** A person as pages see whoever looks at them. */
function viewerOf({ name, role }: Person): Viewer {
  return { name, role, may: (act) => roleMay(role, act) };
}

/** Whom a request comes from: by their session or, where that is believed, by the server in front. */
export async function whoAsks(
  c: PageContext,
  access: AccountsAccess,
): Promise<ConsoleEnv['Variables']['account'] | null> {
  const { accounts, signInHeader } = access;
  if (signInHeader !== null) {
    const name = c.req.header(signInHeader);
    // Whoever the server in front names is who it is, whatever cookie is left from before.
    if (name !== undefined) {
      const person = await accounts.people.findByName(name);
      return person === null ? null : { person, session: null };
    }
  }
  const secret = sessionSecret(c, access);
  return secret === null ? null : accounts.sessions.find(secret);
}

/**
 * Lets on whoever is signed in, and says who that is. A stranger who opens a page is sent to sign in and back; one who sent
 * a form is told so where it was sent, so that what was typed is a step back away; a script gets 401.
 */
export function requireViewer(parts: PageParts, access: AccountsAccess): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    const account = await whoAsks(c, access);
    if (account !== null && account !== undefined) {
      c.set('account', account);
      c.set('viewer', viewerOf(account.person));
      return next();
    }
    const isPage = c.req.header('accept')?.includes('text/html') === true;
    if (!isPage) return c.text('Sign in first.', 401, { 'cache-control': 'no-store' });
    const { pathname, search } = new URL(c.req.url);
    if (c.req.method === 'GET') return c.redirect(`/sign-in?to=${encodeURIComponent(pathname + search)}`, 303);
    return drawPage(c, parts, {
      title: 'You are signed out',
      section: null,
      status: 401,
      isLive: false,
      main: (
        <p class="lead">
          Nothing was done. <a href="/sign-in">Sign in</a> in another tab, then go back here and send it once more: what
          you typed is still there.
        </p>
      ),
    });
  };
}
