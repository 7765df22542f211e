import { type Kysely, sql } from 'kysely';
import { readPublishedHead } from '../edition/index.ts';
import {
  MAX_ENTRY_BYTES,
  parseBundle,
  parseEdition,
  parseNote,
  parseRecord,
  type ReadFile,
  type RecordFields,
  TILE_WIDTH,
  tilePath,
} from '../proof/index.ts';
import type { Tables } from './tables.ts';
import { saveEdition } from './versions.ts';

/** Editions that are read back. */
const EDITIONS = 20;
/** Log entries that are read for them: an archive that came in at once is not worth reading again. */
const ENTRIES = 16 * TILE_WIDTH;
const MAX_BUNDLE_BYTES = TILE_WIDTH * (MAX_ENTRY_BYTES + 2);

/** An edition as the log has it. */
interface ReadEdition {
  readonly number: number;
  readonly time: string;
  /** Revisions it brought out, and what happened to each. */
  readonly brought: { readonly what: Outcome; readonly record: RecordFields }[];
}

type Outcome = 'published' | 'corrected' | 'withdrawn';

/**
 * Brings the list of editions up to the newest one that is published, from the log, and says of versions which edition
 * brought them out: after the database was lost, or a process died between publishing and noting it.
 */
export async function catchUpEditions(db: Kysely<Tables>, read: ReadFile): Promise<void> {
  const head = await readPublishedHead(read);
  if (head === null) return;
  const newest = await db
    .selectFrom('editions')
    .select('number')
    .where('number', '=', head.edition.number)
    .executeTakeFirst();
  if (newest !== undefined) return;
  const editions = await readEditions(read, head.size);
  await db.transaction().execute(async (trx) => {
    for (const { number, time, brought } of editions) {
      const count = (what: Outcome): number => brought.filter((each) => each.what === what).length;
      const counts = { published: count('published'), corrected: count('corrected'), withdrawn: count('withdrawn') };
      await saveEdition(trx, { number, time, ...counts });
      const records = brought.map(({ record }) => record);
      await sql`
        update versions set published_edition = ${number}
        from unnest(
          ${records.map(({ article }) => article)}::text[],
          ${records.map(({ language }) => language)}::text[],
          ${records.map(({ revision }) => revision)}::int[]
        ) as brought (article, language, revision)
        where published_edition is null and versions.article = brought.article
          and versions.language = brought.language and published_revision = brought.revision`.execute(trx);
    }
  });
}

/** The last editions of a log of `size` entries, the newest first, with what each brought out; only whole ones. */
async function readEditions(read: ReadFile, size: number): Promise<ReadEdition[]> {
  const textAt = entryReader(read, size);
  const editions: ReadEdition[] = [];
  let current: ReadEdition | undefined;
  for (let at = size - 1; at >= Math.max(0, size - ENTRIES); at -= 1) {
    const text = await textAt(at);
    if (text.startsWith('tamizdat.edition/')) {
      if (current !== undefined) editions.push(current);
      if (editions.length === EDITIONS) return editions;
      const { number, time } = parseEdition(text);
      current = { number, time, brought: [] };
    } else if (current !== undefined) {
      const record = parseRecord(text);
      const what = await outcomeOf(record, textAt, size);
      if (what !== null) current.brought.push({ what, record });
    }
  }
  // The first edition has nothing before it.
  if (current !== undefined && size <= ENTRIES) editions.push(current);
  return editions;
}

/** What a record did to a language version; null for listings, and for a page that was merely drawn again. */
async function outcomeOf(
  { article, kind, revision, replaces }: RecordFields,
  textAt: (index: number) => Promise<string>,
  size: number,
): Promise<Outcome | null> {
  if (article === null) return null;
  if (replaces === null) return 'published';
  // Places of an earlier log are not in this one; what they hold is older anyway.
  if (replaces.index < size) {
    const before = await textAt(replaces.index);
    if (!before.startsWith('tamizdat.edition/')) {
      const replaced = parseRecord(before);
      if (replaced.article === article && replaced.revision === revision) return null;
    }
  }
  return kind === 'withdrawal' ? 'withdrawn' : 'corrected';
}

/** Reads the texts of log entries, each bundle once. */
function entryReader(read: ReadFile, size: number): (index: number) => Promise<string> {
  const bundles = new Map<number, Promise<readonly Uint8Array[]>>();
  const load = async (index: number): Promise<readonly Uint8Array[]> => {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
    const path = tilePath({ level: 'entries', index, width });
    return parseBundle((await read(path, MAX_BUNDLE_BYTES)) ?? new Uint8Array(), width, path);
  };
  return async (at) => {
    const index = Math.floor(at / TILE_WIDTH);
    const bundle = bundles.get(index) ?? load(index);
    bundles.set(index, bundle);
    return parseNote(new TextDecoder().decode((await bundle)[at % TILE_WIDTH])).text;
  };
}
