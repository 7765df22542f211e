import { type Kysely, type Selectable, sql, type Updateable } from 'kysely';
import {
  type ArticleBody,
  blockNumber,
  contentKey,
  joinParts,
  newSalt,
  normaliseBody,
  parseBody,
} from '../../article/index.ts';
import { DESK, isNote } from '../../editing/index.ts';
import { readPublishedHead, readPublishedPage } from '../../edition/index.ts';
import {
  articlePath,
  type CalendarEntry,
  formatTime,
  objectReader,
  type ReadFile,
  readCalendar,
} from '../../proof/index.ts';
import { addressIdentity } from '../../source/index.ts';
import type { Tables } from '../../tables/index.ts';
import { bodyText } from './draft-version.ts';
import { type Db, noteEdition } from './versions.ts';

/** A language version as its published page has it. */
interface PublishedVersion {
  readonly body: ArticleBody;
  readonly salt: string;
  /** Address at the newsroom, when the page names one. */
  readonly address: string | null;
}

type Row = Selectable<Tables['versions']>;
type ArticleLine = CalendarEntry & { readonly article: string };

/** What reading back came to. */
export interface ReadBack {
  /** Versions that the database did not have. */
  readonly missing: number;
  /** Versions of which it had an older revision, or another one under the same number. */
  readonly older: number;
  /** Versions that it believed published and that are not. */
  readonly unpublished: number;
}

/**
 * Brings the database in line with what is published, which is the authority: a database that was lost, or restored from
 * a backup, would publish articles a second time and give a revision number twice. Compares nothing as long as the
 * database has seen the newest edition, which it notes with every publication; null then.
 *
 * A version that is read back belongs to no source until an item of the same address comes; that one goes on with it.
 */
export async function readBackPublished(
  db: Kysely<Tables>,
  ports: { readonly read: ReadFile; readonly now: Date; readonly random: (count: number) => Uint8Array },
): Promise<ReadBack | null> {
  const head = await readPublishedHead(ports.read);
  const number = head?.edition.number ?? 0;
  const seen = await db.selectFrom('seen_edition').select('number').executeTakeFirst();
  if ((seen?.number ?? 0) === number) return null;
  const lines = new Map<string, ArticleLine>();
  if (head !== null) {
    for await (const line of readCalendar(objectReader(ports.read), head.edition.calendar)) {
      const { article } = line;
      if (article !== null) lines.set(`${article} ${line.language}`, { ...line, article });
    }
  }
  return db.transaction().execute(async (trx) => {
    let [missing, older, unpublished] = [0, 0, 0];
    for (const row of await trx.selectFrom('versions').selectAll().execute()) {
      const id = `${row.article} ${row.language}`;
      const line = lines.get(id);
      lines.delete(id);
      if (await publishAgain(trx, row, line)) unpublished += 1;
      else if (line !== undefined && (await catchUp(trx, row, line, ports))) older += 1;
      if (line !== undefined && row.published_revision === 0) await noHold(trx, row);
    }
    for (const line of lines.values()) if (await insert(trx, line, ports.read)) missing += 1;
    await noteEdition(trx, number);
    await trx.deleteFrom('cells').execute();
    await trx.deleteFrom('tallies').execute();
    return { missing, older, unpublished };
  });
}

/** What is published is not held back, whatever a database of before says. */
async function noHold(db: Db, row: Row): Promise<void> {
  await db.updateTable('articles').set({ hold_until: null }).where('id', '=', row.article).execute();
  await change(db, row, { hold_until: null });
}

/** A version that the database believes published in a revision that the edition does not have waits again. */
async function publishAgain(db: Db, row: Row, line: ArticleLine | undefined): Promise<boolean> {
  if (row.published_revision <= (line?.revision ?? 0)) return false;
  // Its revision stands: what was given once is never given to something else.
  await change(db, row, {
    wanted: row.wanted + 1,
    published: line === undefined ? 0 : row.published,
    published_edition: null,
  });
  return true;
}

/** Brings a row up to its published revision; false when it is there, or ahead of it. */
async function catchUp(
  db: Db,
  row: Row,
  line: ArticleLine,
  {
    read,
    now,
    random,
  }: { readonly read: ReadFile; readonly now: Date; readonly random: (count: number) => Uint8Array },
): Promise<boolean> {
  // Published as the database says, with or without a further change that waits.
  if (row.published_revision === line.revision || row.revision > line.revision) return false;
  const page = await readVersion(read, line);
  if (page === null || row.salt === page.salt) return false;
  if (row.revision < line.revision) {
    await change(db, row, { ...valuesOf(page, line), highest_block: Math.max(row.highest_block, highest(page)) });
    return true;
  }
  // Another text has its number: this one is a further revision.
  const body = JSON.parse(row.body) as ArticleBody;
  if (body.state === page.body.state && contentOf(body) === contentOf(page.body)) return false;
  const corrected = { ...body, state: 'corrected', modifiedAt: body.modifiedAt ?? formatTime(now) } as const;
  await change(db, row, {
    body: JSON.stringify(body.state === 'withdrawn' ? body : corrected),
    revision: line.revision + 1,
    published_revision: line.revision,
    published_edition: null,
    published: Math.max(1, row.published),
    wanted: Math.max(1, row.published, row.wanted) + 1,
    salt: newSalt(random),
    highest_block: Math.max(row.highest_block, highest(page)),
  });
  return true;
}

async function insert(db: Db, line: ArticleLine, read: ReadFile): Promise<boolean> {
  const page = await readVersion(read, line);
  if (page === null) return false;
  const { article: id, day, language } = line;
  const changedAt = new Date(page.body.modifiedAt ?? page.body.publishedAt).toISOString();
  await db
    .insertInto('articles')
    .values({ id, day, changed_at: changedAt })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ changed_at: sql`greatest(articles.changed_at, excluded.changed_at)` }),
    )
    .execute();
  await db
    .insertInto('versions')
    .values({
      article: id,
      language,
      // What was translated here is the desk's again. Else no source has this name: another takes the version over as that
      // of one that is gone.
      ...(page.body.translation === undefined
        ? { source: '', item: `restored ${id} ${language}` }
        : { source: DESK, item: `${id}/${language}` }),
      address: page.address,
      page: page.address === null ? null : addressIdentity(page.address),
      ...valuesOf(page, line),
      highest_block: highest(page),
    })
    .execute();
  return true;
}

/** What a row says of a version that is published and to which nothing was added since. */
const valuesOf = ({ body, salt }: PublishedVersion, { revision }: ArticleLine) => ({
  revision,
  body: JSON.stringify(body),
  // Nobody knows what the source gave for it; the next word of the source is compared with the text itself.
  content_hash: '',
  salt,
  wanted: 1,
  published: 1,
  published_revision: revision,
  published_edition: null,
  published_at: body.publishedAt,
});

/** Notes of the desk are numbered apart. */
const highest = ({ body }: PublishedVersion): number =>
  body.blocks.reduce((most, block) => (isNote(block) ? most : Math.max(most, blockNumber(block.id) ?? 0)), 0);

const contentOf = (body: ArticleBody): string => contentKey(normaliseBody(body));

async function change(db: Db, { article, language }: Row, values: Updateable<Tables['versions']>): Promise<void> {
  await db
    .updateTable('versions')
    .set(values)
    .where('article', '=', article)
    .where('language', '=', language)
    .execute();
}

/** Reads a version from the parts of its page; null when the edition does not have them. */
async function readVersion(read: ReadFile, { language, day, article }: ArticleLine): Promise<PublishedVersion | null> {
  const first = await readPublishedPage(read, articlePath(language, day, article, 1));
  if (first === null) return null;
  const parts = [];
  for (const at of first.record.pages.keys()) {
    const part = at === 0 ? first : await readPublishedPage(read, articlePath(language, day, article, at + 1));
    if (part === null) return null;
    parts.push(parseBody(bodyText(part.content)));
  }
  const [, address = null] =
    /<link rel="canonical" href="([^"<>]*)">/.exec(
      new TextDecoder().decode(first.content).split('<body', 1)[0] ?? '',
    ) ?? [];
  return { ...joinParts(parts), address: address === null ? null : unescaped(address) };
}

function unescaped(html: string): string {
  return html.replaceAll('&quot;', '"').replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}
