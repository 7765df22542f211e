import type { Kysely, Transaction } from 'kysely';
import type { Settings } from '../platform/config/index.ts';
import type { Tables } from '../tables/index.ts';
import type { VersionName } from './editing.ts';

/** The database, or a transaction on it. */
export type Db = Kysely<Tables> | Transaction<Tables>;

/** A transaction in which the article's row is locked: whoever changes anything of an article takes it first. */
export type Trx = Transaction<Tables>;

/**
 * The jobs that acts of editors cause. `translate`: fill in a draft from memory and engine (`translateDraft`). `publish-due`:
 * something may be published now; the publishing process only has to wake up for it.
 */
export type EditingQueue = 'translate' | 'publish-due';

/**
 * Enqueues a job in the transaction of the act that causes it: both are kept or neither. Jobs of one `key` that wait are
 * one; `startAfter` is the earliest time.
 */
export type Enqueue = (
  trx: Trx,
  queue: EditingQueue,
  data: VersionName,
  options?: { readonly key?: string; readonly startAfter?: Date },
) => Promise<void>;

/** What of the settings editing goes by. */
export interface EditingSettings extends Pick<Settings, 'translations' | 'review'> {
  readonly languages: readonly string[];
}

/** What an act needs: the moment it is done at, and what it causes. */
export interface ActContext {
  readonly settings: EditingSettings;
  readonly now: Date;
  readonly random: (count: number) => Uint8Array;
  readonly enqueue: Enqueue;
}

/** Far off: until somebody lets it go. */
export const UNTIL_LET_GO = '9999-12-31T00:00:00.000Z';

/** The source of versions that are made at the desk; addresses, which name all others, are never this. */
export const DESK = 'desk';

/** Takes the article for this transaction: acts on one article come one after the other, in whatever process. */
export async function lockArticle(
  trx: Trx,
  article: string,
): Promise<{ day: string; hold_until: string | null } | null> {
  const row = await trx
    .selectFrom('articles')
    .select(['day', 'hold_until'])
    .where('id', '=', article)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row ?? null;
}

/** Enqueues the translation of a draft, once however often it is asked for while it waits. */
export function enqueueTranslation(
  trx: Trx,
  { article, language }: VersionName,
  { enqueue }: ActContext,
): Promise<void> {
  return enqueue(trx, 'translate', { article, language }, { key: `${article} ${language}` });
}

/** Wakes the process that publishes: now, or when something is due. */
export function enqueueDue(
  trx: Trx,
  { article, language }: VersionName,
  at: Date | null,
  { enqueue }: ActContext,
): Promise<void> {
  const key = `${article} ${language} ${at?.toISOString() ?? 'now'}`;
  return enqueue(trx, 'publish-due', { article, language }, { key, ...(at === null ? {} : { startAfter: at }) });
}
