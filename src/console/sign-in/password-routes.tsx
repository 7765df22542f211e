import type { ConsoleApp, PageContext, PageParts } from '../parts.ts';
import { drawPage } from '../shell/draw.tsx';
import { type AccountsAccess, dropSession, keepSession, sessionSecret } from './cookie.ts';
import { formFields, waitInWords } from './form-fields.ts';
import { ownPath } from './own-path.ts';
import { whoAsks } from './require-viewer.tsx';
import { SignInForm } from './sign-in-page.tsx';

/**
 * | path | what |
 * | --- | --- |
 * | `GET /sign-in?to=<path>` | the form; whoever is signed in goes on to `to` |
 * | `POST /sign-in` | `name`, `password`, `to` |
 * | `POST /sign-out` | ends the session |
 */
export function addPasswordSignIn(app: ConsoleApp, parts: PageParts, access: AccountsAccess): void {
  const { accounts } = access;

  function draw(c: PageContext, of: { name?: string; to: string; refusal?: string; status?: 403 | 429 }) {
    const { name = '', to, refusal, status } = of;
    const isForeign = c.req.header('sec-fetch-site') === 'cross-site';
    return drawPage(c, parts, {
      title: 'Sign in',
      section: null,
      isLive: false,
      scripts: ['passkeys'],
      ...(refusal === undefined ? {} : { said: { tone: 'refused', text: refusal } }),
      ...(status === undefined ? {} : { status }),
      main: <SignInForm name={name} to={to} isForeign={isForeign} />,
    });
  }

  app.get('/sign-in', async (c) => {
    const to = ownPath(c.req.query('to'));
    return (await whoAsks(c, access)) === null ? draw(c, { to }) : c.redirect(to, 303);
  });

  app.post('/sign-in', async (c) => {
    const { name = '', password = '', to: wanted } = await formFields(c);
    const to = ownPath(wanted);
    const result = await accounts.passwords.signIn(name, password);
    if (result.outcome === 'signed-in') {
      await keepSession(c, access, result.secret);
      return c.redirect(to, 303);
    }
    if (result.outcome === 'wait') {
      c.header('retry-after', String(result.seconds));
      const refusal = `Too many attempts. Try again in ${waitInWords(result.seconds)}; a passkey or a link works meanwhile.`;
      return draw(c, { name, to, refusal, status: 429 });
    }
    return draw(c, { name, to, refusal: 'That name and password do not go together.', status: 403 });
  });

  app.post('/sign-out', async (c) => {
    const secret = sessionSecret(c, access);
    if (secret !== null) await accounts.sessions.end(secret);
    dropSession(c, access);
    // Texts that were not sent yet wait in the browser: not for whoever sits down there next.
    c.header('clear-site-data', '"cache", "storage"');
    return c.redirect('/sign-in', 303);
  });
}
