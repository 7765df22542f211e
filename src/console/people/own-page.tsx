import type { Child } from 'hono/jsx';
import {
  MAX_NAME_LENGTH,
  PASSWORD_LENGTH,
  type Passkey,
  type Person,
  SCOPES,
  type Scope,
  type Session,
  type Token,
} from '../../accounts/index.ts';
import { Ago, FullMoment } from '../times.tsx';
import { TOKEN_DAYS } from './parse.ts';
import { Act } from './people-page.tsx';

const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  read: 'see articles, drafts and the audit trail',
  push: 'give articles in, as a source does',
  edit: 'begin, translate and confirm drafts',
  publish: 'publish, correct, withdraw, hold back',
};

/** What somebody's own page shows. */
export interface OwnAccount {
  readonly person: Person;
  /** Null when a server in front signed them in. */
  readonly session: Session | null;
  readonly sessions: readonly Session[];
  readonly passkeys: readonly Passkey[];
  readonly tokens: readonly Token[];
  /** Where browsers would make passkeys for this console; null when they would right here. */
  readonly passkeysAt: string | null;
  /** Whether a new password takes the old one. */
  readonly needsPassword: boolean;
  readonly now: Date;
}

/** Somebody's own account. */
export function OwnPage(account: OwnAccount): Child {
  const { person, session } = account;
  return (
    <>
      <p class="lead">
        Your role is <strong>{person.role}</strong>.
      </p>
      <form class="account" method="post" action="/people/me/name">
        <label>
          Your name, for colleagues and on pages that you checked
          <input name="name" autocomplete="name" required value={person.name} maxlength={MAX_NAME_LENGTH} />
        </label>
        <button type="submit">Change your name</button>
      </form>
      {session !== null && <Password {...account} />}
      <Passkeys {...account} />
      {session !== null && <Sessions {...account} session={session} />}
      <Tokens {...account} />
    </>
  );
}

function Password({ person, needsPassword }: OwnAccount) {
  return (
    <section aria-labelledby="password-title">
      <h2 id="password-title">Password</h2>
      <form class="account" method="post" action="/people/me/password">
        <input type="hidden" name="username" autocomplete="username" value={person.name} />
        {needsPassword && (
          <label>
            The password you have
            <input name="current" type="password" autocomplete="current-password" required maxlength={800} />
          </label>
        )}
        <label>
          A new password: at least {PASSWORD_LENGTH.min} characters; several words are easy to keep in mind
          <input
            name="password"
            type="password"
            autocomplete="new-password"
            required
            minlength={PASSWORD_LENGTH.min}
            maxlength={PASSWORD_LENGTH.max}
          />
        </label>
        <button type="submit">{person.hasPassword ? 'Change the password' : 'Set a password'}</button>
        <p class="aside">Every other browser that is signed in as you is signed out.</p>
      </form>
    </section>
  );
}

function Passkeys({ passkeys, passkeysAt }: OwnAccount) {
  return (
    <section aria-labelledby="passkeys-title">
      <h2 id="passkeys-title">Passkeys</h2>
      {passkeys.length === 0 && (
        <p class="nothing">None yet. A passkey signs you in with your device, and no look-alike site can ask for it.</p>
      )}
      <ul class="people">
        {passkeys.map(({ id, name, host, createdAt, usedOn }) => (
          <li class="person">
            <h3>{name}</h3>
            <p>
              for {host}, made <FullMoment at={new Date(createdAt)} />,{' '}
              {usedOn === null ? 'never used' : `used ${usedOn}`}
            </p>
            <Act action={`/people/me/passkeys/${id}/remove`}>Remove</Act>
          </li>
        ))}
      </ul>
      {passkeysAt === null ? (
        <>
          <form class="account" id="passkey-add" hidden>
            <label>
              What to call it
              <input name="name" autocomplete="off" maxlength={MAX_NAME_LENGTH} placeholder="My phone" />
            </label>
            <button type="submit">Add a passkey</button>
            <p role="status" />
          </form>
          <noscript>
            <p class="lead">Browsers make passkeys with script alone.</p>
          </noscript>
        </>
      ) : (
        <p class="lead">
          Browsers make passkeys for names, not for numbers: open the console as <a href={passkeysAt}>{passkeysAt}</a>{' '}
          to add one.
        </p>
      )}
    </section>
  );
}

const HOW = { password: 'by password', passkey: 'by passkey', link: 'by a link' } as const;

function Sessions({ sessions, session, now }: OwnAccount & { session: Session }) {
  return (
    <section aria-labelledby="sessions-title">
      <h2 id="sessions-title">Where you are signed in</h2>
      <ul class="people">
        {sessions.map(({ id, how, createdAt, seenAt }) => (
          <li class="person">
            <h3>{id === session.id ? 'This browser' : 'Another browser'}</h3>
            <p>
              {HOW[how]}, <Ago at={new Date(createdAt)} now={now} />; last used <Ago at={new Date(seenAt)} now={now} />
            </p>
            {id !== session.id && <Act action={`/people/me/sessions/${id}/end`}>Sign out there</Act>}
          </li>
        ))}
      </ul>
      <Act action="/people/me/sessions/end">Sign out everywhere</Act>
    </section>
  );
}

function Tokens({ tokens }: OwnAccount) {
  return (
    <section aria-labelledby="tokens-title">
      <h2 id="tokens-title">Tokens for programs</h2>
      <p class="lead">
        A program that has one uses the <a href="/api/v1/openapi.json">API</a> for you: never more than you may
        yourself.
      </p>
      <ul class="people">
        {tokens.map(({ id, name, scopes, expiresAt, usedOn }) => (
          <li class="person">
            <h3>{name}</h3>
            <p>
              {scopes.join(', ')}; {usedOn === null ? 'never used' : `used ${usedOn}`};{' '}
              {expiresAt === null ? 'does not end' : <>until {<FullMoment at={new Date(expiresAt)} />}</>}
            </p>
            <Act action={`/people/me/tokens/${id}/revoke`}>Revoke</Act>
          </li>
        ))}
      </ul>
      <form class="account" method="post" action="/people/me/tokens">
        <label>
          What it is for
          <input name="name" autocomplete="off" required maxlength={MAX_NAME_LENGTH} />
        </label>
        <fieldset>
          <legend>What it may do</legend>
          {SCOPES.map((scope) => (
            <label class="choice">
              <input type="checkbox" name={`scope-${scope}`} checked={scope === 'read'} />
              <span>
                <strong>{scope}</strong>: {SCOPE_WORDS[scope]}
              </span>
            </label>
          ))}
        </fieldset>
        <label>
          How long
          <select name="days">
            {TOKEN_DAYS.map((days) => (
              <option value={days} selected={days === 90}>
                {days === 0 ? 'until it is revoked' : `${days} days`}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">Make a token</button>
      </form>
    </section>
  );
}
