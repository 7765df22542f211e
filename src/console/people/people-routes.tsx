import { type PersonOutcome, parseRole } from '../../accounts/index.ts';
import { ownOrigin } from '../../platform/http/index.ts';
import type { ConsoleApp, PageContext, PageParts } from '../parts.ts';
import { drawNotice, drawPage, needs } from '../shell/draw.tsx';
import { seeOther } from '../shell/flash.ts';
import type { AccountsAccess } from '../sign-in/cookie.ts';
import { formFields } from '../sign-in/form-fields.ts';
import { personRefusal } from './outcome-words.ts';
import { PeoplePage } from './people-page.tsx';
import { OnceOnly } from './secret-page.tsx';

/**
 * Who may sign in, for those who look after people. Links are answered with a page, not with a way on: their secret is
 * seen this once and stands in no address of the console.
 *
 * | path | what |
 * | --- | --- |
 * | `GET /people` | everybody |
 * | `POST /people/invite` | `name`, `role` → the link |
 * | `POST /people/invitations/<id>/take-back` | |
 * | `POST /people/<id>/role` | `role` |
 * | `POST /people/<id>/link` | → a sign-in link for that person |
 * | `POST /people/<id>/close`, `…/reopen` | |
 */
export function addPeoplePages(app: ConsoleApp, parts: PageParts, access: AccountsAccess): void {
  const { people, links } = access.accounts;
  const mayManage = needs(parts, 'manage-people');

  async function draw(c: PageContext, refusal: string | null = null) {
    return drawPage(c, parts, {
      title: 'People',
      section: '/people',
      isLive: false,
      ...(refusal === null ? {} : { status: 422 as const, said: { tone: 'refused' as const, text: refusal } }),
      main: (
        <PeoplePage
          people={await people.list()}
          invitations={await links.invitations()}
          self={c.get('account')?.person.id ?? ''}
          now={parts.now()}
        />
      ),
    });
  }
  const answer = (c: PageContext, outcome: PersonOutcome, said: string) => {
    const refusal = personRefusal(outcome);
    return refusal === null ? seeOther(c, '/people', said) : draw(c, refusal);
  };
  const linkTo = (c: PageContext, secret: string) =>
    `${ownOrigin(c.req.raw, access.address)}/sign-in/link?key=${secret}`;

  app.get('/people', mayManage, (c) => draw(c));

  app.post('/people/invite', mayManage, async (c) => {
    const { name = '', role: wanted } = await formFields(c);
    const role = parseRole(wanted);
    if (role === null) return draw(c, 'Choose one of the roles.');
    const link = await links.invite({ role, name }, c.get('viewer').name);
    if (link === 'name-unusable') return draw(c, personRefusal('name-unusable'));
    return drawPage(c, parts, {
      title: 'An invitation',
      section: '/people',
      isLive: false,
      main: (
        <OnceOnly secret={linkTo(c, link.secret)} label="The link" back="/people">
          Give this link to {name.trim() === '' ? 'whoever is meant' : name} in a way that nobody else reads. It makes
          one account with the role {role}, works once and for seven days, and is not shown again.
        </OnceOnly>
      ),
    });
  });

  app.post('/people/invitations/:id/take-back', mayManage, async (c) => {
    await links.takeBack(c.req.param('id'), c.get('viewer').name);
    return seeOther(c, '/people', 'The invitation is taken back; its link does not work any more.');
  });

  app.post('/people/:id/role', mayManage, async (c) => {
    const role = parseRole((await formFields(c)).role);
    if (role === null) return draw(c, 'Choose one of the roles.');
    const outcome = await people.changeRole(c.req.param('id'), role, c.get('viewer').name);
    return answer(c, outcome, `The role is ${role} now.`);
  });

  app.post('/people/:id/close', mayManage, async (c) => {
    const outcome = await people.close(c.req.param('id'), c.get('viewer').name);
    return answer(c, outcome, 'The account is closed: its sessions, tokens, passkeys and password are gone.');
  });

  app.post('/people/:id/reopen', mayManage, async (c) => {
    const outcome = await people.reopen(c.req.param('id'), c.get('viewer').name);
    return answer(c, outcome, 'The account is open again. Make a sign-in link for it: there is no other way in yet.');
  });

  app.post('/people/:id/link', mayManage, async (c) => {
    const id = c.req.param('id');
    const person = await people.find(id);
    const link = await links.forPerson(id, c.get('viewer').name);
    if (link === null || person === null)
      return drawNotice(c, parts, { title: 'No such person', text: 'Nobody of that name may sign in.', status: 404 });
    return drawPage(c, parts, {
      title: `A sign-in link for ${person.name}`,
      section: '/people',
      isLive: false,
      main: (
        <OnceOnly secret={linkTo(c, link.secret)} label="The link" back="/people">
          Whoever opens this link is {person.name} here: give it to them alone. It works once and for a day, and is not
          shown again. They can set a new password with it.
        </OnceOnly>
      ),
    });
  });
}
