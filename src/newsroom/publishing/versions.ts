import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { ArticleBody, LanguageVersion } from '../../article/index.ts';
import { refreshCells } from '../../editing/index.ts';
import type { Tables } from '../../tables/index.ts';
import { goOn } from './overtaken.ts';

/** The database, or a transaction on it. */
export type Db = Kysely<Tables> | Transaction<Tables>;

/** A language version as the newsroom keeps it. */
export interface KeptVersion extends LanguageVersion {
  readonly salt: string;
  /** Address at the newsroom, when it has one. */
  readonly address: string | null;
  /** What publishing has to bring out, counted; equal to `published` when nothing waits. */
  readonly wanted: number;
  readonly published: number;
  /** The newest revision that was published, 0 when none was. */
  readonly publishedRevision: number;
  /** Name of the person who let this revision go; null where it was nobody's decision. */
  readonly releasedBy: string | null;
}

type Row = Selectable<Tables['versions']> & { day: string };

function keptVersion(row: Row): KeptVersion {
  return {
    article: row.article,
    day: row.day,
    revision: row.revision,
    body: JSON.parse(row.body) as ArticleBody,
    salt: row.salt,
    address: row.address,
    wanted: row.wanted,
    published: row.published,
    publishedRevision: row.published_revision,
    releasedBy: row.released_by,
  };
}

const withDay = (db: Db) =>
  db
    .selectFrom('versions')
    .innerJoin('articles', 'articles.id', 'versions.article')
    .selectAll('versions')
    .select('articles.day');

/**
 * Whether nothing holds a version back. One that was out before is never held: what comes in for it is kept apart until it
 * may be seen. No clock is asked: holds that are past are taken away before anything is published (`releaseDue`).
 */
const isFree = sql<boolean>`(
  versions.published_revision > 0 or (versions.hold_until is null and articles.hold_until is null)
)`;

/**
 * Versions that wait to be published and that nothing holds back, oldest first, so that the log tells the order in which
 * things appeared.
 */
export async function loadWaiting(db: Db): Promise<KeptVersion[]> {
  return (await waiting(db).where(isFree).execute()).map(keptVersion);
}

const waiting = (db: Db) =>
  withDay(db)
    // Bare: of `is true` the database does not see that the index of those that wait is meant.
    .where(sql<boolean>`versions.waits`)
    .orderBy('versions.published_at')
    .orderBy('versions.article')
    .orderBy('versions.language');

/**
 * As {@link loadWaiting}, for whoever publishes them now: from here on nobody can hold them back, and whoever tries is told
 * so, instead of being told that it worked.
 */
export function takeWaiting(db: Kysely<Tables>): Promise<KeptVersion[]> {
  return db.transaction().execute(async (trx) => {
    await sql`update versions set going_out = false where going_out`.execute(trx);
    // Whoever changes something of an article has its row: wait for them, then look. What begins to wait after that is left
    // for the next time, because somebody may be at it.
    const { rows } = await sql<{ id: string }>`
      select id from articles where id in (select article from versions where waits) order by id for no key update
    `.execute(trx);
    await sql`
      update versions set going_out = true from articles
      where articles.id = versions.article and versions.waits and ${isFree}
        and articles.id = any(${rows.map(({ id }) => id)}::text[])`.execute(trx);
    return (await waiting(trx).where(sql<boolean>`versions.going_out`).execute()).map(keptVersion);
  });
}

/** All language versions of an article. */
export async function loadVersionsOf(db: Db, article: string): Promise<KeptVersion[]> {
  const rows = await withDay(db).where('versions.article', '=', article).orderBy('versions.language').execute();
  return rows.map(keptVersion);
}

/** The newest versions of a language that nothing holds back, newest first; withdrawn ones too. */
export async function loadNewest(db: Db, language: string, limit: number): Promise<KeptVersion[]> {
  const rows = await withDay(db)
    .where('versions.language', '=', language)
    .where(isFree)
    .orderBy('versions.published_at', 'desc')
    .orderBy('versions.article')
    .limit(limit)
    .execute();
  return rows.map(keptVersion);
}

/** What of a version says whether it is out. */
export interface VersionName {
  readonly article: string;
  readonly body: Pick<ArticleBody, 'language'>;
  readonly published: number;
}

/** These articles in a language, where nothing holds them back; in no order. */
export async function loadVersionsIn(db: Db, language: string, articles: readonly string[]): Promise<KeptVersion[]> {
  if (articles.length === 0) return [];
  const rows = await withDay(db)
    .where('versions.language', '=', language)
    .where('versions.article', 'in', articles)
    .where(isFree)
    .execute();
  return rows.map(keptVersion);
}

/** The versions of these articles that nothing holds back and that are not withdrawn, without their text; by language. */
export async function loadLanguagesOf(db: Db, articles: readonly string[]): Promise<VersionName[]> {
  if (articles.length === 0) return [];
  const rows = await db
    .selectFrom('versions')
    .innerJoin('articles', 'articles.id', 'versions.article')
    .select(['versions.article', 'versions.language', 'versions.published'])
    .where('versions.article', 'in', articles)
    .where('versions.state', '!=', 'withdrawn')
    .where(isFree)
    .orderBy('versions.language')
    .execute();
  return rows.map(({ article, language, published }) => ({ article, body: { language }, published }));
}

/** Versions of a language that belong to a day and that nothing holds back, newest first; withdrawn ones too. */
export async function loadDay(db: Db, language: string, day: string): Promise<KeptVersion[]> {
  const rows = await withDay(db)
    .where('versions.language', '=', language)
    .where('articles.day', '=', day)
    .where(isFree)
    .orderBy('versions.published_at', 'desc')
    .orderBy('versions.article')
    .execute();
  return rows.map(keptVersion);
}

/** Days of a language that have versions that nothing holds back, newest first: `before` that day, or `after` it (oldest first then). */
export async function loadDays(
  db: Db,
  language: string,
  limit: number,
  range: { readonly before?: string; readonly after?: string } = {},
): Promise<string[]> {
  let query = db
    .selectFrom('versions')
    .innerJoin('articles', 'articles.id', 'versions.article')
    .select('articles.day')
    .distinct()
    .where('versions.language', '=', language)
    .where(isFree)
    .orderBy('articles.day', range.after === undefined ? 'desc' : 'asc')
    .limit(limit);
  if (range.before !== undefined) query = query.where('articles.day', '<', range.before);
  if (range.after !== undefined) query = query.where('articles.day', '>', range.after);
  return (await query.execute()).map((row) => row.day);
}

/** Notes the newest edition that this database knows of: another one in the files makes it read them again. */
export async function noteEdition(db: Db, number: number): Promise<void> {
  await db
    .insertInto('seen_edition')
    .values({ id: 1, number })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ number }))
    .execute();
}

/** An edition as it was published just now. */
export interface NewEdition {
  readonly number: number;
  /** As its record has it; null when it was published before, and is only noted now. */
  readonly time: string | null;
}

/**
 * Notes what was published: each version up to the change it was drawn from, so that later ones still wait. A text that
 * came meanwhile is a further revision.
 */
export async function markPublished(
  db: Kysely<Tables>,
  versions: readonly KeptVersion[],
  context: {
    readonly now: Date;
    readonly random: (count: number) => Uint8Array;
    /** Tells others what was brought out, in the same transaction. */
    readonly tell?: (trx: Transaction<Tables>, edition: number, versions: readonly KeptVersion[]) => Promise<void>;
  },
  edition?: NewEdition,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // As for everybody who changes something of an article.
    const articles = [...new Set(versions.map(({ article }) => article))];
    await sql`select id from articles where id = any(${articles}::text[]) order by id for no key update`.execute(trx);
    for (const version of versions) {
      const { article, body, wanted, revision, publishedRevision } = version;
      const row = await trx
        .updateTable('versions')
        .set({ published: wanted, published_revision: revision })
        // A page drawn again brings out nothing new: its revision stays that of the edition it came with.
        .$if(revision > publishedRevision, (update) => update.set({ published_edition: edition?.number ?? null }))
        .where('article', '=', article)
        .where('language', '=', body.language)
        .returning('wanted')
        .executeTakeFirst();
      if (row !== undefined && row.wanted !== wanted) await goOn(trx, version, edition?.time ?? null, context.now);
    }
    // Of what could not be drawn, too: it waits, and may be held back again.
    await sql`update versions set going_out = false where going_out`.execute(trx);
    await refreshCells(
      trx,
      versions.map(({ article }) => article),
      context,
    );
    if (edition === undefined) return;
    await context.tell?.(trx, edition.number, versions);
    await noteEdition(trx, edition.number);
    if (edition.time !== null)
      await saveEdition(trx, { ...countsOf(versions), number: edition.number, time: edition.time });
  });
}

/** How many versions were brought out, by what happened to them; pages that were drawn again do not count. */
function countsOf(versions: readonly KeptVersion[]): Pick<Tables['editions'], 'published' | 'corrected' | 'withdrawn'> {
  const states = versions.flatMap(({ body, revision, publishedRevision }) =>
    revision > publishedRevision ? [body.state] : [],
  );
  const count = (state: string): number => states.filter((each) => each === state).length;
  return { published: count('current'), corrected: count('corrected'), withdrawn: count('withdrawn') };
}

/** Keeps what an edition brought out; one that is kept already stays as it is. */
export async function saveEdition(db: Db, edition: Tables['editions']): Promise<void> {
  await db
    .insertInto('editions')
    .values(edition)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Whether any version still shows a file of `m/` or `o/`, by its hash. What is held back shows nothing yet. */
export async function isMediaUsed(db: Db, sha256: string): Promise<boolean> {
  const row = await db
    .selectFrom('versions')
    .select('article')
    .where(sql<boolean>`media_hashes(body) @> array[${sha256}]::text[]`)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
