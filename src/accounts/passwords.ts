import type { Attempts } from './attempts.ts';
import type { AccountsContext } from './context.ts';
import { checkPassword, hashPassword, type PasswordCost, passwordProblem } from './password.ts';
import { openPerson, type Person, personOf } from './people.ts';
import { personNameKey } from './person-name.ts';
import { beginSession, type Session } from './sessions.ts';

/** What came of signing in. The secret is the session's: for the cookie, and nowhere else. */
export type SignIn =
  | { readonly outcome: 'signed-in'; readonly person: Person; readonly secret: string }
  /** Nobody is told which part was wrong, or whether there is such a person. */
  | { readonly outcome: 'refused' }
  /** Too many tried of late. */
  | { readonly outcome: 'wait'; readonly seconds: number };

/** What came of setting a password; the secret is that of a new session, the person's only one. */
export type PasswordChange =
  | { readonly outcome: 'done'; readonly secret: string }
  | { readonly outcome: 'too-short' | 'too-long' | 'wrong-password' | 'unknown' }
  | { readonly outcome: 'wait'; readonly seconds: number };

/** Passwords, each computed in its turn: one takes 128 MB, so that many at once would take all there is. */
export interface Passwords {
  signIn(name: string, password: string): Promise<SignIn>;
  /**
   * Sets a person's password and ends all their sessions. Whoever has one already has to name it, unless they just came in
   * by a link, which is what those who forgot theirs are given.
   */
  set(
    person: string,
    change: { readonly password: string; readonly current: string; readonly session: Session },
  ): Promise<PasswordChange>;
}

/** So long a session that began with a link may set a password without the old one. */
const LINK_FRESH_MS = 3_600_000;
/** More than these wait for nobody: whoever tries so often is told to come back. */
const MAX_WAITING = 16;
const BUSY_SECONDS = 10;

/** Whether a session is as good as the old password. */
export function isFreshLink({ how, createdAt }: Session, now: Date): boolean {
  return how === 'link' && now.getTime() - Date.parse(createdAt) < LINK_FRESH_MS;
}

export function openPasswords(context: AccountsContext, attempts: Attempts): Passwords {
  const { db, now, random, note, cost } = context;
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  /** Work of one password after that of those before it; null when too many wait. */
  async function inTurn<T>(work: () => Promise<T>): Promise<T | null> {
    if (waiting >= MAX_WAITING) return null;
    waiting += 1;
    const mine = last.then(work);
    last = mine.catch(() => {});
    try {
      return await mine;
    } finally {
      waiting -= 1;
    }
  }
  const check = (password: string, hash: string | null, at: PasswordCost) =>
    inTurn(() => checkPassword(password, hash, at));

  return {
    async signIn(name, password) {
      const seconds = await attempts.enter(name);
      if (seconds !== null) return { outcome: 'wait', seconds };
      const row = await db
        .selectFrom('people')
        .selectAll()
        .where('name_key', '=', personNameKey(name))
        .where('closed_at', 'is', null)
        .executeTakeFirst();
      const checked = await check(password, row?.password_hash ?? null, cost);
      if (checked === null) return { outcome: 'wait', seconds: BUSY_SECONDS };
      if (!checked.isRight || row === undefined) return { outcome: 'refused' };
      await attempts.forgive(name);
      const renewed = checked.isOutdated ? await inTurn(() => hashPassword(password, random, cost)) : null;
      return db.transaction().execute(async (trx) => {
        // Checking takes its time: whoever was closed meanwhile, or has another password, is not let in by the old one.
        const held = await trx
          .updateTable('people')
          .set({ password_hash: renewed ?? row.password_hash })
          .where('id', '=', row.id)
          .where('closed_at', 'is', null)
          .where('password_hash', '=', row.password_hash)
          .returning('id')
          .executeTakeFirst();
        if (held === undefined) return { outcome: 'refused' };
        const secret = await beginSession(trx, { person: row.id, how: 'password' }, context);
        await note(trx, { who: row.name, what: 'signed-in', detail: { how: 'password' } });
        return { outcome: 'signed-in', person: personOf(row), secret };
      });
    },

    async set(person, { password, current, session }) {
      const problem = passwordProblem(password);
      if (problem !== null) return { outcome: problem };
      const row = await openPerson(db, person);
      if (row === undefined) return { outcome: 'unknown' };
      if (row.password_hash !== null && !isFreshLink(session, now())) {
        const seconds = await attempts.enter(row.name);
        if (seconds !== null) return { outcome: 'wait', seconds };
        const checked = await check(current, row.password_hash, cost);
        if (checked === null) return { outcome: 'wait', seconds: BUSY_SECONDS };
        if (!checked.isRight) return { outcome: 'wrong-password' };
        await attempts.forgive(row.name);
      }
      const hash = await inTurn(() => hashPassword(password, random, cost));
      if (hash === null) return { outcome: 'wait', seconds: BUSY_SECONDS };
      return db.transaction().execute(async (trx) => {
        const held = await trx
          .updateTable('people')
          .set({ password_hash: hash })
          .where('id', '=', person)
          .where('closed_at', 'is', null)
          .where('password_hash', row.password_hash === null ? 'is' : '=', row.password_hash)
          .returning('id')
          .executeTakeFirst();
        if (held === undefined) return { outcome: 'unknown' };
        await trx.deleteFrom('sessions').where('person', '=', person).execute();
        const secret = await beginSession(trx, { person, how: 'password' }, context);
        await note(trx, { who: row.name, what: 'person-changed', detail: { person: row.name, password: true } });
        return { outcome: 'done', secret };
      });
    },
  };
}
