import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Tables } from '../tables/index.ts';
import type { AccountsContext } from './context.ts';
import { addPerson, openPerson, type Person, personOf } from './people.ts';
import type { Role } from './permissions.ts';
import { parsePersonName, personNameKey } from './person-name.ts';
import { hashOfSecret, newId, newSecret } from './secret.ts';
import { beginSession } from './sessions.ts';
import { readTerminalLink, takeTerminalLink, writeTerminalLink } from './terminal-links.ts';

/** So long an invitation may be taken up. */
export const INVITATION_MS = 7 * 24 * 3_600_000;
/** So long a link for somebody who forgot their password may be used. */
export const PERSON_LINK_MS = 24 * 3_600_000;

/** An invitation that nobody took up yet. */
export interface Invitation {
  readonly id: string;
  readonly role: Role;
  /** Whom it is meant for; empty when that was not said. */
  readonly name: string;
  readonly madeBy: string;
  /** ISO. */
  readonly expiresAt: string;
}

/** A link that was just made: the only time its secret is seen. */
export interface NewLink {
  readonly secret: string;
  /** ISO. */
  readonly expiresAt: string;
}

/** Where a link leads. */
export type FoundLink =
  /** To a new person; `name` is the one to start from, or empty. */
  | { readonly kind: 'new'; readonly role: Role; readonly name: string }
  | { readonly kind: 'person'; readonly name: string };

/** What came of using a link. */
export type LinkUse =
  | { readonly outcome: 'signed-in'; readonly person: Person; readonly secret: string }
  /** Used up, run out, taken back, or never made. */
  | { readonly outcome: 'gone' }
  /** The link still holds: choose another name. */
  | { readonly outcome: 'name-taken' | 'name-unusable' };

/** One-time links: they make a person, or sign one in. */
export interface Links {
  invite(invitation: { readonly role: Role; readonly name: string }, who: string): Promise<NewLink | 'name-unusable'>;
  /** A link for somebody who cannot sign in otherwise; null for whoever may not. Replaces the one before. */
  forPerson(person: string, who: string): Promise<NewLink | null>;
  /** Invitations that still hold, the oldest first. */
  invitations(): Promise<Invitation[]>;
  takeBack(invitation: string, who: string): Promise<void>;
  /** Where a link leads; null when it does not hold. Uses up nothing. */
  find(secret: string): Promise<FoundLink | null>;
  /** Uses a link up and signs in. `name` is that of a new person. */
  use(secret: string, name: string): Promise<LinkUse>;
  /** The link for the very first person; null when there is somebody. */
  first(): Promise<NewLink | null>;
}

type Row = Selectable<Tables['invitations']>;

/** What only the shape of can be asked without looking. */
const isSecret = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text);

export function openLinks(context: AccountsContext): Links {
  const { db, now, random, note, links: folder } = context;

  async function insert(
    trx: Transaction<Tables>,
    row: Pick<Row, 'person' | 'role' | 'name' | 'made_by'>,
    lifeMs: number,
  ): Promise<NewLink> {
    const at = now();
    await trx.deleteFrom('invitations').where('expires_at', '<=', at.toISOString()).execute();
    const secret = newSecret(random);
    const expiresAt = new Date(at.getTime() + lifeMs).toISOString();
    const ends = { created_at: at.toISOString(), expires_at: expiresAt };
    await trx
      .insertInto('invitations')
      .values({ hash: hashOfSecret(secret), id: newId(random), ...row, ...ends })
      .execute();
    return { secret, expiresAt };
  }

  const signIn = async (trx: Transaction<Tables>, person: Person): Promise<LinkUse> => {
    const secret = await beginSession(trx, { person: person.id, how: 'link' }, context);
    await note(trx, { who: person.name, what: 'signed-in', detail: { how: 'link' } });
    return { outcome: 'signed-in', person, secret };
  };

  async function isAnybody(among: Kysely<Tables>): Promise<boolean> {
    return (await among.selectFrom('people').select('id').limit(1).executeTakeFirst()) !== undefined;
  }

  /** Somebody who may sign in, by name. */
  const byName = (among: Kysely<Tables>, name: string) =>
    among
      .selectFrom('people')
      .selectAll()
      .where('name_key', '=', personNameKey(name))
      .where('closed_at', 'is', null)
      .executeTakeFirst();

  async function useKept(trx: Transaction<Tables>, secret: string, name: string): Promise<LinkUse | null> {
    const row = await trx
      .selectFrom('invitations')
      .selectAll()
      .where('hash', '=', hashOfSecret(secret))
      .where('expires_at', '>', now().toISOString())
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return null;
    const forget = () => trx.deleteFrom('invitations').where('hash', '=', row.hash).execute();
    if (row.person === null) {
      const added = await addPerson(trx, { name, role: row.role }, context);
      if (added.outcome !== 'done') return added;
      await forget();
      return signIn(trx, added.person);
    }
    await forget();
    const person = await openPerson(trx, row.person);
    return person === undefined ? { outcome: 'gone' } : signIn(trx, personOf(person));
  }

  /** As above, with a link of the terminal. Its file goes first, so that it serves once whatever happens after that. */
  async function useTerminal(secret: string, name: string): Promise<LinkUse> {
    const link = await readTerminalLink(folder, secret, now());
    if (link === null) return { outcome: 'gone' };
    const known = link.name === null ? undefined : await byName(db, link.name);
    if (known === undefined) {
      if (link.isFirst && (await isAnybody(db))) return { outcome: 'gone' };
      const wanted = parsePersonName(name);
      if (wanted === null) return { outcome: 'name-unusable' };
      const key = personNameKey(wanted);
      const other = await db.selectFrom('people').select('id').where('name_key', '=', key).executeTakeFirst();
      if (other !== undefined) return { outcome: 'name-taken' };
    }
    if (!(await takeTerminalLink(folder, secret))) return { outcome: 'gone' };
    return db.transaction().execute(async (trx) => {
      if (known !== undefined) {
        const person = await openPerson(trx, known.id);
        return person === undefined ? { outcome: 'gone' } : signIn(trx, personOf(person));
      }
      if (link.isFirst && (await isAnybody(trx))) return { outcome: 'gone' };
      const added = await addPerson(trx, { name, role: 'operator' }, context);
      return added.outcome === 'done' ? signIn(trx, added.person) : added;
    });
  }

  return {
    async invite({ role, name }, who) {
      const wanted = name.trim() === '' ? '' : parsePersonName(name);
      if (wanted === null) return 'name-unusable';
      return db.transaction().execute(async (trx) => {
        await note(trx, { who, what: 'invited', detail: { person: wanted, role } });
        return insert(trx, { person: null, role, name: wanted, made_by: who }, INVITATION_MS);
      });
    },
    forPerson: (id, who) =>
      db.transaction().execute(async (trx) => {
        const person = await openPerson(trx, id);
        if (person === undefined) return null;
        await trx.deleteFrom('invitations').where('person', '=', id).execute();
        await note(trx, { who, what: 'person-changed', detail: { person: person.name, link: true } });
        return insert(trx, { person: id, role: person.role, name: person.name, made_by: who }, PERSON_LINK_MS);
      }),
    async invitations() {
      const rows = await db
        .selectFrom('invitations')
        .selectAll()
        .where('person', 'is', null)
        .where('expires_at', '>', now().toISOString())
        .orderBy('expires_at')
        .execute();
      return rows.map(({ id, role, name, made_by, expires_at }) => {
        return { id, role, name, madeBy: made_by, expiresAt: expires_at };
      });
    },
    takeBack: (id, who) =>
      db.transaction().execute(async (trx) => {
        const row = await trx.deleteFrom('invitations').where('id', '=', id).returningAll().executeTakeFirst();
        if (row === undefined) return;
        await note(trx, { who, what: 'invited', detail: { person: row.name, role: row.role, takenBack: true } });
      }),
    async find(secret) {
      if (!isSecret(secret)) return null;
      const row = await db
        .selectFrom('invitations')
        .selectAll()
        .where('hash', '=', hashOfSecret(secret))
        .where('expires_at', '>', now().toISOString())
        .executeTakeFirst();
      if (row !== undefined) {
        if (row.person === null) return { kind: 'new', role: row.role, name: row.name };
        const person = await openPerson(db, row.person);
        return person === undefined ? null : { kind: 'person', name: person.name };
      }
      const link = await readTerminalLink(folder, secret, now());
      if (link === null || (link.isFirst && (await isAnybody(db)))) return null;
      const known = link.name === null ? undefined : await byName(db, link.name);
      return known === undefined
        ? { kind: 'new', role: 'operator', name: link.name ?? '' }
        : { kind: 'person', name: known.name };
    },
    async use(secret, name) {
      if (!isSecret(secret)) return { outcome: 'gone' };
      const kept = await db.transaction().execute((trx) => useKept(trx, secret, name));
      return kept ?? useTerminal(secret, name);
    },
    async first() {
      if (await isAnybody(db)) return null;
      return writeTerminalLink(folder, { name: null, isFirst: true, now: now(), random });
    },
  };
}
