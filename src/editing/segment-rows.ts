import { type Insertable, sql } from 'kysely';
import type { Tables } from '../tables/index.ts';
import type { Segment } from '../translate/index.ts';
import type { Db, Trx } from './context.ts';
import type { Cut, SegmentRow } from './cut.ts';
import type { VersionName } from './editing.ts';

/** Rows in one statement: a database takes only so many values at once. */
const ROWS = 1_000;

/** The segments of a draft, or those with some keys, in the order of the article. */
export function loadSegments(
  db: Db,
  { article, language }: VersionName,
  keys?: readonly string[],
): Promise<SegmentRow[]> {
  let rows = db
    .selectFrom('segments')
    .selectAll()
    .where('article', '=', article)
    .where('language', '=', language)
    .orderBy('position')
    .orderBy('key');
  if (keys !== undefined) rows = rows.where(sql<boolean>`key = any(${keys}::text[])`);
  return rows.execute();
}

/** Adds segments that have no translation yet. */
export async function addSegments(
  trx: Trx,
  { article, language }: VersionName,
  added: readonly { readonly segment: Segment; readonly position: number }[],
): Promise<void> {
  for (let at = 0; at < added.length; at += ROWS) {
    const rows = added.slice(at, at + ROWS).map(
      ({ segment: { key, role, text, marks }, position }): Insertable<Tables['segments']> => ({
        article,
        language,
        key,
        position,
        role,
        source: text,
        marks: JSON.stringify(marks),
        source_before: null,
        target: '',
        state: 'empty',
        origin: null,
        engine: null,
        machine: null,
        failure: null,
        confirmed_by: null,
        confirmed_at: null,
        edit: 1,
      }),
    );
    await trx.insertInto('segments').values(rows).execute();
  }
}

/** Does to the segments of a draft what its original's change did. */
export async function applyCut(trx: Trx, { article, language }: VersionName, cut: Cut): Promise<void> {
  if (cut.gone.length > 0) {
    await trx
      .deleteFrom('segments')
      .where('article', '=', article)
      .where('language', '=', language)
      .where(sql<boolean>`key = any(${cut.gone}::text[])`)
      .execute();
  }
  const { kept } = cut;
  await sql`
    update segments set position = given.position, role = given.role, marks = given.marks
    from unnest(
      ${kept.map(({ key }) => key)}::text[], ${kept.map(({ position }) => position ?? 0)}::int[],
      ${kept.map(({ role }) => role ?? '')}::text[], ${kept.map(({ marks }) => marks ?? '[]')}::text[]
    ) as given (key, position, role, marks)
    where segments.article = ${article} and segments.language = ${language} and segments.key = given.key
      and (segments.position, segments.role, segments.marks) is distinct from (given.position, given.role, given.marks)
  `.execute(trx);
  for (const { isTouched, key, ...values } of kept) {
    if (isTouched) await changeSegment(trx, { article, language, key }, values);
  }
  await addSegments(trx, { article, language }, cut.added);
}

/** Changes one segment. */
export async function changeSegment(
  trx: Trx,
  { article, language, key }: VersionName & { readonly key: string },
  values: Partial<Omit<SegmentRow, 'article' | 'language' | 'key'>>,
): Promise<void> {
  await trx
    .updateTable('segments')
    .set(values)
    .where('article', '=', article)
    .where('language', '=', language)
    .where('key', '=', key)
    .execute();
}
