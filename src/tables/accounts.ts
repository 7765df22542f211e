import type { Kysely } from 'kysely';
import type { Migrations } from '../platform/store/index.ts';

/**
 * Who may sign in to the console, and with what. Of every secret only a hash stands here. Nowhere stands an address or a
 * browser of anybody, nor a name that somebody typed who could not sign in.
 */
export interface AccountTables {
  people: {
    id: string;
    /** What others see; unique. */
    name: string;
    /** What the name is compared by: two names that look the same are one. Unique. */
    name_key: string;
    role: 'viewer' | 'editor' | 'chief' | 'operator';
    /** With its parameters, see `accounts/password.ts`; null while no password is set. */
    password_hash: string | null;
    /** ISO, milliseconds. */
    created_at: string;
    /** Null while the person may sign in. */
    closed_at: string | null;
  };
  /** One row a browser that is signed in. */
  sessions: {
    /** SHA-256 of the secret in the cookie. */
    hash: string;
    /** By this one its person names it, to end it. */
    id: string;
    person: string;
    how: 'password' | 'passkey' | 'link';
    created_at: string;
    /** When it was last used, to some minutes. */
    seen_at: string;
  };
  passkeys: {
    /** The credential's own id, base64url. */
    id: string;
    person: string;
    /** The host name it was made for, and works under. */
    host: string;
    /** COSE key, base64url. */
    public_key: string;
    counter: number;
    /** JSON list of how a browser reaches it. */
    transports: string;
    /** What its owner calls it. */
    name: string;
    created_at: string;
    /** UTC day; null before its first use. */
    used_on: string | null;
  };
  /** What passkeys were asked to sign and did not yet. */
  challenges: {
    hash: string;
    /** Null when anybody is asked who they are. */
    person: string | null;
    expires_at: string;
  };
  /** One-time links that make a person or sign one in. */
  invitations: {
    /** SHA-256 of the secret in the link. */
    hash: string;
    id: string;
    /** Whom it signs in; null when it makes a new person. */
    person: string | null;
    /** Of a new person. */
    role: 'viewer' | 'editor' | 'chief' | 'operator';
    /** The name to start from; the invited may choose another. */
    name: string;
    made_by: string;
    created_at: string;
    expires_at: string;
  };
  /** Sign-ins that failed of late. */
  attempts: {
    /**
     * One of 65,536 heaps that names fall into, which tells nobody which names were tried; `all` of them, or all `passkeys`;
     * or `key`, whose `since` is the key that names are put into heaps with.
     */
    heap: string;
    failures: number;
    /** When the count was last begun anew, and when the next attempt is heard. */
    since: string;
    next_at: string;
  };
  /** Keys of programs to the API. */
  tokens: {
    hash: string;
    id: string;
    person: string;
    /** What its owner calls it; unique among the owner's. */
    name: string;
    /** JSON list of `read`, `push`, `edit`, `publish`. */
    scopes: string;
    created_at: string;
    /** Null for never. */
    expires_at: string | null;
    /** UTC day; null before its first use. */
    used_on: string | null;
  };
  /** One row an item that a program pushed in, as it was pushed last. */
  pushed: {
    /** `push:` and the name of the token: what its versions have as their source. */
    source: string;
    /** The program's own id of it. */
    item: string;
    /** Items of one group are languages of one article. */
    group_key: string;
    /** Counts the pushes of it: who settles one names the one that they saw. */
    push: number;
    state: 'waiting' | 'kept' | 'refused';
    /** What was pushed, as JSON; empty once it was kept or refused, so that no second copy of the text stays behind. */
    document: string;
    /** Why it was refused. */
    reason: string | null;
    pushed_at: string;
  };
}

export const accountMigrations: Migrations = {
  async '005-accounts'(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('people')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull().unique())
      .addColumn('name_key', 'text', (column) => column.notNull().unique())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('password_hash', 'text')
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('closed_at', 'text')
      .execute();
    await db.schema
      .createTable('sessions')
      .addColumn('hash', 'text', (column) => column.primaryKey())
      .addColumn('id', 'text', (column) => column.notNull().unique())
      .addColumn('person', 'text', (column) => column.notNull().references('people.id').onDelete('cascade'))
      .addColumn('how', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('seen_at', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('sessions_person').on('sessions').column('person').execute();
    await db.schema
      .createTable('passkeys')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('person', 'text', (column) => column.notNull().references('people.id').onDelete('cascade'))
      .addColumn('host', 'text', (column) => column.notNull())
      .addColumn('public_key', 'text', (column) => column.notNull())
      // Counts to 2^32, which is more than an integer column takes and less than a double loses.
      .addColumn('counter', 'double precision', (column) => column.notNull())
      .addColumn('transports', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('used_on', 'text')
      .execute();
    await db.schema.createIndex('passkeys_person').on('passkeys').column('person').execute();
    await db.schema
      .createTable('challenges')
      .addColumn('hash', 'text', (column) => column.primaryKey())
      .addColumn('person', 'text', (column) => column.references('people.id').onDelete('cascade'))
      .addColumn('expires_at', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('invitations')
      .addColumn('hash', 'text', (column) => column.primaryKey())
      .addColumn('id', 'text', (column) => column.notNull().unique())
      .addColumn('person', 'text', (column) => column.references('people.id').onDelete('cascade'))
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('made_by', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('attempts')
      .addColumn('heap', 'text', (column) => column.primaryKey())
      .addColumn('failures', 'integer', (column) => column.notNull())
      .addColumn('since', 'text', (column) => column.notNull())
      .addColumn('next_at', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('tokens')
      .addColumn('hash', 'text', (column) => column.primaryKey())
      .addColumn('id', 'text', (column) => column.notNull().unique())
      .addColumn('person', 'text', (column) => column.notNull().references('people.id').onDelete('cascade'))
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('scopes', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'text')
      .addColumn('used_on', 'text')
      .addUniqueConstraint('tokens_name', ['person', 'name'])
      .execute();
    await db.schema
      .createTable('pushed')
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('item', 'text', (column) => column.notNull())
      .addColumn('group_key', 'text', (column) => column.notNull())
      .addColumn('push', 'integer', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('document', 'text', (column) => column.notNull())
      .addColumn('reason', 'text')
      .addColumn('pushed_at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('pushed_key', ['source', 'item'])
      .execute();
    await db.schema.createIndex('pushed_group').on('pushed').columns(['source', 'group_key']).execute();
  },
};
