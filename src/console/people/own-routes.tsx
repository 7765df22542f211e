import { isFreshLink, type Person, type Session } from '../../accounts/index.ts';
import type { ConsoleApp, PageContext, PageParts } from '../parts.ts';
import { drawPage } from '../shell/draw.tsx';
import { seeOther } from '../shell/flash.ts';
import { type AccountsAccess, dropSession, keepSession } from '../sign-in/cookie.ts';
import { formFields } from '../sign-in/form-fields.ts';
import { placeOf } from '../sign-in/passkey-place.ts';
import { passwordRefusal, personRefusal, tokenRefusal } from './outcome-words.ts';
import { OwnPage } from './own-page.tsx';
import { endOf, scopesOf } from './parse.ts';
import { OnceOnly } from './secret-page.tsx';

/**
 * Everybody's own account.
 *
 * | path | what |
 * | --- | --- |
 * | `GET /people/me` | name, password, passkeys, sessions, tokens |
 * | `POST /people/me/name` | `name` |
 * | `POST /people/me/password` | `password`, and `current` where there is one |
 * | `POST /people/me/passkeys/options`, `POST /people/me/passkeys` | JSON: what to give to the browser; `{ response, name }` |
 * | `POST /people/me/passkeys/<id>/remove` | |
 * | `POST /people/me/sessions/<id>/end`, `POST /people/me/sessions/end` | one, or all |
 * | `POST /people/me/tokens` | `name`, `scope-<scope>`, `days` → the token |
 * | `POST /people/me/tokens/<id>/revoke` | |
 */
export function addOwnPages(app: ConsoleApp, parts: PageParts, access: AccountsAccess): void {
  const { people, passwords, passkeys, sessions, tokens } = access.accounts;

  /** Whoever asks; `requireViewer` stands in front of every route here. */
  function self(c: PageContext): { readonly person: Person; readonly session: Session | null } {
    const account = c.get('account');
    if (account === undefined) throw new TypeError('a page of an account was asked for by nobody');
    return account;
  }

  async function draw(c: PageContext, refusal: string | null = null) {
    const { person, session } = self(c);
    const place = placeOf(c, parts, access);
    const port = new URL(place.origin).port;
    const now = parts.now();
    return drawPage(c, parts, {
      title: person.name,
      section: null,
      isLive: false,
      scripts: ['passkeys'],
      ...(refusal === null ? {} : { status: 422 as const, said: { tone: 'refused' as const, text: refusal } }),
      main: (
        <OwnPage
          person={person}
          session={session}
          sessions={await sessions.list(person.id)}
          passkeys={await passkeys.list(person.id)}
          tokens={await tokens.list(person.id)}
          passkeysAt={passkeys.mayServe(place) ? null : `http://localhost${port === '' ? '' : `:${port}`}/people/me`}
          needsPassword={person.hasPassword && (session === null || !isFreshLink(session, now))}
          now={now}
        />
      ),
    });
  }
  const back = (c: PageContext, said: string) => seeOther(c, '/people/me', said);

  app.get('/people/me', (c) => draw(c));

  app.post('/people/me/name', async (c) => {
    const { person } = self(c);
    const refusal = personRefusal(await people.rename(person.id, (await formFields(c)).name ?? '', person.name));
    return refusal === null ? back(c, 'Your name is changed.') : draw(c, refusal);
  });

  app.post('/people/me/password', async (c) => {
    const { person, session } = self(c);
    if (session === null) return draw(c, 'Another server signs you in here; your password is kept there.');
    const { password = '', current = '' } = await formFields(c);
    const change = await passwords.set(person.id, { password, current, session });
    if (change.outcome !== 'done') return draw(c, passwordRefusal(change));
    await keepSession(c, access, change.secret);
    return back(c, 'Your password is set; every other browser is signed out.');
  });

  app.post('/people/me/passkeys/options', async (c) => {
    return c.json(await passkeys.offer(self(c).person, placeOf(c, parts, access)));
  });

  app.post('/people/me/passkeys', async (c) => {
    const body: { response?: unknown; name?: unknown } = (await c.req.json().catch(() => null)) ?? {};
    const name = typeof body.name === 'string' ? body.name : '';
    const added = await passkeys.add(self(c).person, body.response, name, placeOf(c, parts, access));
    return added === 'done' ? c.json({}) : c.json({ problem: 'That passkey could not be added. Try again.' }, 422);
  });

  app.post('/people/me/passkeys/:id/remove', async (c) => {
    await passkeys.remove(self(c).person, c.req.param('id'));
    return back(c, 'The passkey is removed. Your device may go on showing it: it opens nothing here.');
  });

  app.post('/people/me/sessions/end', async (c) => {
    await sessions.endAll(self(c).person.id);
    dropSession(c, access);
    return c.redirect('/sign-in', 303);
  });

  app.post('/people/me/sessions/:id/end', async (c) => {
    await sessions.endOne(self(c).person.id, c.req.param('id'));
    return back(c, 'That browser is signed out.');
  });

  app.post('/people/me/tokens', async (c) => {
    const fields = await formFields(c);
    const { person } = self(c);
    const wanted = { name: fields.name ?? '', scopes: scopesOf(fields), expiresAt: endOf(fields.days, parts.now()) };
    const made = await tokens.make(person, wanted);
    if (made.outcome !== 'done') return draw(c, tokenRefusal(made));
    return drawPage(c, parts, {
      title: `A token: ${made.token.name}`,
      section: null,
      isLive: false,
      main: (
        <OnceOnly secret={made.secret} label="The token" back="/people/me">
          Give it to the program that is to use it, and to nobody else. It is not shown again.
        </OnceOnly>
      ),
    });
  });

  app.post('/people/me/tokens/:id/revoke', async (c) => {
    const { person } = self(c);
    await tokens.revoke(c.req.param('id'), person.id, person.name);
    return back(c, 'The token is revoked.');
  });
}
