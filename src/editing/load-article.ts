import { type ArticleBody, assignBlockIds } from '../article/index.ts';
import { loadTerms, lookUp, termsIn } from '../translate/index.ts';
import { type ActContext, type Db, DESK, UNTIL_LET_GO } from './context.ts';
import { originalOf } from './draft-acts.ts';
import { loadDraftRow } from './draft-rows.ts';
import type { VersionName } from './editing.ts';
import { cellOf, inOrder } from './load-articles.ts';
import { type ArrivedText, bodyOf, loadVersion, loadVersions } from './version-rows.ts';
import type { ArticleView, RevisionView, SegmentHelp } from './views.ts';

/** Matches of the memory beside a segment. */
const MATCHES = 5;

type Settled = Pick<ActContext, 'settings'>;

/** One article with everything there is of it; see `Editing.article`. */
export async function loadArticle(db: Db, article: string, { settings }: Settled): Promise<ArticleView | null> {
  const row = await db.selectFrom('articles').selectAll().where('id', '=', article).executeTakeFirst();
  if (row === undefined) return null;
  const { languages } = settings;
  const cells = await db.selectFrom('cells').selectAll().where('article', '=', article).execute();
  const versions = await loadVersions(db, article);
  const held = await db.selectFrom('held').selectAll().where('article', '=', article).execute();
  const translatable = languages.flatMap((language) => {
    const isTaken = cells.some(
      (cell) => cell.language === language && (cell.segments !== null || cell.state !== 'withdrawn'),
    );
    const own = versions.find((each) => each.language === language);
    const isSources = own !== undefined && own.source !== DESK && own.source !== '';
    const from = isTaken || isSources ? null : (originalOf(versions, language, { settings })?.language ?? null);
    return from === null ? [] : [{ language, from }];
  });
  return {
    article,
    day: row.day,
    holdUntil: row.hold_until,
    cells: inOrder(cells.map(cellOf), languages),
    versions: inOrder(
      versions.map((version) => ({
        language: version.language,
        revision: version.revision,
        edition: version.published_edition,
        body: bodyOf(version),
      })),
      languages,
    ),
    held: held.map(({ language, until, text }) => {
      const { blocks, ...rest } = JSON.parse(text) as ArrivedText;
      const before = versions.find((each) => each.language === language);
      const numbered = assignBlockIds(
        before === undefined ? [] : bodyOf(before).blocks,
        blocks,
        before?.highest_block ?? 0,
      );
      const body: ArticleBody = { ...rest, state: 'corrected', blocks: numbered.blocks };
      return { language, until: until === UNTIL_LET_GO ? null : until, body };
    }),
    translatable,
  };
}

/** What stands beside one segment: what the memory has, and the terms in it; see `Editing.help`. */
export async function loadHelp(
  db: Db,
  { article, language, key }: VersionName & { readonly key: string },
): Promise<SegmentHelp> {
  const draft = await loadDraftRow(db, { article, language });
  const row = await db
    .selectFrom('segments')
    .select('source')
    .where('article', '=', article)
    .where('language', '=', language)
    .where('key', '=', key)
    .executeTakeFirst();
  if (draft === null || row === undefined) return { matches: [], terms: [] };
  const direction = { from: draft.from_language, to: language };
  const matches = await lookUp(db, { ...direction, text: row.source }, MATCHES);
  const terms = termsIn(row.source, await loadTerms(db, direction));
  return { matches, terms: terms.map(({ source, target, kind, note }) => ({ source, target, kind, note })) };
}

/** Revisions that are or were out, the newest first; see `Editing.revisions`. */
export async function loadRevisions(db: Db, { article, language }: VersionName): Promise<RevisionView[]> {
  const version = await loadVersion(db, { article, language });
  if (version === null) return [];
  const rows = await db
    .selectFrom('revisions')
    .selectAll()
    .where('article', '=', article)
    .where('language', '=', language)
    .orderBy('revision', 'desc')
    .execute();
  const before = rows.map(({ revision, at, by, body: text }): RevisionView => {
    const body = JSON.parse(text) as ArticleBody;
    return { revision, time: at, state: body.state, by, body };
  });
  const { published_revision: published, revision, released_by: by, published_edition: number } = version;
  if (published === 0 || published !== revision) return before;
  const edition =
    number === null
      ? undefined
      : await db.selectFrom('editions').select('time').where('number', '=', number).executeTakeFirst();
  const body = bodyOf(version);
  const time = edition?.time ?? body.modifiedAt ?? body.publishedAt;
  return [{ revision, time, state: body.state, by, body: body.state === 'withdrawn' ? null : body }, ...before];
}
