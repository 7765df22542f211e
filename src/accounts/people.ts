import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Tables } from '../tables/index.ts';
import type { AccountsContext } from './context.ts';
import { ROLES, type Role, roleMay } from './permissions.ts';
import { parsePersonName, personNameKey } from './person-name.ts';
import { newId } from './secret.ts';

/** Somebody who may sign in, or could once. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly hasPassword: boolean;
  /** ISO. */
  readonly createdAt: string;
  /** Null while the person may sign in. */
  readonly closedAt: string | null;
}

/** What came of changing a person. */
export type PersonOutcome =
  | 'done'
  | 'unknown'
  | 'name-taken'
  | 'name-unusable'
  /** Nobody would be left who may change people. */
  | 'last-operator';

/** The people of a newsroom. `who` is the name of whoever does it, for the audit trail. */
export interface People {
  /** By role, the highest first, then by name; closed ones last. */
  list(): Promise<Person[]>;
  find(id: string): Promise<Person | null>;
  /** Only who may sign in. */
  findByName(name: string): Promise<Person | null>;
  rename(id: string, name: string, who: string): Promise<PersonOutcome>;
  changeRole(id: string, role: Role, who: string): Promise<PersonOutcome>;
  /**
   * The person may not sign in any more: sessions, tokens, passkeys, password, and the links they gave out end. What they
   * did stays on record.
   */
  close(id: string, who: string): Promise<PersonOutcome>;
  /** A closed person may come back, with a new sign-in link. */
  reopen(id: string, who: string): Promise<PersonOutcome>;
}

type Row = Selectable<Tables['people']>;

/** A row of `people` as others see it. */
export function personOf(row: Row): Person {
  const { id, name, role, created_at, closed_at } = row;
  return { id, name, role, hasPassword: row.password_hash !== null, createdAt: created_at, closedAt: closed_at };
}

/** The row of somebody who may sign in. */
export function openPerson(db: Kysely<Tables>, id: string): Promise<Row | undefined> {
  return db.selectFrom('people').selectAll().where('id', '=', id).where('closed_at', 'is', null).executeTakeFirst();
}

/** Makes a person, in the transaction of whatever allows it. */
export async function addPerson(
  trx: Transaction<Tables>,
  { name: given, role }: { readonly name: string; readonly role: Role },
  { now, random }: AccountsContext,
): Promise<
  { readonly outcome: 'done'; readonly person: Person } | { readonly outcome: 'name-taken' | 'name-unusable' }
> {
  const name = parsePersonName(given);
  if (name === null) return { outcome: 'name-unusable' };
  const row: Row = {
    id: newId(random),
    name,
    name_key: personNameKey(name),
    role,
    password_hash: null,
    created_at: now().toISOString(),
    closed_at: null,
  };
  const added = await trx
    .insertInto('people')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return added === undefined ? { outcome: 'name-taken' } : { outcome: 'done', person: personOf(row) };
}

export function openPeople({ db, now, note }: AccountsContext): People {
  /** Whether somebody else would still be an operator. Holds all operators, so that two cannot remove each other at once. */
  async function isLastOperator(trx: Transaction<Tables>, id: string): Promise<boolean> {
    const operators = await trx
      .selectFrom('people')
      .select('id')
      .where('role', '=', 'operator')
      .where('closed_at', 'is', null)
      .orderBy('id')
      .forUpdate()
      .execute();
    return operators.length === 1 && operators[0]?.id === id;
  }

  function changing(id: string, work: (trx: Transaction<Tables>, row: Row) => Promise<PersonOutcome>) {
    return db.transaction().execute(async (trx) => {
      const row = await trx.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? ('unknown' as const) : work(trx, row);
    });
  }

  /** Takes back what somebody gave out: who may not look after people any more must not come back by an own link. */
  async function takeBackLinksOf(trx: Transaction<Tables>, { name }: Row): Promise<void> {
    await trx.deleteFrom('invitations').where('made_by', '=', name).execute();
  }

  return {
    async list() {
      const rows = await db.selectFrom('people').selectAll().orderBy('name_key').execute();
      const rank = (row: Row) => (row.closed_at === null ? -ROLES.indexOf(row.role) : ROLES.length);
      return rows.sort((a, b) => rank(a) - rank(b)).map(personOf);
    },
    async find(id) {
      const row = await db.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : personOf(row);
    },
    async findByName(name) {
      const row = await db
        .selectFrom('people')
        .selectAll()
        .where('name_key', '=', personNameKey(name))
        .where('closed_at', 'is', null)
        .executeTakeFirst();
      return row === undefined ? null : personOf(row);
    },
    rename: (id, given, who) =>
      changing(id, async (trx, row) => {
        const name = parsePersonName(given);
        if (name === null) return 'name-unusable';
        const key = personNameKey(name);
        const other = await trx.selectFrom('people').select('id').where('name_key', '=', key).executeTakeFirst();
        if (other !== undefined && other.id !== id) return 'name-taken';
        await trx.updateTable('people').set({ name, name_key: key }).where('id', '=', id).execute();
        await trx.updateTable('invitations').set({ made_by: name }).where('made_by', '=', row.name).execute();
        await note(trx, { who, what: 'person-changed', detail: { person: row.name, name } });
        return 'done';
      }),
    changeRole: (id, role, who) =>
      changing(id, async (trx, row) => {
        if (row.role === role) return 'done';
        if (row.role === 'operator' && (await isLastOperator(trx, id))) return 'last-operator';
        await trx.updateTable('people').set({ role }).where('id', '=', id).execute();
        if (!roleMay(role, 'manage-people')) await takeBackLinksOf(trx, row);
        await note(trx, { who, what: 'person-changed', detail: { person: row.name, role } });
        return 'done';
      }),
    close: (id, who) =>
      changing(id, async (trx, row) => {
        if (row.closed_at !== null) return 'done';
        if (row.role === 'operator' && (await isLastOperator(trx, id))) return 'last-operator';
        const values = { closed_at: now().toISOString(), password_hash: null };
        await trx.updateTable('people').set(values).where('id', '=', id).execute();
        for (const table of ['sessions', 'tokens', 'passkeys', 'challenges', 'invitations'] as const)
          await trx.deleteFrom(table).where('person', '=', id).execute();
        await takeBackLinksOf(trx, row);
        await note(trx, { who, what: 'person-changed', detail: { person: row.name, closed: true } });
        return 'done';
      }),
    reopen: (id, who) =>
      changing(id, async (trx, row) => {
        if (row.closed_at === null) return 'done';
        await trx.updateTable('people').set({ closed_at: null }).where('id', '=', id).execute();
        await note(trx, { who, what: 'person-changed', detail: { person: row.name, closed: false } });
        return 'done';
      }),
  };
}
