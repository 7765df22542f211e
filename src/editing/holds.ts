import type { Selectable } from 'kysely';
import { type ArticleBody, assignBlockIds } from '../article/index.ts';
import { formatTime } from '../proof/index.ts';
import type { Tables } from '../tables/index.ts';
import { type ActContext, type Trx, UNTIL_LET_GO } from './context.ts';
import { keepCorrectionTimes } from './correction-times.ts';
import type { VersionName } from './editing.ts';
import { isNote } from './notes.ts';
import {
  type ArrivedText,
  bodyOf,
  changeVersion,
  type Moment,
  redrawSiblings,
  reviseVersion,
  type VersionRow,
} from './version-rows.ts';

/** What came in for a version. */
export interface ArrivedRevision {
  readonly text: ArrivedText;
  readonly contentHash: string;
  readonly address: string | null;
}

type HeldRow = Selectable<Tables['held']>;

/**
 * The next body of a version of a source: blocks keep their ids, corrections their times, and notes of the desk stay. What
 * was never public is no correction.
 */
export function nextBody(
  known: VersionRow,
  text: ArrivedText,
  now: Date,
): { readonly body: ArticleBody; readonly highestBlock: number } {
  const before = bodyOf(known);
  const notes = before.state === 'withdrawn' ? [] : before.blocks.filter(isNote);
  const own = before.blocks.filter((block) => !isNote(block));
  const numbered = assignBlockIds(own, text.blocks, known.highest_block);
  const isPublic = known.published_revision > 0;
  const body: ArticleBody = {
    ...text,
    state: isPublic ? 'corrected' : 'current',
    ...(isPublic ? { modifiedAt: text.modifiedAt ?? formatTime(now) } : {}),
    blocks: [...keepCorrectionTimes(own, numbered.blocks), ...notes],
  };
  return { body, highestBlock: numbered.used };
}

/** Until when what arrives for a version that is out is held back; null when it goes on its way at once. */
export function heldUntil(
  { language, state, released_by }: VersionRow,
  article: { readonly hold_until: string | null },
  { settings, now }: Pick<ActContext, 'settings' | 'now'>,
): string | null {
  if (settings.review.includes(language)) return UNTIL_LET_GO;
  // What a person withdrew does not come back because its source says something again.
  if (state === 'withdrawn' && released_by !== null) return UNTIL_LET_GO;
  // The embargo itself holds it: it is looked at when this is due.
  return article.hold_until === null ? null : now.toISOString();
}

/** Keeps what came in for a version that is out, apart from it, until it may be seen. */
export async function holdRevision(
  trx: Trx,
  { article, language }: VersionName,
  { text, contentHash, address }: ArrivedRevision,
  until: string,
): Promise<void> {
  const values = { text: JSON.stringify(text), content_hash: contentHash, address, until, by: null };
  await trx
    .insertInto('held')
    .values({ article, language, ...values })
    .onConflict((conflict) => conflict.columns(['article', 'language']).doUpdateSet(values))
    .execute();
}

/** What is held back of a version; null when nothing is. */
export async function loadHeld(trx: Trx, { article, language }: VersionName): Promise<HeldRow | null> {
  const row = await trx
    .selectFrom('held')
    .selectAll()
    .where('article', '=', article)
    .where('language', '=', language)
    .executeTakeFirst();
  return row ?? null;
}

/** Forgets what is held back of a version. */
export async function dropHeld(trx: Trx, { article, language }: VersionName): Promise<void> {
  await trx.deleteFrom('held').where('article', '=', article).where('language', '=', language).execute();
}

/** Gives a version what came in for it. */
export async function applyText(
  trx: Trx,
  known: VersionRow,
  { text, contentHash, address }: ArrivedRevision,
  context: Moment,
  releasedBy: string | null = null,
): Promise<void> {
  const next = nextBody(known, text, context.now);
  await reviseVersion(trx, known, { ...next, contentHash, address, releasedBy }, context);
}

/** Gives a version what was held back of it, as if it came in now. */
export async function applyHeld(
  trx: Trx,
  known: VersionRow,
  held: HeldRow,
  by: string | null,
  context: Moment,
): Promise<void> {
  await dropHeld(trx, known);
  const text = JSON.parse(held.text) as ArrivedText;
  await applyText(trx, known, { text, contentHash: held.content_hash, address: held.address }, context, by);
}

/** Lets a version that was never out go: its sisters link to it from now on, or from the end of an embargo. */
export async function letGo(
  trx: Trx,
  known: VersionRow,
  { by, isEmbargoed }: { readonly by: string | null; readonly isEmbargoed: boolean },
  context: Moment,
): Promise<void> {
  await changeVersion(trx, known, { hold_until: null, released_by: by });
  if (!isEmbargoed) await redrawSiblings(trx, known, context);
}
