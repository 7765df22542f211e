import type { Child } from 'hono/jsx';
import type { FoundLink } from '../../accounts/index.ts';
import { MAX_NAME_LENGTH } from '../../accounts/index.ts';

/** The form to sign in with: name and password, and the button of a passkey where script finds that the browser has them. */
export function SignInForm({ name, to, isForeign }: { name: string; to: string; isForeign: boolean }): Child {
  return (
    <>
      <form class="account" method="post" action="/sign-in">
        <input type="hidden" name="to" value={to} />
        <label>
          Name
          <input name="name" autocomplete="username" required autofocus value={name} maxlength={200} />
        </label>
        <label>
          Password
          <input name="password" type="password" autocomplete="current-password" required maxlength={800} />
        </label>
        <button type="submit">Sign in</button>
      </form>
      <form class="account" id="passkey-sign-in" data-to={to} hidden>
        <button type="submit">Sign in with a passkey</button>
        <p role="status" />
      </form>
      {isForeign && (
        <p class="lead">
          You came from another site, and are not recognised for that. If you are signed in already,{' '}
          <a href={to}>go on here</a>.
        </p>
      )}
      <p class="lead">
        No way in? Somebody who looks after people here can give you a link. Whoever runs the newsroom’s server makes
        one with <code>tamizdat people link</code>.
      </p>
    </>
  );
}

/** What a one-time link asks before it is used up: programs that look at links only ever see this. */
export function LinkForm({ link, secret, name }: { link: FoundLink; secret: string; name: string }): Child {
  return (
    <form class="account" method="post" action="/sign-in/link">
      <input type="hidden" name="key" value={secret} />
      {link.kind === 'person' ? (
        <p class="lead">
          This link signs you in as <strong>{link.name}</strong>, once.
        </p>
      ) : (
        <>
          <p class="lead">
            This link makes your account, with the role <strong>{link.role}</strong>. Your colleagues see your name, and
            a translation that you check says so on its page: take the name that you work under.
          </p>
          <label>
            Your name
            <input name="name" autocomplete="name" required value={name} maxlength={MAX_NAME_LENGTH} />
          </label>
        </>
      )}
      <button type="submit">{link.kind === 'person' ? 'Sign in' : 'Make my account'}</button>
    </form>
  );
}
