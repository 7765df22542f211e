import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables/index.ts';
import type { AccountsContext } from './context.ts';
import { openPerson, type Person, personOf } from './people.ts';
import { type Permission, roleMay } from './permissions.ts';
import { parseLabel } from './person-name.ts';
import { hashOfSecret, newId, newSecret } from './secret.ts';

/** What a token may be used for. */
export type Scope = 'read' | 'push' | 'edit' | 'publish';

/** The scopes, the harmless first. */
export const SCOPES: readonly Scope[] = ['read', 'push', 'edit', 'publish'];

/** Which permissions a scope hands on, as far as its owner has them. `push` gives new articles in, and sees nothing. */
const PERMISSIONS_OF: Readonly<Record<Scope, readonly Permission[]>> = {
  read: ['read'],
  push: [],
  edit: ['read', 'edit'],
  publish: ['read', 'publish', 'correct', 'withdraw', 'embargo'],
};

/** A token as its owner sees it. */
export interface Token {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly scopes: readonly Scope[];
  /** ISO. */
  readonly createdAt: string;
  /** ISO; null for never. */
  readonly expiresAt: string | null;
  /** UTC day, or null. */
  readonly usedOn: string | null;
}

/** Whom a request with a token comes from. */
export interface TokenHolder {
  /** Of the token; unique among its owner's, and among all that may push. */
  readonly token: string;
  readonly id: string;
  readonly owner: Person;
  readonly scopes: readonly Scope[];
  /** Whether the token has the scope for it, and its owner the right. */
  may(act: Permission): boolean;
  /** Whether articles may be pushed: the scope, and an owner who may publish. */
  readonly mayPush: boolean;
}

/** What came of making a token; `secret` is shown this once. */
export type NewToken =
  | { readonly outcome: 'done'; readonly secret: string; readonly token: Token }
  | { readonly outcome: 'name-taken' | 'name-unusable' | 'no-scope' | 'unknown' };

/** Keys of programs to the API. Each is somebody's: it may never more than its owner, and ends with them. */
export interface Tokens {
  make(
    person: Person,
    token: { readonly name: string; readonly scopes: readonly Scope[]; readonly expiresAt: Date | null },
  ): Promise<NewToken>;
  /** Of one person, or of all. */
  list(person?: string): Promise<Token[]>;
  /** Ends a token: one of `person`, or anybody's when that is null. */
  revoke(id: string, person: string | null, who: string): Promise<void>;
  /** Whom a token stands for; null for whatever is none. */
  find(secret: string): Promise<TokenHolder | null>;
}

const MAX_TOKENS = 50;

/** The scope of that name, or null. */
export function parseScope(text: unknown): Scope | null {
  return SCOPES.find((scope) => scope === text) ?? null;
}

export function openTokens({ db, now, random, note }: AccountsContext): Tokens {
  const scopesOf = (json: string): Scope[] => (JSON.parse(json) as unknown[]).flatMap((each) => parseScope(each) ?? []);

  /** Whether a token of that name may push. What is pushed belongs to the name, so that a token can be replaced. */
  async function isPushedUnder(trx: Kysely<Tables>, name: string): Promise<boolean> {
    const rows = await trx.selectFrom('tokens').select('scopes').where('name', '=', name).execute();
    return rows.some((row) => scopesOf(row.scopes).includes('push'));
  }

  return {
    make: (owner, { name: given, scopes, expiresAt }) =>
      db.transaction().execute(async (trx) => {
        const name = parseLabel(given);
        if (name === null) return { outcome: 'name-unusable' };
        if (scopes.length === 0) return { outcome: 'no-scope' };
        if ((await openPerson(trx, owner.id)) === undefined) return { outcome: 'unknown' };
        const others = await trx.selectFrom('tokens').select('name').where('person', '=', owner.id).execute();
        if (others.length >= MAX_TOKENS || others.some((other) => other.name === name))
          return { outcome: 'name-taken' };
        if (scopes.includes('push') && (await isPushedUnder(trx, name))) return { outcome: 'name-taken' };
        const secret = `tmz_${newSecret(random)}`;
        const ordered = SCOPES.filter((scope) => scopes.includes(scope));
        const row = {
          id: newId(random),
          name,
          scopes: JSON.stringify(ordered),
          created_at: now().toISOString(),
          expires_at: expiresAt?.toISOString() ?? null,
          used_on: null,
        };
        await trx
          .insertInto('tokens')
          .values({ ...row, hash: hashOfSecret(secret), person: owner.id })
          .execute();
        await note(trx, { who: owner.name, what: 'token-made', detail: { token: name, scopes: ordered.join(' ') } });
        const { id, created_at: createdAt, expires_at: ends } = row;
        const token = { id, name, owner: owner.name, scopes: ordered, createdAt, expiresAt: ends, usedOn: null };
        return { outcome: 'done', secret, token };
      }),
    async list(person) {
      const rows = await db
        .selectFrom('tokens')
        .innerJoin('people', 'people.id', 'tokens.person')
        .selectAll('tokens')
        .select('people.name as owner')
        .$if(person !== undefined, (query) => query.where('person', '=', person ?? ''))
        .orderBy(sql`people.name, tokens.name`)
        .execute();
      return rows.map(({ id, name, owner, scopes, created_at, expires_at, used_on }) => {
        const times = { createdAt: created_at, expiresAt: expires_at, usedOn: used_on };
        return { id, name, owner, scopes: scopesOf(scopes), ...times };
      });
    },
    revoke: (id, person, who) =>
      db.transaction().execute(async (trx) => {
        const row = await trx
          .deleteFrom('tokens')
          .where('id', '=', id)
          .$if(person !== null, (query) => query.where('person', '=', person ?? ''))
          .returning('name')
          .executeTakeFirst();
        if (row !== undefined) await note(trx, { who, what: 'token-revoked', detail: { token: row.name } });
      }),
    async find(secret) {
      if (!/^tmz_[A-Za-z0-9_-]{43}$/.test(secret)) return null;
      const at = now().toISOString();
      const hash = hashOfSecret(secret);
      const row = await db
        .selectFrom('tokens')
        .innerJoin('people', 'people.id', 'tokens.person')
        .selectAll('people')
        .select(['tokens.id as token_id', 'tokens.name as token', 'scopes', 'expires_at', 'used_on'])
        .where('hash', '=', hash)
        .where('people.closed_at', 'is', null)
        .executeTakeFirst();
      if (row === undefined || (row.expires_at !== null && row.expires_at <= at)) return null;
      const day = at.slice(0, 10);
      if (row.used_on !== day) await db.updateTable('tokens').set({ used_on: day }).where('hash', '=', hash).execute();
      const owner = personOf(row);
      const scopes = scopesOf(row.scopes);
      const may = (act: Permission) =>
        roleMay(owner.role, act) && scopes.some((scope) => PERMISSIONS_OF[scope].includes(act));
      const mayPush = scopes.includes('push') && roleMay(owner.role, 'publish');
      return { token: row.token, id: row.token_id, owner, scopes, may, mayPush };
    },
  };
}
