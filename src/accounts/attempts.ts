import { createHmac } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { Tables } from '../tables/index.ts';
import type { AccountsContext } from './context.ts';
import { personNameKey } from './person-name.ts';
import { newSecret } from './secret.ts';

/** So many wrong passwords for one name cost nothing but the time of trying. */
const FREE_FAILURES = 5;
/** After each further one that name waits twice as long, at most so long: a guesser gets under a hundred a day. */
const MAX_WAIT_MS = 15 * 60_000;
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;
/**
 * So many attempts a minute are heard in all, right or wrong. Passkeys are counted apart: nobody guesses one, so that only
 * the table of challenges needs it, and whoever floods the passwords must not keep out those who have one.
 */
const PER_MINUTE = { all: 60, passkeys: 240 } as const;
const MINUTE_MS = 60_000;

/**
 * Counts attempts to sign in, in the database, so that several processes count together. An attempt is counted before it is
 * heard: many at once are not heard more often than many in a row. Nothing is kept of who tried: names fall into heaps, known
 * and unknown ones alike, so that neither the answer nor the table tells which exist.
 */
export interface Attempts {
  /** Counts an attempt for a name. Null when it may be heard; else the seconds until one may. */
  enter(name: string): Promise<number | null>;
  /** Counts an attempt with a passkey, which names nobody. */
  enterUnnamed(): Promise<number | null>;
  /** Forgets the failures of a name: it was its owner. */
  forgive(name: string): Promise<void>;
}

/**
 * 65,536 heaps: a newsroom's people hardly ever share one, and no name can be read out of one. Each newsroom has its own key,
 * or anybody could work out a name that shares a heap with a colleague's, take it, and have the failures of guessing the
 * colleague's password forgiven by signing in.
 */
function heapOf(name: string, key: string): string {
  return createHmac('sha256', key).update(personNameKey(name)).digest('hex').slice(0, 4);
}

/** How long a name waits after so many failures, in milliseconds. */
export function waitAfter(failures: number): number {
  return failures < FREE_FAILURES ? 0 : Math.min(1_000 * 2 ** (failures - FREE_FAILURES), MAX_WAIT_MS);
}

export function openAttempts({ db, now, random }: AccountsContext): Attempts {
  /** The key of this newsroom's heaps, made when it is first asked for. It stands where other rows have their beginning. */
  async function loadKey(): Promise<string> {
    const made = { heap: 'key', failures: 0, since: newSecret(random), next_at: '' };
    await db
      .insertInto('attempts')
      .values(made)
      .onConflict((conflict) => conflict.column('heap').doNothing())
      .execute();
    const row = await db.selectFrom('attempts').select('since').where('heap', '=', 'key').executeTakeFirstOrThrow();
    return row.since;
  }
  /** The row of a heap, held until the transaction ends; made where there is none. */
  async function hold(trx: Transaction<Tables>, heap: string, at: Date) {
    const time = at.toISOString();
    await trx
      .insertInto('attempts')
      .values({ heap, failures: 0, since: time, next_at: time })
      .onConflict((conflict) => conflict.column('heap').doNothing())
      .execute();
    return trx.selectFrom('attempts').selectAll().where('heap', '=', heap).forUpdate().executeTakeFirstOrThrow();
  }
  const secondsUntil = (time: string, at: Date) => Math.max(1, Math.ceil((Date.parse(time) - at.getTime()) / 1_000));

  /** Of all names together, or of all passkeys. */
  async function enterAll(trx: Transaction<Tables>, heap: keyof typeof PER_MINUTE, at: Date): Promise<number | null> {
    const row = await hold(trx, heap, at);
    const isNew = at.getTime() - Date.parse(row.since) >= MINUTE_MS;
    if (!isNew && row.failures >= PER_MINUTE[heap])
      return secondsUntil(new Date(Date.parse(row.since) + MINUTE_MS).toISOString(), at);
    await trx
      .updateTable('attempts')
      .set(isNew ? { failures: 1, since: at.toISOString() } : { failures: row.failures + 1 })
      .where('heap', '=', heap)
      .execute();
    return null;
  }

  return {
    async enter(name) {
      const heap = heapOf(name, await loadKey());
      return db.transaction().execute(async (trx) => {
        const at = now();
        const row = await hold(trx, heap, at);
        if (row.next_at > at.toISOString()) return secondsUntil(row.next_at, at);
        const inAll = await enterAll(trx, 'all', at);
        if (inAll !== null) return inAll;
        const isForgotten = at.getTime() - Date.parse(row.since) > FORGOTTEN_AFTER_MS;
        const failures = isForgotten ? 1 : row.failures + 1;
        const next = new Date(at.getTime() + waitAfter(failures)).toISOString();
        await trx
          .updateTable('attempts')
          .set({ failures, since: at.toISOString(), next_at: next })
          .where('heap', '=', heap)
          .execute();
        return null;
      });
    },
    enterUnnamed: () => db.transaction().execute((trx) => enterAll(trx, 'passkeys', now())),
    async forgive(name) {
      await db
        .deleteFrom('attempts')
        .where('heap', '=', heapOf(name, await loadKey()))
        .execute();
    },
  };
}
