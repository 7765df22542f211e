import type { ConsoleApp, PageParts } from '../parts.ts';
import { type AccountsAccess, keepSession } from './cookie.ts';
import { waitInWords } from './form-fields.ts';
import { ownPath } from './own-path.ts';
import { placeOf } from './passkey-place.ts';

const tooMany = (seconds: number): string => `Too many attempts. Try again in ${waitInWords(seconds)}.`;

/**
 * What the script of the sign-in page asks, in JSON both ways. A failure is `{ problem }`, a sentence.
 *
 * | path | what |
 * | --- | --- |
 * | `POST /sign-in/passkey/options` | what to give to the browser |
 * | `POST /sign-in/passkey` | `{ response, to }` → `{ to }`, and the cookie |
 */
export function addPasskeySignIn(app: ConsoleApp, parts: PageParts, access: AccountsAccess): void {
  const { passkeys } = access.accounts;

  app.post('/sign-in/passkey/options', async (c) => {
    const options = await passkeys.ask(placeOf(c, parts, access));
    return typeof options === 'number' ? c.json({ problem: tooMany(options) }, 429) : c.json(options);
  });

  app.post('/sign-in/passkey', async (c) => {
    const body: { response?: unknown; to?: unknown } = (await c.req.json().catch(() => null)) ?? {};
    const result = await passkeys.signIn(body.response, placeOf(c, parts, access));
    if (result.outcome === 'wait') return c.json({ problem: tooMany(result.seconds) }, 429);
    if (result.outcome === 'refused') return c.json({ problem: 'That passkey opens nothing here.' }, 403);
    await keepSession(c, access, result.secret);
    return c.json({ to: ownPath(body.to) });
  });
}
