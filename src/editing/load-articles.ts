import { type Selectable, sql } from 'kysely';
import type { Tables } from '../tables/index.ts';
import { loadCounts } from './cells.ts';
import type { Db } from './context.ts';
import type { ArticlePage, ArticleQuery, ArticleRow, Cell } from './views.ts';
import { questionOf } from './words.ts';

const LIMIT = 50;
const MAX_LIMIT = 200;

/** A cell of the database as editors see it. */
export function cellOf(row: Selectable<Tables['cells']>): Cell {
  return {
    language: row.language,
    state: row.state,
    since: row.since,
    by: row.by,
    assignee: row.assignee,
    isTouched: row.is_touched,
    publishAt: row.publish_at,
    progress: row.segments === null ? null : { confirmed: row.confirmed, all: row.segments },
    publishedRevision: row.published_revision,
  };
}

/** Puts languages in the order of the settings; those that left them come last. */
export function inOrder<Each extends { readonly language: string }>(
  all: readonly Each[],
  languages: readonly string[],
): Each[] {
  const rank = ({ language }: Each): number => languages.indexOf(language) + 1 || languages.length + 1;
  return all.toSorted((a, b) => rank(a) - rank(b) || (a.language < b.language ? -1 : 1));
}

/** A page of the table of articles; see `Editing.articles`. */
export async function loadArticles(db: Db, query: ArticleQuery, languages: readonly string[]): Promise<ArticlePage> {
  const limit = Math.min(Math.max(1, Math.trunc(query.limit ?? LIMIT)), MAX_LIMIT);
  const question = query.search === undefined || query.search.trim() === '' ? '' : questionOf(query.search);
  // Words without a letter or digit are in no headline.
  const found = question === null ? [] : await find(db, query, question, limit + 1);
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return {
    rows: await loadRows(
      db,
      shown.map(({ article }) => article),
      languages,
    ),
    next: last === undefined ? null : `${last.changed_at} ${last.article}`,
    counts: await loadCounts(db),
  };
}

interface Place {
  readonly changed_at: string;
  readonly article: string;
}

/** Articles that have a cell as asked for, in the order of the table: read from an index, from where the last page ended. */
async function find(db: Db, query: ArticleQuery, question: string, limit: number): Promise<Place[]> {
  const { state, language, touched, assignee, after } = query;
  const isOfCells = [state, language, touched, assignee].some((each) => each !== undefined);
  if (question !== '' && !isOfCells) return findByWords(db, question, after, limit);
  let cells = db
    .selectFrom('cells')
    .select(['changed_at', 'article'])
    .distinct()
    .orderBy('changed_at', 'desc')
    .orderBy('article', 'desc')
    .limit(limit);
  if (state !== undefined) cells = cells.where('state', '=', state);
  if (language !== undefined) cells = cells.where('language', '=', language);
  if (touched === true) cells = cells.where(sql<boolean>`is_touched`);
  if (assignee !== undefined) cells = cells.where('assignee', '=', assignee);
  if (question !== '') {
    cells = cells.where('article', 'in', (from) =>
      from.selectFrom('articles').select('id').where(sql<boolean>`words @@ ${question}::tsquery`),
    );
  }
  const [changedAt, article] = after?.split(' ') ?? [];
  if (changedAt !== undefined && article !== undefined)
    cells = cells.where(sql<boolean>`(changed_at, article) < (${changedAt}, ${article})`);
  return cells.execute();
}

/** Articles by their words alone: one row each, where there are as many cells as languages. */
async function findByWords(db: Db, question: string, after: string | undefined, limit: number): Promise<Place[]> {
  let found = db
    .selectFrom('articles')
    .select(['changed_at', 'id as article'])
    .where(sql<boolean>`words @@ ${question}::tsquery`)
    .where(sql<boolean>`exists (select from cells where cells.article = articles.id)`)
    .orderBy('changed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  const [changedAt, article] = after?.split(' ') ?? [];
  if (changedAt !== undefined && article !== undefined)
    found = found.where(sql<boolean>`(changed_at, id) < (${changedAt}, ${article})`);
  return found.execute();
}

async function loadRows(db: Db, ids: readonly string[], languages: readonly string[]): Promise<ArticleRow[]> {
  if (ids.length === 0) return [];
  const isOf = sql<boolean>`article = any(${ids}::text[])`;
  const articles = await db
    .selectFrom('articles')
    .select(['id', 'day', 'changed_at', 'hold_until'])
    .where(sql<boolean>`id = any(${ids}::text[])`)
    .execute();
  const versions = await db
    .selectFrom('versions')
    .select(['article', 'language', 'headline', 'source'])
    .where(isOf)
    .execute();
  const cells = Map.groupBy(await db.selectFrom('cells').selectAll().where(isOf).execute(), ({ article }) => article);
  const headlines = Map.groupBy(versions, ({ article }) => article);
  const rows = articles.map(({ id, day, changed_at: changedAt, hold_until: holdUntil }): ArticleRow => {
    const own = inOrder(headlines.get(id) ?? [], languages);
    const original = own.find(({ source }) => source !== 'desk') ?? own[0];
    return {
      article: id,
      day,
      headline: original === undefined ? '' : (JSON.parse(original.headline) as string),
      language: original?.language ?? languages[0] ?? '',
      changedAt,
      holdUntil,
      cells: inOrder((cells.get(id) ?? []).map(cellOf), languages),
    };
  });
  const order = new Map(ids.map((id, at) => [id, at]));
  return rows.sort((a, b) => (order.get(a.article) ?? 0) - (order.get(b.article) ?? 0));
}
