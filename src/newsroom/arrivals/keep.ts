import { sql, type Transaction } from 'kysely';
import {
  type ArticleBody,
  assignBlockIds,
  contentKey,
  isArticleId,
  type NewBlock,
  newArticleId,
  newSalt,
  normaliseBody,
} from '../../article/index.ts';
import {
  type ActContext,
  type Arrived,
  applyText,
  bodyOf,
  changeVersion,
  DESK,
  dropHeld,
  followArrivals,
  heldUntil,
  holdRevision,
  loadVersion,
  lockArticle,
  nextBody,
  noteChange,
  pageOf,
  redrawSiblings,
  UNTIL_LET_GO,
  type VersionRow,
  withdrawVersion,
} from '../../editing/index.ts';
import { formatTime } from '../../proof/index.ts';
import type { Arrival, ItemIdentity, JoinedArrival, JoinedWithdrawal } from '../../source/index.ts';
import type { Tables } from '../../tables/index.ts';
import type { Db } from '../publishing/versions.ts';
import { isOwnFault } from './own-fault.ts';

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

/**
 * Takes what a poll brought into the newsroom's memory: new versions get their article and day for good, changed ones
 * a further revision, withdrawn ones lose their text; what the settings or an embargo hold back is kept apart until it is
 * let go. Everything it touches then waits to be published, and the desk's translations of it follow. Call it in the
 * transaction that also keeps the source's state: what is remembered as seen must have been kept. An arrival that the
 * database does not take is refused by itself; the others are kept.
 */
export async function keepArrivals(
  db: Transaction<Tables>,
  arrivals: readonly ReadyArrival[],
  withdrawals: readonly JoinedWithdrawal[],
  context: ActContext,
): Promise<KeptArrivals> {
  const warnings: string[] = [];
  const refused: Arrival[] = [];
  let added = 0;
  let corrected = 0;
  let withdrawn = 0;
  // The earliest language version decides the day of an article that is new in all of them.
  const inOrder = arrivals.toSorted((a, b) => (a.arrival.body.publishedAt < b.arrival.body.publishedAt ? -1 : 1));
  const started = new Map<string, string>();
  const arrived: Arrived[] = [];
  for (const ready of inOrder) {
    const outcome = await byItself(db, ready, () => keepArrival(db, ready, started, context));
    if (typeof outcome === 'object' && 'arrived' in outcome) {
      arrived.push(outcome.arrived);
      if (outcome.arrived.what === 'added') added += 1;
      else corrected += 1;
    } else if (outcome !== 'unchanged') {
      refused.push(ready.arrival);
      warnings.push(outcome.warning);
    }
  }
  for (const withdrawal of withdrawals) {
    const taken = await keepWithdrawal(db, withdrawal, context);
    if (taken === null) continue;
    arrived.push(taken);
    withdrawn += 1;
  }
  await followArrivals(db, arrived, context);
  return { added, corrected, withdrawn, warnings, refused };
}

type Outcome = { readonly arrived: Arrived } | 'unchanged' | { readonly warning: string };

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

/** The row of an item. */
function rowOf(db: Db, { source, key }: ItemIdentity): Promise<VersionRow | undefined> {
  return db.selectFrom('versions').selectAll().where('source', '=', source).where('item', '=', key).executeTakeFirst();
}

async function keepArrival(
  db: Transaction<Tables>,
  ready: ReadyArrival,
  started: Map<string, string>,
  context: ActContext,
): Promise<Outcome> {
  const { arrival } = ready;
  const known = await rowOf(db, arrival.takesOver ?? arrival);
  if (known !== undefined) return keepFurther(db, known, ready, context);
  const article = await articleFor(db, arrival, started, context);
  const embargo = (await lockArticle(db, article))?.hold_until ?? null;
  const { language } = arrival.body;
  const own = await loadVersion(db, { article, language });
  // What was translated here, and now comes from the newsroom itself: its word counts from now on.
  if (own?.source === DESK)
    return keepFurther(db, own, { ...ready, arrival: { ...arrival, takesOver: keyOf(own) } }, context);
  await addVersion(db, { article, isEmbargoed: embargo !== null }, ready, context);
  return { arrived: { article, language, what: 'added', source: arrival.source } };
}

const keyOf = ({ source, item }: VersionRow): ItemIdentity => ({ source, key: item });

async function addVersion(
  db: Transaction<Tables>,
  { article, isEmbargoed }: { readonly article: string; readonly isEmbargoed: boolean },
  { arrival, blocks }: ReadyArrival,
  { settings, now, random }: ActContext,
): Promise<void> {
  const { source, key, body: draft, contentHash } = arrival;
  const { language } = draft;
  const address = arrival.address ?? null;
  const numbered = assignBlockIds([], blocks, 0);
  const isHeld = settings.review.includes(language);
  await db
    .insertInto('versions')
    .values({
      article,
      language,
      source,
      item: key,
      address,
      page: pageOf(address),
      revision: 1,
      body: JSON.stringify({ ...draft, state: 'current', blocks: numbered.blocks } satisfies ArticleBody),
      content_hash: contentHash,
      salt: newSalt(random),
      highest_block: numbered.used,
      wanted: 1,
      published: 0,
      published_at: draft.publishedAt,
      hold_until: isHeld ? UNTIL_LET_GO : null,
    })
    .execute();
  await noteChange(db, article, now);
  // Nothing links to what is held back; letting it go draws the links.
  if (!isHeld && !isEmbargoed) await redrawSiblings(db, { article, language }, { now, random });
}

/** Keeps what came of a version that is known. */
async function keepFurther(
  db: Transaction<Tables>,
  known: VersionRow,
  { arrival, blocks }: ReadyArrival,
  context: ActContext,
): Promise<Outcome> {
  const { source, key, body: draft, takesOver, contentHash } = arrival;
  const address = arrival.address ?? null;
  const article = await lockArticle(db, known.article);
  if (takesOver !== undefined) await changeVersion(db, known, { source, item: key });
  if (known.content_hash === contentHash) {
    // What was held back is not what it says any more.
    await dropHeld(db, known);
    // The link to the original must not lead to where the site no longer is: same revision, new page.
    const hasMoved = takesOver !== undefined && address !== null && known.address !== address;
    if (hasMoved) await changeVersion(db, known, { address, salt: newSalt(context.random), wanted: known.wanted + 1 });
    return 'unchanged';
  }
  if (known.language !== draft.language) {
    return {
      warning: `${source}: "${draft.headline}" was in ${known.language} and now says it is in ${draft.language}; kept as it was`,
    };
  }
  const revision = { text: { ...draft, blocks }, contentHash, address };
  const before = bodyOf(known);
  // Of a version read back from its published page nobody knows what the source gave: its content tells.
  if (known.content_hash === '' && before.state !== 'withdrawn') {
    const { body } = nextBody(known, revision.text, context.now);
    if (contentOf(body) === contentOf(before)) {
      await changeVersion(db, known, { address, content_hash: contentHash });
      return 'unchanged';
    }
  }
  const arrived: Arrived = { article: known.article, language: known.language, what: 'changed', source };
  const isOut = known.published_revision > 0;
  const until = heldUntil(known, article ?? { hold_until: null }, context);
  if (isOut && until !== null) {
    await holdRevision(db, known, revision, until);
    return { arrived: { ...arrived, what: 'held' } };
  }
  await dropHeld(db, known);
  await applyText(db, known, revision, context);
  // What somebody let go is not what it says any more.
  if (!isOut && until === UNTIL_LET_GO) await changeVersion(db, known, { hold_until: UNTIL_LET_GO });
  const cameBack = before.state === 'withdrawn' || takesOver?.source === DESK;
  return { arrived: cameBack ? { ...arrived, what: 'added' } : arrived };
}

/**
 * The article a new version belongs to. A group is named by its article once that is kept; a group of this batch that
 * is not, gets a new article at its first version.
 */
async function articleFor(
  db: Db,
  arrival: Arrival,
  started: Map<string, string>,
  context: ActContext,
): Promise<string> {
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

async function keepWithdrawal(
  db: Transaction<Tables>,
  withdrawal: JoinedWithdrawal,
  context: ActContext,
): Promise<Arrived | null> {
  const known = await rowOf(db, withdrawal.takesOver ?? withdrawal);
  if (known === undefined) return null;
  await lockArticle(db, known.article);
  const { source, key, reason: text, withdrawnAt: at } = withdrawal;
  const { article, language } = known;
  const reason = { language, ...(text === undefined ? {} : { text }), ...(at === undefined ? {} : { at }) };
  if (!(await withdrawVersion(db, known, reason, context))) return null;
  if (withdrawal.takesOver !== undefined) await changeVersion(db, known, { source, item: key });
  return { article, language, what: 'withdrawn', source, reason };
}
