import { openAttempts } from './attempts.ts';
import type { AccountsContext, AccountsPorts } from './context.ts';
import { type Links, openLinks } from './links.ts';
import { openPasskeys, type Passkeys } from './passkeys.ts';
import { PASSWORD_COST } from './password.ts';
import { openPasswords, type Passwords } from './passwords.ts';
import { openPeople, type People } from './people.ts';
import { openSessions, type Sessions } from './sessions.ts';
import { openTokens, type Tokens } from './tokens.ts';

/**
 * Who may do what in a newsroom, and how they show who they are. Every act is one transaction with its line of the audit
 * trail; what has returned is on the disk. Calls may run at once, in several processes: what they count they count in the
 * database. Nothing is kept of where anybody comes from.
 */
export interface Accounts {
  readonly people: People;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly passkeys: Passkeys;
  readonly links: Links;
  readonly tokens: Tokens;
}

/** Opens the accounts on a newsroom's database; there is nothing to close. */
export function openAccounts(ports: AccountsPorts): Accounts {
  const context: AccountsContext = { ...ports, cost: ports.cost ?? PASSWORD_COST };
  const attempts = openAttempts(context);
  return {
    people: openPeople(context),
    sessions: openSessions(context),
    passwords: openPasswords(context, attempts),
    passkeys: openPasskeys(context, attempts),
    links: openLinks(context),
    tokens: openTokens(context),
  };
}
