import type { Child } from 'hono/jsx';
import { type Invitation, MAX_NAME_LENGTH, type Person, ROLES, type Role } from '../../accounts/index.ts';
import { Ago, FullMoment } from '../times.tsx';

/** What each role is for, beside its name. */
const ROLE_WORDS: Readonly<Record<Role, string>> = {
  viewer: 'sees everything, changes nothing',
  editor: 'translates, publishes, corrects, withdraws',
  chief: 'also sets embargoes and keeps the glossary',
  operator: 'also looks after people, settings and jobs',
};

function RoleChoice({ chosen, of }: { chosen: Role; of?: string }) {
  return (
    <label class="role">
      Role{of !== undefined && <span class="unseen"> of {of}</span>}
      <select name="role">
        {ROLES.map((role) => (
          <option value={role} selected={role === chosen}>
            {role}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A button that is a form of its own. */
export function Act({ action, children }: { action: string; children: string }): Child {
  return (
    <form method="post" action={action}>
      <button type="submit">{children}</button>
    </form>
  );
}

function OpenPerson({ person, isSelf }: { person: Person; isSelf: boolean }) {
  const at = `/people/${person.id}`;
  return (
    <li id={`person-${person.id}`} class="person">
      <h3>{person.name}</h3>
      <form method="post" action={`${at}/role`}>
        <RoleChoice chosen={person.role} of={person.name} />
        <button type="submit">Change</button>
      </form>
      {isSelf ? (
        <p class="aside">
          This is <a href="/people/me">you</a>.
        </p>
      ) : (
        <>
          <Act action={`${at}/link`}>Make a sign-in link</Act>
          <Act action={`${at}/close`}>Close the account</Act>
        </>
      )}
    </li>
  );
}

/** Everybody who may sign in, could once, or was invited. */
export function PeoplePage(props: {
  people: readonly Person[];
  invitations: readonly Invitation[];
  self: string;
  now: Date;
}): Child {
  const { people, invitations, self, now } = props;
  const closed = people.filter((person) => person.closedAt !== null);
  return (
    <>
      <section aria-labelledby="people-title">
        <h2 id="people-title">Who may sign in</h2>
        <ul class="people">
          {people
            .filter((person) => person.closedAt === null)
            .map((person) => (
              <OpenPerson person={person} isSelf={person.id === self} />
            ))}
        </ul>
        <dl class="roles">
          {ROLES.map((role) => (
            <div>
              <dt>{role}</dt>
              <dd>{ROLE_WORDS[role]}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section aria-labelledby="invite-title">
        <h2 id="invite-title">Invite somebody</h2>
        <form class="account" method="post" action="/people/invite">
          <label>
            Name, which they may change
            <input name="name" autocomplete="off" maxlength={MAX_NAME_LENGTH} />
          </label>
          <RoleChoice chosen="editor" />
          <button type="submit">Make an invitation</button>
        </form>
        {invitations.length > 0 && (
          <ul class="people">
            {invitations.map(({ id, name, role, madeBy, expiresAt }) => (
              <li class="person">
                <h3>{name === '' ? 'Somebody' : name}</h3>
                <p>
                  invited as {role} by {madeBy}; until <FullMoment at={new Date(expiresAt)} />
                </p>
                <Act action={`/people/invitations/${id}/take-back`}>Take back</Act>
              </li>
            ))}
          </ul>
        )}
      </section>
      {closed.length > 0 && (
        <section aria-labelledby="closed-title">
          <h2 id="closed-title">Closed accounts</h2>
          <ul class="people">
            {closed.map(({ id, name, role, closedAt }) => (
              <li class="person">
                <h3>{name}</h3>
                <p>
                  {role}, closed <Ago at={new Date(closedAt ?? 0)} now={now} />
                </p>
                <Act action={`/people/${id}/reopen`}>Open again</Act>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
