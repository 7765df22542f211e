import type { Child } from 'hono/jsx';

/** A secret that is shown this once: what it is for, the secret itself in a field to copy from, and the way back. */
export function OnceOnly(props: { secret: string; label: string; back: string; children: Child }): Child {
  const { secret, label, back, children } = props;
  return (
    <div class="account">
      <p class="lead">{children}</p>
      <label>
        {label}
        <input class="secret" value={secret} readonly autofocus size={secret.length} />
      </label>
      <p>
        <a href={back}>Done</a>
      </p>
    </div>
  );
}
