import type { FoundLink } from '../../accounts/index.ts';
import type { ConsoleApp, PageContext, PageParts } from '../parts.ts';
import { drawNotice, drawPage } from '../shell/draw.tsx';
import { seeOther } from '../shell/flash.ts';
import { type AccountsAccess, keepSession } from './cookie.ts';
import { formFields } from './form-fields.ts';
import { LinkForm } from './sign-in-page.tsx';

const REFUSALS = {
  'name-taken': 'Somebody has that name already. Take another, or a longer one.',
  'name-unusable': 'A name is made of letters, digits and what stands in names, and at most 60 characters long.',
} as const;

/**
 * | path | what |
 * | --- | --- |
 * | `GET /sign-in/link?key=<secret>` | says where the link leads, and has the button |
 * | `POST /sign-in/link` | `key`, and `name` of a new person: uses the link up and signs in |
 */
export function addLinks(app: ConsoleApp, parts: PageParts, access: AccountsAccess): void {
  const { accounts } = access;

  const drawGone = (c: PageContext) =>
    drawNotice(c, parts, {
      title: 'This link does not work any more',
      text: 'It was used, it ran out, or somebody took it back. Ask for another.',
      status: 404,
    });

  function draw(c: PageContext, link: FoundLink, secret: string, name: string, refusal?: string) {
    return drawPage(c, parts, {
      title: link.kind === 'person' ? 'Sign in' : 'Welcome',
      section: null,
      isLive: false,
      ...(refusal === undefined ? {} : { status: 422 as const, said: { tone: 'refused' as const, text: refusal } }),
      main: <LinkForm link={link} secret={secret} name={name} />,
    });
  }

  app.get('/sign-in/link', async (c) => {
    const secret = c.req.query('key') ?? '';
    const link = await accounts.links.find(secret);
    return link === null ? drawGone(c) : draw(c, link, secret, link.name);
  });

  app.post('/sign-in/link', async (c) => {
    const { key = '', name = '' } = await formFields(c);
    const used = await accounts.links.use(key, name);
    if (used.outcome === 'signed-in') {
      await keepSession(c, access, used.secret);
      const said = used.person.hasPassword
        ? 'You are signed in. If you forgot your password, set a new one now.'
        : 'You are signed in. Set a password or add a passkey now: the link does not work a second time.';
      return seeOther(c, '/people/me', said);
    }
    const link = used.outcome === 'gone' ? null : await accounts.links.find(key);
    return link === null || used.outcome === 'gone' ? drawGone(c) : draw(c, link, key, name, REFUSALS[used.outcome]);
  });
}
