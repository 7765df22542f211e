import type { ConsoleApp, PageParts } from '../parts.ts';
import type { AccountsAccess } from './cookie.ts';
import { addLinks } from './link-routes.tsx';
import { addPasskeySignIn } from './passkey-routes.ts';
import { addPasswordSignIn } from './password-routes.tsx';

/** Adds everything that a stranger may ask for: the ways in, and the way out. */
export function addSignIn(app: ConsoleApp, parts: PageParts, access: AccountsAccess): void {
  addPasswordSignIn(app, parts, access);
  addPasskeySignIn(app, parts, access);
  addLinks(app, parts, access);
}
