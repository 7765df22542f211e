import { type Accounts, openAccounts } from '../accounts/index.ts';
import { addAudit } from '../editing/index.ts';
import { random } from './random.ts';
import type { Workplace } from './workplace.ts';

/**
 * Who may sign in to the console of a newsroom, on its database, with their lines in its audit trail. Links that are made
 * at the terminal are found in the newsroom's folder. There is nothing to close.
 */
export function accountsOf(
  { store, places }: Pick<Workplace, 'store' | 'places'>,
  { now }: { readonly now: () => Date },
): Accounts {
  return openAccounts({
    db: store.db,
    now,
    random,
    links: places.signInLinks,
    note: (trx, line) => addAudit(trx, line, { now: now(), random }),
  });
}
