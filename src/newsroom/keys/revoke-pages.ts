import type { ActContext } from '../../editing/index.ts';
import { cosignatureBytes, type PageDraft, readPublishedHead, readTrust } from '../../edition/index.ts';
import type { Settings } from '../../platform/config/index.ts';
import type { Store } from '../../platform/store/index.ts';
import { dayPath, MAX_PAGE_BYTES, type ReadFile, type RecordFields } from '../../proof/index.ts';
import type { Tables } from '../../tables/index.ts';
import { keepArrivals } from '../arrivals/keep.ts';
import type { DraftContext } from '../publishing/draft.ts';
import { draftDay, draftFront, type Linkable } from '../publishing/draft-listing.ts';
import { faceOf } from '../publishing/face.ts';
import { random } from '../random.ts';

type Database = Store<Tables>['db'];

/** A withdrawal follows no setting and causes no job. */
const NOTHING: Pick<ActContext, 'settings' | 'enqueue'> = {
  settings: { languages: [], translations: [], review: [] },
  enqueue: async () => {},
};

/** Takes the version of a record back: its next publication is a withdrawal. Nothing happens where it is one already. */
export async function withdrawVersion(db: Database, { article, language }: RecordFields, now: Date): Promise<void> {
  const row = await db
    .selectFrom('versions')
    .select(['source', 'item'])
    .where('article', '=', article ?? '')
    .where('language', '=', language)
    .executeTakeFirst();
  if (row === undefined) return;
  const withdrawal = { source: row.source, key: row.item, language, evidence: 'tombstone' } as const;
  await db.transaction().execute((trx) => keepArrivals(trx, [], [withdrawal], { ...NOTHING, now, random }));
}

/**
 * Draws the front or day page of a void record from what the newsroom knows, to be recorded again. Its published bytes
 * are not taken over: whoever held the key may have written them.
 */
export async function redrawListing(
  { kind, language, day }: RecordFields,
  { db, settings, read }: { readonly db: Database; readonly settings: Settings; readonly read: ReadFile },
): Promise<PageDraft> {
  const trust = await readTrust(read);
  const context: DraftContext = {
    db,
    face: faceOf(settings),
    published: [],
    read,
    readBlob: async () => null,
    logSize: (await readPublishedHead(read))?.size ?? 0,
    witnessBytes: trust === null ? 0 : await cosignatureBytes(trust.policy),
    random,
  };
  const can: Linkable = {
    hasPage: (version) => version.published > 0,
    hasDay: async (each, on) => (await read(dayPath(each, on), MAX_PAGE_BYTES)) !== null,
  };
  const draft =
    kind === 'day' && day !== null
      ? await draftDay(language, day, context, can)
      : await draftFront(language, context, can);
  return { ...draft, isReissue: true };
}
