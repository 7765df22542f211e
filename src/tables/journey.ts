import { type Generated, type GeneratedAlways, type Kysely, sql } from 'kysely';
import type { Migrations } from '../platform/store/index.ts';

/** What a newsroom remembers between two polls. */
export interface JourneyTables {
  /** One row a source of the settings, by its address. */
  sources: {
    address: string;
    /** What `source` wants back at the next poll, as JSON; without `items`. */
    state: string;
    /** Its `items`, as JSON: large, and mostly the same from poll to poll. */
    items: string;
    /** The failure of the last poll, or null. */
    failure: string | null;
  };
  /** One row an article. */
  articles: {
    id: string;
    /** UTC date of first publication; part of every path and record, so it never changes. */
    day: string;
    /** When something of it last came in, was corrected or withdrawn: ISO, milliseconds. */
    changed_at: Generated<string>;
    /** Nothing new of it is published before: ISO, milliseconds; null for no embargo. What is past is set to null. */
    hold_until: string | null;
    /** A `tsvector` of the words of its headlines; null when that is still to be made. */
    words: string | null;
  };
  /** One row a language version. */
  versions: {
    article: string;
    language: string;
    /** Identity of the item it came from, within its source. */
    source: string;
    item: string;
    /** Address of this version at the newsroom. */
    address: string | null;
    /** What tells that address from others (`addressIdentity`): by it versions are looked up. */
    page: string | null;
    revision: number;
    /** The `ArticleBody` as JSON; of a withdrawn version the reason only, so that no copy of the text stays behind. */
    body: string;
    /** Hash of what the source gave, to tell changed from unchanged. */
    content_hash: string;
    /** 16 random bytes, base64url, new with every revision: without it a removed text cannot be confirmed by guessing. */
    salt: string;
    /** Highest block id number ever given in this version. */
    highest_block: number;
    /** Counts the changes that `publish` has to bring out; equal to `published` when there are none. */
    wanted: number;
    published: number;
    /** Whether the two differ. A column of its own, because only of columns the database knows how rare a value is. */
    waits: GeneratedAlways<boolean>;
    /** The newest revision that was published, 0 when none was: the next one is one more, so that none is left out. */
    published_revision: Generated<number>;
    /** The edition that brought `published_revision` out; null when none did, or nobody knows any more. */
    published_edition: number | null;
    published_at: string;
    /**
     * A version that was never out is not published before: ISO, milliseconds; null for at once, and where that is past.
     * What is held back of one that is out stands in `held`, so that its row never says more than readers may see.
     */
    hold_until: string | null;
    /** Name of the person who let this revision go, or who withdrew it; null where it was nobody's decision. */
    released_by: string | null;
    /** An edition with it is being made: it cannot be held back any more. */
    going_out: Generated<boolean>;
    /** Of the body: its headline as a JSON string, and its state. Columns of their own, so that lists read no bodies. */
    headline: GeneratedAlways<string>;
    state: GeneratedAlways<'current' | 'corrected' | 'withdrawn'>;
  };
  /** Media fetched once, by address. */
  media: { address: string; kind: string; outcome: string; fetched_at: string };
  /** What each carrier was last seen to hold. `carrier` is its folder: under its name another may stand tomorrow. */
  carried: { carrier: string; path: string; sha256: string };
  /** Folders that are carriers no more, and of which that was told. */
  former_carriers: { carrier: string };
  /** The newest edition whose publication was noted here; one row, its id is 1. */
  seen_edition: { id: number; number: number };
  /** What each edition brought out; `time` as its record has it. */
  editions: { number: number; time: string; published: number; corrected: number; withdrawn: number };
}

export const journeyMigrations: Migrations = {
  async '001-journey'(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('sources')
      .addColumn('address', 'text', (column) => column.primaryKey())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('items', 'text', (column) => column.notNull())
      .addColumn('failure', 'text')
      .execute();
    await db.schema
      .createTable('articles')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('day', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('articles_day').on('articles').column('day').execute();
    await db.schema
      .createTable('versions')
      .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
      .addColumn('language', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('item', 'text', (column) => column.notNull())
      .addColumn('address', 'text')
      .addColumn('page', 'text')
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('content_hash', 'text', (column) => column.notNull())
      .addColumn('salt', 'text', (column) => column.notNull())
      .addColumn('highest_block', 'integer', (column) => column.notNull())
      .addColumn('wanted', 'integer', (column) => column.notNull())
      .addColumn('published', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('waits', 'boolean', (column) => column.generatedAlwaysAs(sql`wanted <> published`).stored())
      .addColumn('published_revision', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('published_at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('versions_key', ['article', 'language'])
      .addCheckConstraint('versions_page_of_address', sql`(address is null) = (page is null)`)
      .execute();
    await db.schema.createIndex('versions_item').on('versions').columns(['item', 'source']).unique().execute();
    await db.schema.createIndex('versions_newest').on('versions').columns(['language', 'published_at']).execute();
    // Addresses may be longer than an ordinary index takes.
    await db.schema.createIndex('versions_page').on('versions').using('hash').column('page').execute();
    await sql`create index versions_waiting on versions (article) where waits`.execute(db);
    // Which versions show a file, looked up by its hash: kept by the database itself, so that no writer can forget it.
    // Its cost is set high, so that no plan goes through every body instead of the index.
    await sql`
      create function media_hashes(body text) returns text[] language sql immutable parallel safe cost 10000 return array(
        select found[1] from regexp_matches(body, '"sha256":"([0-9a-f]{64})"', 'g') as found
      )`.execute(db);
    await sql`create index versions_media on versions using gin (media_hashes(body))`.execute(db);
    await db.schema
      .createTable('media')
      .addColumn('address', 'text', (column) => column.primaryKey())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('fetched_at', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('carried')
      .addColumn('carrier', 'text', (column) => column.notNull())
      .addColumn('path', 'text', (column) => column.notNull())
      .addColumn('sha256', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('carried_key', ['carrier', 'path'])
      .execute();
    await db.schema
      .createTable('former_carriers')
      .addColumn('carrier', 'text', (column) => column.primaryKey())
      .execute();
    await db.schema
      .createTable('seen_edition')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('number', 'integer', (column) => column.notNull())
      .execute();
  },
  async '002-overview'(db: Kysely<unknown>): Promise<void> {
    await sql`alter table articles add column changed_at text not null default '1970-01-01T00:00:00.000Z'`.execute(db);
    await sql`
      update articles set changed_at = coalesce(
        (select max(published_at) from versions where versions.article = articles.id), day || 'T00:00:00Z'
      )`.execute(db);
    await sql`create index articles_changed on articles (changed_at desc, day desc, id)`.execute(db);
    // Between unescaped quotes these words stand nowhere but in front of the two values. No JSON function of the database
    // is asked, because each refuses some text that a body may hold.
    await sql`
      alter table versions
        add column published_edition integer,
        add column headline text not null
          generated always as (coalesce(substring(body from '"headline":("(?:[^"\\\\]|\\\\.)*")'), '""')) stored,
        add column state text not null
          generated always as (coalesce(substring(body from '"state":"([a-z]+)"'), 'current')) stored`.execute(db);
    await db.schema
      .createTable('editions')
      .addColumn('number', 'integer', (column) => column.primaryKey())
      .addColumn('time', 'text', (column) => column.notNull())
      .addColumn('published', 'integer', (column) => column.notNull())
      .addColumn('corrected', 'integer', (column) => column.notNull())
      .addColumn('withdrawn', 'integer', (column) => column.notNull())
      .execute();
  },
};
