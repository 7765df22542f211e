import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../tables/index.ts';
import type { PasswordCost } from './password.ts';
import type { Random } from './secret.ts';

/** What accounts write into the audit trail. */
export type AccountAct = 'signed-in' | 'invited' | 'person-changed' | 'token-made' | 'token-revoked';

/** Writes a line of the audit trail in the transaction of the act. Never a password, a token or a link. */
export type Note = (
  trx: Transaction<Tables>,
  line: {
    /** Name of a person, or of the part of the program that did it. */
    readonly who: string;
    readonly what: AccountAct;
    readonly detail: Readonly<Record<string, string | number | boolean>>;
  },
) => Promise<void>;

/** What accounts are made of. */
export interface AccountsPorts {
  readonly db: Kysely<Tables>;
  readonly now: () => Date;
  readonly random: Random;
  readonly note: Note;
  /** Folder of the one-time links that were made at the terminal (`writeTerminalLink`); see there. */
  readonly links: string;
  /** What guessing a password costs; `PASSWORD_COST` by default. */
  readonly cost?: PasswordCost;
}

/** The ports with their defaults. */
export interface AccountsContext extends AccountsPorts {
  readonly cost: PasswordCost;
}
