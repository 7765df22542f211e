import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Settings } from '../../platform/config/index.ts';
import {
  type Alternate,
  type Arrival,
  type Draft,
  emptySourceState,
  type Push,
  readPush,
  SourceError,
  type Withdrawal,
} from '../../source/index.ts';
import type { Tables } from '../../tables/index.ts';
import { knownLanguage } from './came-in.ts';
import type { FetchedSource } from './fetch.ts';

/** Where a pushed item stands. */
export interface PushedItem {
  readonly item: string;
  /** `waiting`: the publishing process takes it at its next round. */
  readonly state: 'waiting' | 'kept' | 'refused';
  readonly reason: string | null;
  /** The article it is a version of; null while there is none. */
  readonly article: string | null;
  readonly language: string | null;
  /** The revision that is out; 0 while none is. */
  readonly publishedRevision: number;
}

/** What came of a push. */
export type PushOutcome =
  | { readonly outcome: 'taken' }
  /** It cannot be carried; a sentence that says why. */
  | { readonly outcome: 'refused'; readonly reason: string };

/**
 * Articles that programs give in. What is taken is on the disk, and goes the way of every source at the next round of the
 * process that publishes. A push of an item that was pushed before is its next revision; of the same text it is nothing.
 */
export interface Pushes {
  /** @param group items of one group are languages of one article */
  save(source: string, item: string, group: string, push: Push): Promise<PushOutcome>;
  /** Takes an item back. */
  withdraw(source: string, item: string, reason: string | null): Promise<PushOutcome>;
  /** Null for what was never pushed. */
  find(source: string, item: string): Promise<PushedItem | null>;
}

/** What pushes need. */
export interface PushPorts {
  readonly db: Kysely<Tables>;
  readonly now: () => Date;
  readonly settings: () => Pick<Settings, 'languages'>;
  /** Wakes the process that publishes, once the transaction is through. */
  readonly wake: (trx: Transaction<Tables>) => Promise<void>;
}

/** What is kept of a push until it is taken. */
type Document =
  | {
      readonly kind: 'article';
      readonly draft: Draft;
      readonly contentHash: string;
      readonly address: string | null;
      readonly alternates: readonly Alternate[];
    }
  | { readonly kind: 'withdrawal'; readonly reason: string | null; readonly at: string };

type Row = Selectable<Tables['pushed']>;

/** What every source of pushes is called: addresses, which name all others, never begin so. */
const PUSH = 'push:';

export function openPushes({ db, now, settings, wake }: PushPorts): Pushes {
  async function keep(source: string, item: string, group: string, document: Document): Promise<void> {
    const values = { state: 'waiting', document: JSON.stringify(document), reason: null } as const;
    const pushedAt = now().toISOString();
    await db.transaction().execute(async (trx) => {
      await trx
        .insertInto('pushed')
        .values({ source, item, group_key: group, push: 1, pushed_at: pushedAt, ...values })
        .onConflict((conflict) =>
          conflict
            .columns(['source', 'item'])
            .doUpdateSet({ ...values, pushed_at: pushedAt, push: sql`pushed.push + 1` }),
        )
        .execute();
      await wake(trx);
    });
  }
  const rowOf = (source: string, item: string) =>
    db.selectFrom('pushed').selectAll().where('source', '=', source).where('item', '=', item).executeTakeFirst();
  const versionOf = (source: string, item: string) =>
    db.selectFrom('versions').selectAll().where('source', '=', source).where('item', '=', item).executeTakeFirst();

  return {
    async save(source, item, group, push) {
      let read: ReturnType<typeof readPush>;
      try {
        read = readPush(push, `${source} ${item}`);
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        return { outcome: 'refused', reason: error.message };
      }
      const { draft, contentHash } = read;
      const language = knownLanguage(draft.language, settings().languages);
      const version = await versionOf(source, item);
      if (language === null && version?.language !== draft.language)
        return { outcome: 'refused', reason: `${draft.language} is no language of this newsroom.` };
      if (version !== undefined && language !== null && version.language !== language) {
        const reason = `The item was in ${version.language}, and an item keeps its language: push the other under an id of its own, in the same group.`;
        return { outcome: 'refused', reason };
      }
      const { address = null, alternates = [] } = push;
      await keep(source, item, group, { kind: 'article', draft, contentHash, address, alternates });
      return { outcome: 'taken' };
    },
    async withdraw(source, item, reason) {
      const row = await rowOf(source, item);
      if (row === undefined) return { outcome: 'refused', reason: 'Nothing was pushed under that id.' };
      await keep(source, item, row.group_key, { kind: 'withdrawal', reason, at: now().toISOString() });
      return { outcome: 'taken' };
    },
    async find(source, item) {
      const row = await rowOf(source, item);
      if (row === undefined) return null;
      const version = await versionOf(source, item);
      return {
        item,
        state: row.state,
        reason: row.reason,
        article: version?.article ?? null,
        language: version?.language ?? null,
        publishedRevision: version?.published_revision ?? 0,
      };
    },
  };
}

/** A push that was taken up, and is settled once it was kept. */
interface TakenPush {
  readonly source: string;
  readonly item: string;
  readonly push: number;
  readonly contentHash: string | null;
  readonly headline: string;
}

/** What was pushed, as sources that were polled; and which pushes these are, for `settlePushes`. */
export interface LoadedPushes {
  readonly fetched: readonly FetchedSource[];
  readonly taken: readonly TakenPush[];
}

/** Everything that was pushed and waits, as if each program's items had been polled. */
export async function loadPushes(db: Kysely<Tables>): Promise<LoadedPushes> {
  const rows = await db.selectFrom('pushed').selectAll().where('state', '=', 'waiting').orderBy('pushed_at').execute();
  const taken: TakenPush[] = [];
  const fetched: FetchedSource[] = [];
  for (const [source, items] of Map.groupBy(rows, (row) => row.source)) {
    const arrivals: Arrival[] = [];
    const withdrawals: Withdrawal[] = [];
    for (const row of items) {
      const document = JSON.parse(row.document) as Document;
      const { item, push } = row;
      if (document.kind === 'article') {
        const { draft, contentHash, address, alternates } = document;
        const isKnown = (await articleOf(db, row, [row.item])) !== null;
        arrivals.push({
          status: isKnown ? 'changed' : 'new',
          source,
          key: item,
          group: await groupOf(db, row, draft.language),
          alternates,
          body: draft,
          contentHash,
          ...(address === null ? {} : { address }),
        });
        taken.push({ source, item, push, contentHash, headline: draft.headline });
      } else {
        const { reason, at } = document;
        withdrawals.push({
          source,
          key: item,
          language: 'und',
          evidence: 'tombstone',
          withdrawnAt: `${at.slice(0, 19)}Z`,
          ...(reason === null ? {} : { reason }),
        });
        taken.push({ source, item, push, contentHash: null, headline: '' });
      }
    }
    fetched.push({
      settings: { name: source, kind: 'feed', address: source },
      poll: { outcome: 'read', state: emptySourceState(), arrivals, withdrawals, warnings: [] },
    });
  }
  return { fetched, taken };
}

/** The article that has one of these items of a source; null when none has. */
async function articleOf(db: Kysely<Tables>, { source }: Row, items: readonly string[]): Promise<string | null> {
  const version = await db
    .selectFrom('versions')
    .select('article')
    .where('source', '=', source)
    .where('item', 'in', [...items])
    .limit(1)
    .executeTakeFirst();
  return version?.article ?? null;
}

/** The article of the item's group, as long as that has no version of this language; else a group for itself. */
async function groupOf(db: Kysely<Tables>, row: Row, language: string): Promise<string> {
  const { source, group_key } = row;
  const members = await db
    .selectFrom('pushed')
    .select('item')
    .where('source', '=', source)
    .where('group_key', '=', group_key)
    .execute();
  const article = await articleOf(
    db,
    row,
    members.map(({ item }) => item),
  );
  if (article === null) return `${source} ${group_key}`;
  const other = await db
    .selectFrom('versions')
    .select('item')
    .where('article', '=', article)
    .where('language', '=', language)
    .executeTakeFirst();
  return other === undefined || other.item === row.item ? article : `${source} ${group_key} ${row.item}`;
}

/** Notes what became of pushes that were taken up; one that was pushed again meanwhile waits on. */
export async function settlePushes(
  db: Kysely<Tables>,
  taken: readonly TakenPush[],
  warnings: readonly string[],
): Promise<void> {
  for (const { source, item, push, contentHash, headline } of taken) {
    const version = await db
      .selectFrom('versions')
      .select(['content_hash', 'state'])
      .where('source', '=', source)
      .where('item', '=', item)
      .executeTakeFirst();
    const isThere =
      contentHash === null
        ? version === undefined || version.state === 'withdrawn'
        : version?.content_hash === contentHash;
    const why = warnings.find((warning) => warning.startsWith(source) && warning.includes(headline));
    // What is held back is kept elsewhere; nobody warns of it.
    const isKept = isThere || why === undefined;
    await db
      .updateTable('pushed')
      .set({
        state: isKept ? 'kept' : 'refused',
        document: '',
        reason: isKept ? null : why,
      })
      .where('source', '=', source)
      .where('item', '=', item)
      .where('push', '=', push)
      .execute();
  }
}

/** Sources of the programs that may push: nobody else goes on with what is theirs, as it is with the sources of the settings. */
export async function loadPushSources(db: Kysely<Tables>, now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('tokens')
    .select('name')
    .where('scopes', 'like', '%"push"%')
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now.toISOString())]))
    .execute();
  return rows.map(({ name }) => pushSource(name));
}

/** The source that pushes of a token come from; the same for a token of the same name that replaces it. */
export function pushSource(token: string): string {
  return `${PUSH}${encodeURIComponent(token)}`;
}
