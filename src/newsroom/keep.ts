import { sql, type Transaction, type Updateable } from 'kysely';
import {
  type ArticleBody,
  assignBlockIds,
  contentKey,
  directionOf,
  isArticleId,
  type NewBlock,
  newArticleId,
  newSalt,
  normaliseBody,
} from '../article/index.ts';
import { wordsFor } from '../compose/index.ts';
import { formatTime } from '../proof/index.ts';
import {
  type Arrival,
  addressIdentity,
  type ItemIdentity,
  type JoinedArrival,
  type JoinedWithdrawal,
} from '../source/index.ts';
import type { Tables } from '../tables/index.ts';
import { keepCorrectionTimes } from './correction-times.ts';
import { isOwnFault } from './own-fault.ts';
import { type Db, noteChange } from './versions.ts';

/** An arrival whose media were fetched: what can be kept. */
export interface ReadyArrival {
  readonly arrival: JoinedArrival;
  /** The blocks with media files in place of addresses, still without ids. */
  readonly blocks: readonly NewBlock[];
}

/** What keeping came to, for the log and the person at the terminal. */
export interface Kept {
  readonly added: number;
  readonly corrected: number;
  readonly withdrawn: number;
  /** Sentences about what was not kept, each naming source and item. */
  readonly warnings: readonly string[];
}

/** What keeping came to, with the arrivals that were not kept. */
export interface KeptArrivals extends Kept {
  readonly refused: readonly Arrival[];
}

interface Context {
  readonly now: Date;
  readonly random: (count: number) => Uint8Array;
}

/**
 * Takes what a poll brought into the newsroom's memory: new versions get their article and day for good, changed ones
 * a further revision, withdrawn ones lose their text. Everything it touches then waits to be published. Call it in the
 * transaction that also keeps the source's state: what is remembered as seen must have been kept. An arrival that the
 * database does not take is refused by itself; the others are kept.
 */
export async function keepArrivals(
  db: Transaction<Tables>,
  arrivals: readonly ReadyArrival[],
  withdrawals: readonly JoinedWithdrawal[],
  context: Context,
): Promise<KeptArrivals> {
  const warnings: string[] = [];
  const refused: Arrival[] = [];
  let added = 0;
  let corrected = 0;
  let withdrawn = 0;
  // The earliest language version decides the day of an article that is new in all of them.
  const inOrder = arrivals.toSorted((a, b) => (a.arrival.body.publishedAt < b.arrival.body.publishedAt ? -1 : 1));
  const started = new Map<string, string>();
  for (const ready of inOrder) {
    const outcome = await byItself(db, ready, () => keepArrival(db, ready, started, context));
    if (outcome === 'added') added += 1;
    else if (outcome === 'corrected') corrected += 1;
    else if (outcome !== 'unchanged') {
      refused.push(ready.arrival);
      warnings.push(outcome.warning);
    }
  }
  for (const withdrawal of withdrawals) if (await keepWithdrawal(db, withdrawal, context)) withdrawn += 1;
  return { added, corrected, withdrawn, warnings, refused };
}

type Outcome = 'added' | 'corrected' | 'unchanged' | { readonly warning: string };

/** Runs work on one arrival so that what the database refuses of it takes nothing else along. */
async function byItself(
  db: Transaction<Tables>,
  { arrival }: ReadyArrival,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  await sql`savepoint arrival`.execute(db);
  try {
    const outcome = await work();
    await sql`release savepoint arrival`.execute(db);
    return outcome;
  } catch (error) {
    if (!isOwnFault(error)) throw error;
    await sql`rollback to savepoint arrival`.execute(db);
    const { source, body } = arrival;
    return { warning: `${source}: "${body.headline}" cannot be kept: ${error.message}; left out` };
  }
}

const contentOf = (body: ArticleBody): string => contentKey(normaliseBody(body));

const pageOf = (address: string | null): string | null => (address === null ? null : addressIdentity(address));

/** Changes the row of a version. */
async function change(
  db: Db,
  { article, language }: { readonly article: string; readonly language: string },
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

/** The row of an item. */
function rowOf(db: Db, { source, key }: ItemIdentity) {
  return db.selectFrom('versions').selectAll().where('source', '=', source).where('item', '=', key).executeTakeFirst();
}

async function keepArrival(
  db: Db,
  { arrival, blocks }: ReadyArrival,
  started: Map<string, string>,
  context: Context,
): Promise<Outcome> {
  const { source, key, body: draft, takesOver } = arrival;
  const known = await rowOf(db, takesOver ?? arrival);
  const salt = newSalt(context.random);
  const address = arrival.address ?? null;
  if (known === undefined) {
    const article = await articleFor(db, arrival, started, context);
    const numbered = assignBlockIds([], blocks, 0);
    await db
      .insertInto('versions')
      .values({
        article,
        language: draft.language,
        source,
        item: key,
        address,
        page: pageOf(address),
        revision: 1,
        body: JSON.stringify({ ...draft, state: 'current', blocks: numbered.blocks } satisfies ArticleBody),
        content_hash: arrival.contentHash,
        salt,
        highest_block: numbered.used,
        wanted: 1,
        published: 0,
        published_at: draft.publishedAt,
      })
      .execute();
    await noteChange(db, article, context.now);
    await redrawSiblings(db, article, draft.language, context);
    return 'added';
  }
  if (takesOver !== undefined) await moveTo(db, known, arrival);
  if (known.content_hash === arrival.contentHash) {
    // The link to the original must not lead to where the site no longer is: same revision, new page.
    const hasMoved = takesOver !== undefined && address !== null && known.address !== address;
    if (hasMoved) await change(db, known, { address, salt, wanted: known.wanted + 1 });
    return 'unchanged';
  }
  if (known.language !== draft.language) {
    return {
      warning: `${source}: "${draft.headline}" was in ${known.language} and now says it is in ${draft.language}; kept as it was`,
    };
  }
  const before = JSON.parse(known.body) as ArticleBody;
  const numbered = assignBlockIds(before.blocks, blocks, known.highest_block);
  // What was never public is no correction, however often it changed before.
  const isPublic = known.published_revision > 0;
  const body: ArticleBody = {
    ...draft,
    state: isPublic ? 'corrected' : 'current',
    ...(isPublic ? { modifiedAt: draft.modifiedAt ?? formatTime(context.now) } : {}),
    blocks: keepCorrectionTimes(before.blocks, numbered.blocks),
  };
  // Of a version read back from its published page nobody knows what the source gave: its content tells.
  if (known.content_hash === '' && before.state !== 'withdrawn' && contentOf(body) === contentOf(before)) {
    await change(db, known, { address, content_hash: arrival.contentHash });
    return 'unchanged';
  }
  await change(db, known, {
    address,
    body: JSON.stringify(body),
    revision: known.published_revision + 1,
    content_hash: arrival.contentHash,
    salt,
    highest_block: numbered.used,
    wanted: known.wanted + 1,
    published_at: draft.publishedAt,
  });
  await noteChange(db, known.article, context.now);
  // A version that was withdrawn and comes back is linked again.
  if (before.state === 'withdrawn') await redrawSiblings(db, known.article, known.language, context);
  return 'corrected';
}

/**
 * The article a new version belongs to. A group is named by its article once that is kept; a group of this batch that
 * is not, gets a new article at its first version.
 */
async function articleFor(db: Db, arrival: Arrival, started: Map<string, string>, context: Context): Promise<string> {
  const { group, body } = arrival;
  const kept = started.get(group) ?? group;
  if (isArticleId(kept)) {
    const known = await db.selectFrom('articles').select('id').where('id', '=', kept).executeTakeFirst();
    if (known !== undefined) return known.id;
  }
  let id = newArticleId(context.random);
  while ((await db.selectFrom('articles').select('id').where('id', '=', id).executeTakeFirst()) !== undefined) {
    id = newArticleId(context.random);
  }
  // Never a day that has not come: its page would be dated before it could exist.
  const day = [body.publishedAt.slice(0, 10), formatTime(context.now).slice(0, 10)].sort()[0] ?? '';
  await db.insertInto('articles').values({ id, day }).execute();
  started.set(group, id);
  return id;
}

/** The other versions link to the changed one, or no longer do: same revision, new page. */
async function redrawSiblings(db: Db, article: string, language: string, context: Context): Promise<void> {
  const siblings = await db
    .selectFrom('versions')
    .select(['language', 'wanted'])
    .where('article', '=', article)
    .where('language', '<>', language)
    .execute();
  for (const sibling of siblings) {
    const values = { wanted: sibling.wanted + 1, salt: newSalt(context.random) };
    await change(db, { article, language: sibling.language }, values);
  }
}

/** Gives a version to another item: that source's word counts from now on. */
function moveTo(
  db: Db,
  version: { readonly article: string; readonly language: string },
  { source, key }: ItemIdentity,
): Promise<void> {
  return change(db, version, { source, item: key });
}

async function keepWithdrawal(db: Db, withdrawal: JoinedWithdrawal, context: Context): Promise<boolean> {
  const known = await rowOf(db, withdrawal.takesOver ?? withdrawal);
  if (known === undefined) return false;
  const before = JSON.parse(known.body) as ArticleBody;
  if (before.state === 'withdrawn') return false;
  if (withdrawal.takesOver !== undefined) await moveTo(db, known, withdrawal);
  await noteChange(db, known.article, context.now);
  if (known.published_revision === 0) {
    await db
      .deleteFrom('versions')
      .where('article', '=', known.article)
      .where('language', '=', known.language)
      .execute();
    await redrawSiblings(db, known.article, known.language, context);
    return true;
  }
  const reason: NewBlock[] =
    withdrawal.reason === undefined
      ? []
      : [{ type: 'paragraph', content: [{ type: 'text', text: withdrawal.reason }] }];
  const numbered = assignBlockIds([], reason, known.highest_block);
  const body: ArticleBody = {
    language: known.language,
    direction: directionOf(known.language),
    state: 'withdrawn',
    // Nothing of the text remains, its headline included.
    headline: wordsFor(known.language).withdrawn,
    sections: [],
    bylines: [],
    publishedAt: before.publishedAt,
    modifiedAt: withdrawal.withdrawnAt ?? formatTime(context.now),
    blocks: numbered.blocks,
  };
  await change(db, known, {
    // Addresses mostly spell out the headline.
    address: null,
    body: JSON.stringify(body),
    revision: known.published_revision + 1,
    content_hash: '',
    salt: newSalt(context.random),
    highest_block: numbered.used,
    wanted: known.wanted + 1,
  });
  await redrawSiblings(db, known.article, known.language, context);
  return true;
}
