import type { Selectable, Updateable } from 'kysely';
import {
  type ArticleBody,
  assignBlockIds,
  directionOf,
  type Inline,
  type NewBlock,
  newSalt,
} from '../article/index.ts';
import { wordsFor } from '../compose/index.ts';
import { formatTime } from '../proof/index.ts';
import { addressIdentity } from '../source/index.ts';
import type { Tables } from '../tables/index.ts';
import { type ActContext, type Db, DESK, type Trx, UNTIL_LET_GO } from './context.ts';
import type { VersionName } from './editing.ts';

/** A row of `versions`. */
export type VersionRow = Selectable<Tables['versions']>;

/** What came in for a version: its text with media fetched, the blocks without ids. */
export type ArrivedText = Omit<ArticleBody, 'state' | 'translation' | 'blocks'> & {
  readonly blocks: readonly NewBlock[];
};

/** What happens to a version needs the moment and fresh salts. */
export type Moment = Pick<ActContext, 'now' | 'random'>;

/** The row of a version; null when there is none. */
export async function loadVersion(db: Db, { article, language }: VersionName): Promise<VersionRow | null> {
  const row = await db
    .selectFrom('versions')
    .selectAll()
    .where('article', '=', article)
    .where('language', '=', language)
    .executeTakeFirst();
  return row ?? null;
}

/** The rows of all versions of an article, by language. */
export function loadVersions(db: Db, article: string): Promise<VersionRow[]> {
  return db.selectFrom('versions').selectAll().where('article', '=', article).orderBy('language').execute();
}

export const bodyOf = ({ body }: Pick<VersionRow, 'body'>): ArticleBody => JSON.parse(body) as ArticleBody;

/** What tells an address from others, for the column of that name. */
export const pageOf = (address: string | null): string | null => (address === null ? null : addressIdentity(address));

/** Changes the row of a version. */
export async function changeVersion(
  db: Db,
  { article, language }: VersionName,
  values: Updateable<Tables['versions']>,
): Promise<void> {
  const { address } = values;
  await db
    .updateTable('versions')
    .set(address === undefined ? values : { ...values, page: pageOf(address) })
    .where('article', '=', article)
    .where('language', '=', language)
    .execute();
}

/** Notes that something of an article came in, was published, corrected or withdrawn. */
export async function noteChange(db: Db, article: string, at: Date): Promise<void> {
  await db.updateTable('articles').set({ changed_at: at.toISOString() }).where('id', '=', article).execute();
}

/** The other versions link to the changed one, or no longer do: same revision, new page. */
export async function redrawSiblings(db: Db, { article, language }: VersionName, { random }: Moment): Promise<void> {
  const siblings = await db
    .selectFrom('versions')
    .select(['language', 'wanted'])
    .where('article', '=', article)
    .where('language', '<>', language)
    .execute();
  for (const sibling of siblings) {
    const values = { wanted: sibling.wanted + 1, salt: newSalt(random) };
    await changeVersion(db, { article, language: sibling.language }, values);
  }
}

/**
 * Gives a version its next text. The one it replaces is remembered where it was out; where nothing was, there is nothing
 * to correct, however often the text changed before.
 */
export async function reviseVersion(
  trx: Trx,
  known: VersionRow,
  next: {
    readonly body: ArticleBody;
    readonly highestBlock: number;
    readonly contentHash: string;
    readonly address: string | null;
    readonly releasedBy: string | null;
  },
  { now, random }: Moment,
): Promise<void> {
  await rememberRevision(trx, known);
  const { body, highestBlock, contentHash, address, releasedBy } = next;
  await changeVersion(trx, known, {
    address,
    body: JSON.stringify(body),
    revision: known.published_revision + 1,
    content_hash: contentHash,
    salt: newSalt(random),
    highest_block: highestBlock,
    wanted: known.wanted + 1,
    published_at: body.publishedAt,
    released_by: releasedBy,
  });
  await noteChange(trx, known.article, now);
  // A version that was withdrawn and comes back is linked again; one that was never out is when it is let go.
  if (known.state === 'withdrawn' && known.published_revision > 0) await redrawSiblings(trx, known, { now, random });
}

/** Keeps the text that is out, for those who compare revisions. */
async function rememberRevision(trx: Trx, known: VersionRow): Promise<void> {
  const { revision, published_revision: published, published_edition: number, state } = known;
  if (published === 0 || published !== revision || state === 'withdrawn') return;
  const edition =
    number === null
      ? undefined
      : await trx.selectFrom('editions').select('time').where('number', '=', number).executeTakeFirst();
  await rememberBody(trx, known, edition?.time ?? null);
}

/** Keeps a text that was out, with the time of its edition where that is known. */
export async function rememberBody(
  trx: Trx,
  known: Pick<VersionRow, 'article' | 'language' | 'revision' | 'body' | 'released_by'>,
  time: string | null,
): Promise<void> {
  const { article, language, revision, body, released_by: by } = known;
  const { modifiedAt, publishedAt } = bodyOf(known);
  const at = time ?? modifiedAt ?? publishedAt;
  await trx
    .insertInto('revisions')
    .values({ article, language, revision, body, by, at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Why a version is withdrawn. */
export interface WithdrawalReason {
  /** Plain text; absent when nobody gave one. */
  readonly text?: string;
  /** Language of that text. */
  readonly language: string;
  /** UTC, seconds; absent for now. */
  readonly at?: string;
  /** Name of the person who withdrew it; absent where its source did. */
  readonly by?: string;
}

/**
 * Puts the reason in place of a version's text, everywhere it is kept; one that was never out goes without a trace. Its
 * draft and segments are the caller's. False when it is withdrawn already and nothing came after that.
 */
export async function withdrawVersion(
  trx: Trx,
  known: VersionRow,
  reason: WithdrawalReason,
  { now, random }: Moment,
): Promise<boolean> {
  const { article, language } = known;
  const ofIt = async (table: 'held' | 'revisions'): Promise<bigint> => {
    const gone = trx.deleteFrom(table).where('article', '=', article).where('language', '=', language);
    return (await gone.executeTakeFirst()).numDeletedRows;
  };
  const dropped = await ofIt('held');
  if (known.state === 'withdrawn') return dropped > 0n;
  await ofIt('revisions');
  await noteChange(trx, article, now);
  // One that is going out at this moment leaves a trace: its page comes, and the next edition gives the reason.
  const wasSeen = known.published_revision > 0 || known.going_out;
  if (!wasSeen && (reason.by === undefined || known.source === DESK)) {
    await trx.deleteFrom('versions').where('article', '=', article).where('language', '=', language).execute();
    return true;
  }
  const numbered = assignBlockIds([], reasonBlocks(reason, language), known.highest_block);
  const body: ArticleBody = {
    language,
    direction: directionOf(language),
    state: 'withdrawn',
    // Nothing of the text remains, its headline included.
    headline: wordsFor(language).withdrawn,
    sections: [],
    bylines: [],
    publishedAt: bodyOf(known).publishedAt,
    modifiedAt: reason.at ?? formatTime(now),
    blocks: numbered.blocks,
  };
  await changeVersion(trx, known, {
    // Addresses mostly spell out the headline.
    address: null,
    body: JSON.stringify(body),
    revision: known.published_revision + 1,
    content_hash: '',
    salt: newSalt(random),
    highest_block: numbered.used,
    wanted: known.wanted + 1,
    released_by: reason.by ?? null,
    // What was never out has no page that could give the reason; its source may not bring it back by itself.
    ...(known.published_revision === 0 ? { hold_until: UNTIL_LET_GO } : {}),
  });
  // Nothing links to what was not seen, and a page that is drawn again for it would tell of it.
  if (wasSeen) await redrawSiblings(trx, known, { now, random });
  return true;
}

/** The reason as the page has it: of a sister version it may be in another language, and says so. */
function reasonBlocks({ text, language: spoken }: WithdrawalReason, language: string): NewBlock[] {
  if (text === undefined) return [];
  const content: readonly Inline[] = [{ type: 'text', text }];
  if (spoken === language) return [{ type: 'paragraph', content }];
  return [
    { type: 'paragraph', content: [{ type: 'foreign', language: spoken, direction: directionOf(spoken), content }] },
  ];
}
