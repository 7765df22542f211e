import { type Kysely, sql } from 'kysely';
import { type ArticleBody, teaserOf } from '../article/index.ts';
import { readPublishedHead } from '../edition/index.ts';
import type { Settings } from '../platform/config/index.ts';
import { articlePath, type ReadFile } from '../proof/index.ts';
import type { Tables } from '../tables/index.ts';
import { loadCarrierStates, UNTRIED } from './carriers/carrier-states.ts';
import { carrierId } from './carriers/carrier-target.ts';
import type { HeldEdition } from './carriers/held.ts';
import type { ArticleOverview, CarrierOverview, Overview, SourceOverview, VersionOverview } from './overview.ts';
import { loadEditions } from './publishing/edition-history.ts';

/** Articles in an overview. */
const ARTICLES = 40;
/** Editions in an overview. */
const EDITIONS = 20;
/** Of the reason for a withdrawal: about what a headline takes. */
const REASON_CHARACTERS = 120;

interface OverviewParts {
  readonly db: Kysely<Tables>;
  readonly settings: Settings;
  readonly fingerprint: string;
  /** Reads the edition as published. */
  readonly read: ReadFile;
  /** What a place was seen to hold by this process; undefined where nobody looked. */
  readonly heldAt: (id: string) => HeldEdition | null | undefined;
  readonly articleCount: number;
  readonly provenAt: Date | null;
}

/** Puts together what goes on; see `Overview`. */
export async function loadOverview(parts: OverviewParts): Promise<Overview> {
  const { db, settings, fingerprint, articleCount, provenAt } = parts;
  const { newsroom, title, home, languages } = settings;
  const newest = (await readPublishedHead(parts.read))?.edition.number ?? 0;
  const states = await loadCarrierStates(db);
  const carriers = settings.carriers.map((carrier): CarrierOverview => {
    const id = carrierId(carrier);
    const { holds: known, failure } = states.get(id) ?? UNTRIED;
    const seen = parts.heldAt(id);
    const holds = seen === undefined ? known : seen;
    return {
      name: carrier.name,
      group: carrier.group ?? carrier.name,
      address: carrier.address ?? null,
      holds,
      behind: holds === null ? null : Math.max(0, newest - holds.number),
      failure,
    };
  });
  return {
    newsroom,
    title,
    home,
    languages,
    fingerprint,
    sources: await loadSources(db, settings),
    articleCount,
    articles: await loadArticles(db, { languages, carriers, newest }),
    editions: await loadEditions(db, { limit: EDITIONS }),
    carriers,
    provenAt,
  };
}

/** Articles that have a version. Goes through their index, so ask only when something came in. */
export async function countArticles(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from articles
    where exists (select from versions where versions.article = articles.id)`.execute(db);
  return rows[0]?.count ?? 0;
}

async function loadSources(db: Kysely<Tables>, { sources }: Settings): Promise<SourceOverview[]> {
  const rows = await db.selectFrom('sources').select(['address', 'failure']).execute();
  const failures = new Map(rows.map(({ address, failure }) => [address, failure]));
  return sources.map(({ address }) => ({ address, failure: failures.get(address) ?? null }));
}

interface Carrying {
  readonly languages: readonly string[];
  readonly carriers: readonly CarrierOverview[];
  /** Number of the newest edition. */
  readonly newest: number;
}

async function loadArticles(db: Kysely<Tables>, carrying: Carrying): Promise<ArticleOverview[]> {
  const articles = await db
    .selectFrom('articles')
    .selectAll()
    // What was taken back before anybody saw it leaves an article without versions.
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('versions').select('language').whereRef('versions.article', '=', 'articles.id')),
    )
    .orderBy('changed_at', 'desc')
    .orderBy('day', 'desc')
    .orderBy('id')
    .limit(ARTICLES)
    .execute();
  if (articles.length === 0) return [];
  const ids = articles.map(({ id }) => id);
  const rows = await db
    .selectFrom('versions')
    .select(['article', 'language', 'headline', 'state', 'revision', 'waits', 'published_at'])
    .select(['published_revision', 'published_edition'])
    // Of a withdrawn version nothing but the reason.
    .select(sql<string | null>`case when state = 'withdrawn' then body end`.as('reason_body'))
    .where(sql<boolean>`article = any(${ids}::text[])`)
    .execute();
  const versions = Map.groupBy(rows, ({ article }) => article);
  const newestOf = (id: string): string =>
    (versions.get(id) ?? [])
      .map((row) => row.published_at)
      .sort()
      .at(-1) ?? '';
  return (
    articles
      .map(({ id, day, changed_at }) => ({ id, day, changed_at, newest: newestOf(id) }))
      // Of those that came in together the newest first.
      .sort((a, b) => compare(b.changed_at, a.changed_at) || compare(b.newest, a.newest) || compare(a.id, b.id))
      .map(({ id, day, changed_at }) => ({
        article: id,
        day,
        changedAt: new Date(changed_at),
        versions: (versions.get(id) ?? [])
          .sort((a, b) => rank(a.language, carrying) - rank(b.language, carrying) || compare(a.language, b.language))
          .map((row) => versionOf(row, day, carrying)),
      }))
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Languages that left the settings come last. */
function rank(language: string, { languages }: Carrying): number {
  const at = languages.indexOf(language);
  return at < 0 ? languages.length : at;
}

interface VersionRow {
  readonly article: string;
  readonly language: string;
  readonly headline: string;
  readonly reason_body: string | null;
  readonly state: VersionOverview['state'];
  readonly revision: number;
  readonly waits: boolean;
  readonly published_revision: number;
  readonly published_edition: number | null;
}

function versionOf(row: VersionRow, day: string, { carriers, newest }: Carrying): VersionOverview {
  const { article, language, revision, published_revision: published, published_edition: edition } = row;
  // One that waits for nothing but a page drawn again is out; one of which no edition is known and that waits is not.
  const isOut = revision === published && !(row.waits && edition === null);
  // An edition nobody knows the number of is at most the newest.
  const needed = edition ?? newest;
  return {
    language,
    headline: reasonOf(row) || (JSON.parse(row.headline) as string),
    revision,
    state: row.state,
    stage: isOut ? 'published' : 'waiting',
    edition: isOut ? edition : null,
    carriedBy: isOut
      ? carriers.filter(({ holds }) => holds !== null && holds.number >= needed).map(({ name }) => name)
      : [],
    path: articlePath(language, day, article),
  };
}

/** Why a version was withdrawn; empty when nobody said why, or it is not. */
function reasonOf({ reason_body: body }: VersionRow): string {
  return body === null ? '' : teaserOf(JSON.parse(body) as ArticleBody, REASON_CHARACTERS);
}
