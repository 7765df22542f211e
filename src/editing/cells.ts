import { type Insertable, type Selectable, sql } from 'kysely';
import { newArticleId } from '../article/index.ts';
import type { Tables } from '../tables/index.ts';
import type { ActContext, Db, Trx } from './context.ts';
import type { State } from './views.ts';
import { wordsOf } from './words.ts';

/** Articles put together at once. */
const BATCH = 500;
/** Sums of changes that are made one when there are more. */
const TALLIES = 200;

type Cell = Selectable<Tables['cells']>;

/** What the state of a cell is told from. */
export interface CellSources {
  /** Null where there is only a draft. */
  readonly version: Pick<
    Selectable<Tables['versions']>,
    'state' | 'revision' | 'published_revision' | 'hold_until'
  > | null;
  /** Whether a further revision of it is held back. */
  readonly isHeld: boolean;
  readonly draft: Pick<Selectable<Tables['drafts']>, 'state'> | null;
}

/** The state of a language version; see `State`. A draft that is being worked on outranks what is out. Pure. */
export function stateOf({ version, isHeld, draft }: CellSources): State {
  if (draft !== null && (draft.state !== 'published' || version === null)) return draft.state;
  if (version === null || isHeld) return 'arrived';
  if (version.state === 'withdrawn') return 'withdrawn';
  if (version.published_revision === 0) return version.hold_until === null ? 'ready' : 'arrived';
  if (version.revision > version.published_revision) return 'ready';
  return version.state === 'current' ? 'published' : 'corrected';
}

/**
 * Puts the cells of articles together anew, with the words of their headlines and the tallies, in the transaction of what
 * changed them. `by` is the person who did it.
 */
export async function refreshCells(
  trx: Trx,
  articles: readonly string[],
  context: Pick<ActContext, 'now' | 'random'> & { readonly by?: string },
): Promise<void> {
  const ids = [...new Set(articles)];
  for (let at = 0; at < ids.length; at += BATCH) await refreshBatch(trx, ids.slice(at, at + BATCH), context);
}

async function refreshBatch(
  trx: Trx,
  ids: readonly string[],
  { now, random, by }: Pick<ActContext, 'now' | 'random'> & { readonly by?: string },
): Promise<void> {
  const before = new Map((await rowsOf(trx, 'cells', ids)).map((cell) => [keyOf(cell), cell]));
  const { cells, words } = await putTogether(trx, ids);
  const tally = new Map<string, number>();
  const count = (state: string, change: number): void => void tally.set(state, (tally.get(state) ?? 0) + change);
  const changed: Insertable<Tables['cells']>[] = [];
  for (const cell of cells) {
    const known = before.get(keyOf(cell));
    before.delete(keyOf(cell));
    const isSame = known?.state === cell.state;
    const next = isSame
      ? { ...cell, since: known.since, by: known.by }
      : { ...cell, since: known === undefined && cell.since !== '' ? cell.since : now.toISOString(), by: by ?? null };
    if (!isSame) {
      if (known !== undefined) count(known.state, -1);
      count(cell.state, 1);
    }
    if (known === undefined || JSON.stringify(ordered(known)) !== JSON.stringify(ordered(next))) changed.push(next);
  }
  for (const gone of before.values()) {
    count(gone.state, -1);
    await trx.deleteFrom('cells').where('article', '=', gone.article).where('language', '=', gone.language).execute();
  }
  if (changed.length > 0) await saveCells(trx, changed);
  await saveWords(trx, words);
  const changes = [...tally].filter(([, change]) => change !== 0);
  if (changes.length === 0) return;
  const rows = changes.map(([state, change]) => ({ id: `${now.getTime()}-${newArticleId(random)}`, state, change }));
  await trx.insertInto('tallies').values(rows).execute();
}

const keyOf = ({ article, language }: { readonly article: string; readonly language: string }): string =>
  `${article} ${language}`;

const ordered = (cell: object): [string, unknown][] => Object.entries(cell).sort(([a], [b]) => (a < b ? -1 : 1));

function rowsOf<Table extends 'cells' | 'drafts' | 'held'>(trx: Trx, table: Table, ids: readonly string[]) {
  return trx
    .selectFrom(table as 'cells' | 'drafts' | 'held')
    .selectAll()
    .where(sql<boolean>`article = any(${ids}::text[])`)
    .execute() as unknown as Promise<Selectable<Tables[Table]>[]>;
}

/** The cells of articles as they have to be; `since` of one whose version is out is when that says it came out. */
async function putTogether(
  trx: Trx,
  ids: readonly string[],
): Promise<{ readonly cells: readonly Cell[]; readonly words: ReadonlyMap<string, readonly string[]> }> {
  const isOf = sql<boolean>`article = any(${ids}::text[])`;
  const versions = await trx
    .selectFrom('versions')
    .select([
      'article',
      'language',
      'headline',
      'state',
      'revision',
      'published_revision',
      'hold_until',
      'published_at',
    ])
    .where(isOf)
    .execute();
  const drafts = new Map((await rowsOf(trx, 'drafts', ids)).map((draft) => [keyOf(draft), draft]));
  const held = new Set((await rowsOf(trx, 'held', ids)).map(keyOf));
  const { rows: counts } = await sql<{ article: string; language: string; all: number; confirmed: number }>`
    select article, language, count(*)::int as all, (count(*) filter (where state = 'confirmed'))::int as confirmed
    from segments where article = any(${ids}::text[]) group by article, language`.execute(trx);
  const progress = new Map(counts.map((each) => [keyOf(each), each]));
  const articles = await trx
    .selectFrom('articles')
    .select(['id', 'changed_at'])
    .where(sql<boolean>`id = any(${ids}::text[])`)
    .execute();
  const changedAt = new Map(articles.map(({ id, changed_at }) => [id, changed_at]));
  const known = new Map(versions.map((version) => [keyOf(version), version]));
  const names = new Map(
    [...versions, ...drafts.values()].map(({ article, language }) => [
      keyOf({ article, language }),
      { article, language },
    ]),
  );
  const cells = [...names].map(([key, { article, language }]): Cell => {
    const version = known.get(key) ?? null;
    const draft = drafts.get(key) ?? null;
    const isOut = version !== null && version.published_revision > 0;
    return {
      article,
      language,
      state: stateOf({ version, draft, isHeld: held.has(key) }),
      since: isOut && draft === null ? version.published_at : '',
      by: null,
      assignee: draft?.assignee ?? null,
      is_touched: draft !== null && draft.touched_at !== null,
      publish_at: draft?.publish_at ?? null,
      confirmed: progress.get(key)?.confirmed ?? 0,
      segments: draft === null ? null : (progress.get(key)?.all ?? 0),
      published_revision: version?.published_revision ?? 0,
      changed_at: changedAt.get(article) ?? '',
    };
  });
  const words = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const { article, headline, state } of versions) {
    // The headline of a withdrawn version is gone.
    if (state !== 'withdrawn') words.get(article)?.push(...wordsOf(JSON.parse(headline) as string));
  }
  return { cells, words };
}

async function saveCells(trx: Trx, cells: readonly Insertable<Tables['cells']>[]): Promise<void> {
  await trx
    .insertInto('cells')
    .values(cells)
    .onConflict((conflict) =>
      conflict.columns(['article', 'language']).doUpdateSet(({ ref }) => ({
        state: ref('excluded.state'),
        since: ref('excluded.since'),
        by: ref('excluded.by'),
        assignee: ref('excluded.assignee'),
        is_touched: ref('excluded.is_touched'),
        publish_at: ref('excluded.publish_at'),
        confirmed: ref('excluded.confirmed'),
        segments: ref('excluded.segments'),
        published_revision: ref('excluded.published_revision'),
        changed_at: ref('excluded.changed_at'),
      })),
    )
    .execute();
}

async function saveWords(trx: Trx, words: ReadonlyMap<string, readonly string[]>): Promise<void> {
  const ids = [...words.keys()];
  // The database takes no list of lists of different lengths; words hold no spaces.
  const texts = [...words.values()].map((each) => [...new Set(each)].join(' '));
  await sql`
    update articles set words = made.words
    from (
      select id, array_to_tsvector(array_remove(string_to_array(text, ' '), '')) as words
      from unnest(${ids}::text[], ${texts}::text[]) as given (id, text)
    ) as made
    where articles.id = made.id and articles.words is distinct from made.words`.execute(trx);
}

/**
 * Makes the cells that are missing, as in a database of before there were any: at opening. Finding none costs a pass
 * through two indexes.
 */
export async function settleCells(db: Db, context: Pick<ActContext, 'now' | 'random'>): Promise<void> {
  let last = '';
  for (;;) {
    // From where the last ones ended, or each batch would pass over all that were done.
    const { rows } = await sql<{ article: string }>`
      select distinct article from (
        (select article from versions where article > ${last} and not exists (
          select from cells where cells.article = versions.article and cells.language = versions.language
        ) order by article limit ${BATCH})
        union all
        (select article from drafts where article > ${last} and not exists (
          select from cells where cells.article = drafts.article and cells.language = drafts.language
        ) order by article limit ${BATCH})
      ) as missing order by article limit ${BATCH}`.execute(db);
    const articles = rows.map(({ article }) => article);
    last = articles.at(-1) ?? '';
    if (articles.length === 0) break;
    await db.transaction().execute((trx) => refreshCells(trx, articles, context));
  }
  await sumTallies(db, context);
}

/** How many cells are in each state. */
export async function loadCounts(db: Db): Promise<Record<State, number>> {
  const { rows } = await sql<{ state: State; count: number }>`
    select state, sum(change)::int as count from tallies group by state`.execute(db);
  const none = { arrived: 0, 'in-translation': 0, review: 0, ready: 0, published: 0, corrected: 0, withdrawn: 0 };
  return { ...none, ...Object.fromEntries(rows.map(({ state, count }) => [state, count])) };
}

/** Makes many sums of changes one a state, so that counting stays short: every half hour or so. */
export function sumTallies(db: Db, { now, random }: Pick<ActContext, 'now' | 'random'>): Promise<void> {
  return db.transaction().execute(async (trx) => {
    // What another process is summing up just now is left to it.
    const { rows } = await sql<{ id: string; state: string; change: number }>`
      select id, state, change from tallies order by id for update skip locked`.execute(trx);
    if (rows.length <= TALLIES) return;
    await trx
      .deleteFrom('tallies')
      .where(sql<boolean>`id = any(${rows.map(({ id }) => id)}::text[])`)
      .execute();
    const sums = [...Map.groupBy(rows, ({ state }) => state)].map(([state, each]) => ({
      id: `${now.getTime()}-${newArticleId(random)}`,
      state,
      change: each.reduce((sum, { change }) => sum + change, 0),
    }));
    const rest = sums.filter(({ change }) => change !== 0);
    if (rest.length > 0) await trx.insertInto('tallies').values(rest).execute();
  });
}
