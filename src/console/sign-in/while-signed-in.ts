import type { ConsoleEnv } from '../parts.ts';
import type { AccountsAccess } from './cookie.ts';

/** How long somebody who was signed out, or whose account was closed, may still be told what goes on. */
export const CHECK_MS = 30_000;

/** Whether somebody could still ask for what they are being told. Does not count as a use of their session. */
async function isStillIn(
  { person, session }: NonNullable<ConsoleEnv['Variables']['account']>,
  { accounts }: AccountsAccess,
): Promise<boolean> {
  const found = await accounts.people.find(person.id);
  if (found === null || found.closedAt !== null) return false;
  return session === null || (await accounts.sessions.list(person.id)).some(({ id }) => id === session.id);
}

/**
 * A stream of events that ends when its reader is signed out: a request is only asked at its beginning who makes it, and
 * such a stream goes on for days. Looks no more often than every `CHECK_MS`, before it hands something on.
 */
export function whileSignedIn(
  stream: ReadableStream<Uint8Array>,
  account: NonNullable<ConsoleEnv['Variables']['account']>,
  { access, now }: { readonly access: AccountsAccess; readonly now: () => Date },
): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  let checkedAtMs = now().getTime();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        const atMs = now().getTime();
        if (atMs - checkedAtMs >= CHECK_MS) {
          checkedAtMs = atMs;
          if (!(await isStillIn(account, access))) {
            await reader.cancel();
            return controller.close();
          }
        }
        controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
