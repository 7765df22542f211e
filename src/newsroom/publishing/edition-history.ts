import { type Kysely, sql } from 'kysely';
import { readPublishedHead } from '../../edition/index.ts';
import {
  bundlePath,
  type EditionRecord,
  logNumber,
  ProofError,
  parseEdition,
  parseNote,
  parseRecord,
  type ReadFile,
  type RecordFields,
  readBundle,
  TILE_WIDTH,
} from '../../proof/index.ts';
import type { Tables } from '../../tables/index.ts';
import type { EditionOverview } from '../overview.ts';
import { saveEdition } from './versions.ts';

/** Editions that are read back. */
const EDITIONS = 20;
/** Log entries that are read for them: an archive that came in at once is not worth reading again. */
const ENTRIES = 16 * TILE_WIDTH;

/** An edition as the log has it. */
interface ReadEdition {
  readonly number: number;
  readonly time: string;
  /** Revisions it brought out, and what happened to each. */
  readonly brought: { readonly what: Outcome; readonly record: RecordFields }[];
}

type Outcome = 'published' | 'corrected' | 'withdrawn';

type LogEntry = { readonly edition: EditionRecord } | { readonly record: RecordFields };

type ReadEntry = (index: number) => Promise<LogEntry>;

/** Which editions of the list. */
export interface EditionQuery {
  /** Only those before this number. Default: all. */
  readonly before?: number;
  /** At most so many. */
  readonly limit: number;
}

/** A page of the list of editions, the newest first. It begins where the list was last caught up: {@link catchUpEditions}. */
export async function loadEditions(
  db: Kysely<Tables>,
  { before, limit }: EditionQuery,
): Promise<readonly EditionOverview[]> {
  let wanted = db.selectFrom('editions').selectAll().orderBy('number', 'desc').limit(limit);
  if (before !== undefined) wanted = wanted.where('number', '<', before);
  return (await wanted.execute()).map(({ time, ...counts }) => ({ ...counts, time: new Date(time) }));
}

/**
 * Brings the list of editions up to the newest one that is published, from the log, and says of versions which edition
 * brought them out: after the database was lost, or a process died between publishing and noting it.
 *
 * Returns what is wrong with the log where it could not be read, null when nothing is: the list then lacks the editions
 * from there back. It is for those who watch, so that a damaged file keeps nobody from working.
 */
export async function catchUpEditions(db: Kysely<Tables>, read: ReadFile): Promise<ProofError | null> {
  const head = await readPublishedHead(read);
  if (head === null) return null;
  const newest = await db
    .selectFrom('editions')
    .select('number')
    .where('number', '=', head.edition.number)
    .executeTakeFirst();
  if (newest !== undefined) return null;
  const { editions, fault } = await readEditions(read, head.size);
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
  return fault;
}

/**
 * The last editions of a log of `size` entries, the newest first, with what each brought out; only whole ones. Ends where
 * the log is damaged, and says how.
 */
export async function readEditions(
  read: ReadFile,
  size: number,
): Promise<{ readonly editions: readonly ReadEdition[]; readonly fault: ProofError | null }> {
  const readEntry = entryReader(read, size);
  const editions: ReadEdition[] = [];
  let current: ReadEdition | undefined;
  try {
    for (let at = size - 1; at >= Math.max(0, size - ENTRIES); at -= 1) {
      const entry = await readEntry(at);
      if ('edition' in entry) {
        if (current !== undefined) editions.push(current);
        if (editions.length === EDITIONS) return { editions, fault: null };
        const { number, time } = entry.edition;
        current = { number, time, brought: [] };
      } else if (current !== undefined) {
        const { record } = entry;
        const what = await outcomeOf(record, readEntry, size);
        if (what !== null) current.brought.push({ what, record });
      }
    }
  } catch (error) {
    if (error instanceof ProofError) return { editions, fault: error };
    throw error;
  }
  // The first edition has nothing before it.
  if (current !== undefined && size <= ENTRIES) editions.push(current);
  return { editions, fault: null };
}

/** What a record did to a language version; null for listings, and for a page that was merely drawn again. */
async function outcomeOf(
  { article, kind, log, revision, replaces }: RecordFields,
  readEntry: ReadEntry,
  size: number,
): Promise<Outcome | null> {
  if (article === null) return null;
  if (replaces === null) return 'published';
  // Places of an earlier log are not in this one; what they hold is older anyway.
  if (replaces.log === logNumber(log) && replaces.index < size) {
    const before = await readEntry(replaces.index);
    if ('record' in before && before.record.article === article && before.record.revision === revision) return null;
  }
  return kind === 'withdrawal' ? 'withdrawn' : 'corrected';
}

/** Reads log entries, each bundle once. What is wrong with one is told with the path of its bundle. */
function entryReader(read: ReadFile, size: number): ReadEntry {
  const bundles = new Map<number, Promise<readonly Uint8Array[]>>();
  const load = async (index: number): Promise<readonly Uint8Array[]> => {
    const path = bundlePath(index, size);
    const entries = await readBundle(read, index, size).catch((cause: unknown) => {
      throw cause instanceof ProofError ? cause : new ProofError('log-damaged', `${path} cannot be read`, { cause });
    });
    if (entries === null) throw new ProofError('log-damaged', `${path} is missing`);
    return entries;
  };
  return async (at) => {
    const index = Math.floor(at / TILE_WIDTH);
    const bundle = bundles.get(index) ?? load(index);
    bundles.set(index, bundle);
    const what = `${bundlePath(index, size)}: entry ${at}`;
    const { text } = parseNote((await bundle)[at % TILE_WIDTH] ?? new Uint8Array(), what);
    return text.startsWith('tamizdat.edition/')
      ? { edition: parseEdition(text, what) }
      : { record: parseRecord(text, what) };
  };
}
