import type { Kysely } from 'kysely';
import type { Migrations } from '../platform/store/index.ts';

/** What a newsroom remembers of the sites that carry its articles as their own posts. */
export interface PartnerTables {
  /** What was decided about a partner of the settings, by its name. */
  partners: {
    name: string;
    /** Since when nothing of ours is shown there: ISO; null while it carries. And who said so. */
    stopped_at: string | null;
    stopped_by: string | null;
    /** What the last look at the site found, as JSON, and when; null when nobody looked. */
    findings: string | null;
    tested_at: string | null;
  };
  /** One row a language version that a partner carries or is to carry. */
  partner_posts: {
    partner: string;
    article: string;
    language: string;
    /**
     * `waiting`: to be sent; `current`: as it should be, seen there; `draft`: the same, as a draft of theirs; `withdrawn`:
     * only the reason is left, seen there; `stopped`: not shown; `differs`: theirs was changed by hand, or taken away, and
     * was left so; `failed`: tried, and tried again.
     */
    state: string;
    /** The revision that is there; 0 when nothing is. */
    revision: number;
    /** Not sent before: ISO, milliseconds. */
    due_at: string;
    /** Their number of the post and its public address; null when there is none. */
    post: number | null;
    address: string | null;
    /** Hash of what we wanted there, and of what they then had: another hash later is the work of somebody else. */
    drawn: string | null;
    kept: string | null;
    /** The pictures that the post shows: a JSON list of hashes. */
    pictures: string;
    /** Since when it is not to be shown: ISO; null while it is. And who said so. */
    stopped_at: string | null;
    stopped_by: string | null;
    /** Who had the next sending write over what was changed by hand; null when nobody did. */
    overwrite_by: string | null;
    /** When it was tried last, and when it was last seen to be as it should: ISO, milliseconds. */
    tried_at: string | null;
    seen_at: string | null;
    /** What came of it that a person should know, and what to do; null when nothing. */
    problem: string | null;
    hint: string | null;
    /** How often in a row it failed. */
    failures: number;
    /** Some process is at it until then, unless it died: ISO, milliseconds; null when none is. */
    busy_until: string | null;
  };
  /** Pictures in a partner's media library, by hash: each is sent once. */
  partner_pictures: { partner: string; sha256: string; media: number; address: string };
  /** Links to a preview that can be opened without an account, by the hash of their secret. */
  partner_previews: {
    secret_hash: string;
    partner: string;
    article: string;
    language: string;
    expires_at: string;
  };
}

export const partnerMigrations: Migrations = {
  async '009-partners'(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('partners')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('stopped_at', 'text')
      .addColumn('stopped_by', 'text')
      .addColumn('findings', 'text')
      .addColumn('tested_at', 'text')
      .execute();
    await db.schema
      .createTable('partner_posts')
      .addColumn('partner', 'text', (column) => column.notNull())
      .addColumn('article', 'text', (column) => column.notNull())
      .addColumn('language', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('due_at', 'text', (column) => column.notNull())
      .addColumn('post', 'integer')
      .addColumn('address', 'text')
      .addColumn('drawn', 'text')
      .addColumn('kept', 'text')
      .addColumn('pictures', 'text', (column) => column.notNull())
      .addColumn('stopped_at', 'text')
      .addColumn('stopped_by', 'text')
      .addColumn('overwrite_by', 'text')
      .addColumn('tried_at', 'text')
      .addColumn('seen_at', 'text')
      .addColumn('problem', 'text')
      .addColumn('hint', 'text')
      .addColumn('failures', 'integer', (column) => column.notNull())
      .addColumn('busy_until', 'text')
      .addPrimaryKeyConstraint('partner_posts_key', ['partner', 'article', 'language'])
      .execute();
    await db.schema.createIndex('partner_posts_article').on('partner_posts').column('article').execute();
    await db.schema
      .createTable('partner_pictures')
      .addColumn('partner', 'text', (column) => column.notNull())
      .addColumn('sha256', 'text', (column) => column.notNull())
      .addColumn('media', 'integer', (column) => column.notNull())
      .addColumn('address', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('partner_pictures_key', ['partner', 'sha256'])
      .execute();
    await db.schema
      .createTable('partner_previews')
      .addColumn('secret_hash', 'text', (column) => column.primaryKey())
      .addColumn('partner', 'text', (column) => column.notNull())
      .addColumn('article', 'text', (column) => column.notNull())
      .addColumn('language', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'text', (column) => column.notNull())
      .execute();
  },
};
