import { type Kysely, type Selectable, sql } from 'kysely';
import type { Tables } from '../tables/index.ts';
import type { AccountsContext } from './context.ts';
import { type Person, personOf } from './people.ts';
import { hashOfSecret, newId, newSecret } from './secret.ts';

/** A session that nobody used for so long has ended. */
export const IDLE_MS = 12 * 3_600_000;
/** A session ends after so long however much it is used. */
export const ABSOLUTE_MS = 7 * 24 * 3_600_000;
/** How exactly the last use is remembered: not with every page. */
const SEEN_MS = 5 * 60_000;

/** A browser that is signed in. */
export interface Session {
  readonly id: string;
  readonly how: 'password' | 'passkey' | 'link';
  /** ISO. */
  readonly createdAt: string;
  /** ISO, to some minutes. */
  readonly seenAt: string;
}

/** Who a request comes from. */
export interface SignedIn {
  readonly person: Person;
  readonly session: Session;
}

/** The open sessions. */
export interface Sessions {
  /** Whom a cookie stands for; null when it stands for nobody, or not any more. */
  find(secret: string): Promise<SignedIn | null>;
  end(secret: string): Promise<void>;
  /** Of one person, last used first. */
  list(person: string): Promise<Session[]>;
  /** Ends one session of a person; of another person nothing. */
  endOne(person: string, id: string): Promise<void>;
  endAll(person: string): Promise<void>;
}

function sessionOf(row: Pick<Selectable<Tables['sessions']>, 'id' | 'how' | 'created_at' | 'seen_at'>): Session {
  return { id: row.id, how: row.how, createdAt: row.created_at, seenAt: row.seen_at };
}

const before = (at: Date, ms: number): string => new Date(at.getTime() - ms).toISOString();

/** Begins a session and gives its secret; sweeps those that ended by themselves. In the transaction that allows it. */
export async function beginSession(
  trx: Kysely<Tables>,
  { person, how }: { readonly person: string; readonly how: Session['how'] },
  { now, random }: AccountsContext,
): Promise<string> {
  const at = now();
  const secret = newSecret(random);
  const time = at.toISOString();
  await trx
    .deleteFrom('sessions')
    .where((where) =>
      where.or([where('seen_at', '<=', before(at, IDLE_MS)), where('created_at', '<=', before(at, ABSOLUTE_MS))]),
    )
    .execute();
  await trx
    .insertInto('sessions')
    .values({ hash: hashOfSecret(secret), id: newId(random), person, how, created_at: time, seen_at: time })
    .execute();
  return secret;
}

export function openSessions({ db, now }: AccountsContext): Sessions {
  return {
    async find(secret) {
      const at = now();
      const hash = hashOfSecret(secret);
      const row = await db
        .selectFrom('sessions')
        .innerJoin('people', 'people.id', 'sessions.person')
        .selectAll('people')
        .select(['sessions.id as session', 'how', 'sessions.created_at as began_at', 'seen_at'])
        .where('sessions.hash', '=', hash)
        .where('people.closed_at', 'is', null)
        .where('seen_at', '>', before(at, IDLE_MS))
        .where('sessions.created_at', '>', before(at, ABSOLUTE_MS))
        .executeTakeFirst();
      if (row === undefined) return null;
      if (row.seen_at <= before(at, SEEN_MS))
        await db.updateTable('sessions').set({ seen_at: at.toISOString() }).where('hash', '=', hash).execute();
      const { session, how, began_at, seen_at, ...person } = row;
      return { person: personOf(person), session: sessionOf({ id: session, how, created_at: began_at, seen_at }) };
    },
    async end(secret) {
      await db.deleteFrom('sessions').where('hash', '=', hashOfSecret(secret)).execute();
    },
    async list(person) {
      const at = now();
      const rows = await db
        .selectFrom('sessions')
        .selectAll()
        .where('person', '=', person)
        .where('seen_at', '>', before(at, IDLE_MS))
        .where('created_at', '>', before(at, ABSOLUTE_MS))
        .orderBy(sql`seen_at desc, id`)
        .execute();
      return rows.map(sessionOf);
    },
    async endOne(person, id) {
      await db.deleteFrom('sessions').where('person', '=', person).where('id', '=', id).execute();
    },
    async endAll(person) {
      await db.deleteFrom('sessions').where('person', '=', person).execute();
    },
  };
}
