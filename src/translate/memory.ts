import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables/index.ts';
import { gramsOf } from './grams.ts';
import { memoryKey, pairId, renamed, renumbered, sourceHash } from './memory-key.ts';
import { checkPlaceholders } from './placeholders.ts';
import { pairedSentences } from './sentences.ts';

/** From which language into which. */
export interface LanguagePair {
  readonly from: string;
  readonly to: string;
}

/** A translation to be remembered. */
export interface Remembered extends LanguagePair {
  /** With placeholders. */
  readonly source: string;
  readonly target: string;
  /** Who confirmed it; null for an imported one. */
  readonly by: string | null;
  readonly at: Date;
  /** The article it was confirmed in; null for an imported one, which no withdrawal takes away. */
  readonly article: string | null;
  /** A machine wrote the target, and a person only confirmed it. */
  readonly isMachine?: boolean;
}

/** What became of the translations given: those with broken placeholders or without a text are not remembered. */
export interface RememberOutcome {
  readonly remembered: number;
  readonly skipped: number;
}

/** A row to be: a pair in the form that is stored. */
interface Row {
  readonly id: string;
  readonly source_hash: string;
  readonly from_language: string;
  readonly to_language: string;
  readonly source: string;
  readonly target: string;
  readonly by: string | null;
  readonly at: string;
  readonly imported: boolean;
  readonly machine: boolean;
  readonly article: string | null;
}

function rowOf({ from, to, source, target, by, at, article, isMachine = false }: Remembered): Row | null {
  if (source.trim() === '' || target.trim() === '' || checkPlaceholders(source, target).length > 0) return null;
  const { text, numbers } = renumbered(source.normalize('NFC').trim());
  const said = renamed(target.normalize('NFC').trim(), (number) => numbers.indexOf(number) + 1);
  return {
    id: pairId(from, to, text, said),
    source_hash: sourceHash(from, to, memoryKey(text)),
    from_language: from,
    to_language: to,
    source: text,
    target: said,
    by,
    at: at.toISOString(),
    imported: article === null,
    machine: isMachine,
    article,
  };
}

/** So many rows in one statement: PostgreSQL takes 65,535 parameters. */
const ROWS_A_STATEMENT = 1_000;

function chunks<Each>(all: readonly Each[], size: number): Each[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}

/**
 * Remembers translations: each segment, and each of its sentences where it is clear which belongs to which. Durable when
 * it has returned, or with the transaction it is called in. What the same article said of the same text before is
 * forgotten: the last word counts. Calls may run at once; the same call twice changes nothing.
 */
export async function remember(
  db: Kysely<Tables>,
  translations: Remembered | readonly Remembered[],
): Promise<RememberOutcome> {
  const all = 'source' in translations ? [translations] : translations;
  const rows = new Map<string, Row>();
  let skipped = 0;
  for (const each of all) {
    const row = rowOf(each);
    if (row === null) skipped += 1;
    for (const pair of row === null ? [] : [each, ...(pairedSentences(each.source, each.target, each) ?? [])]) {
      const one = rowOf({ ...each, ...pair });
      if (one !== null) rows.set(`${one.id} ${one.article ?? ''}`, one);
    }
  }
  // In the order of their names, so that two calls at once never wait for each other in a circle.
  const sorted = [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const some of chunks(sorted, ROWS_A_STATEMENT)) await store(db, some);
  return { remembered: all.length - skipped, skipped };
}

async function store(db: Kysely<Tables>, rows: readonly Row[]): Promise<void> {
  const imported = new Set(rows.flatMap((row) => (row.imported ? [row.id] : [])));
  const unique = [
    ...new Map(rows.map(({ article: _, ...row }) => [row.id, { ...row, imported: imported.has(row.id) }])).values(),
  ];
  await db
    .insertInto('memory')
    .values(unique)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((excluded) => ({
        by: sql`coalesce(${excluded.ref('excluded.by')}, memory.by)`,
        at: sql`greatest(${excluded.ref('excluded.at')}, memory.at)`,
        imported: sql<boolean>`${excluded.ref('excluded.imported')} or memory.imported`,
        // What a person wrote once is a person's. A file does not say who did.
        machine: sql<boolean>`memory.machine and (${excluded.ref('excluded.machine')} or ${excluded.ref('excluded.imported')})`,
      })),
    )
    .execute();
  const grams = unique.flatMap((row) =>
    gramsOf(row.from_language, row.to_language, row.source).map((gram) => ({ gram, memory: row.id })),
  );
  for (const some of chunks(grams, 10_000)) {
    await db
      .insertInto('memory_grams')
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  const uses = rows.flatMap(({ id, article }) => (article === null ? [] : [{ memory: id, article }]));
  if (uses.length === 0) return;
  await db
    .insertInto('memory_uses')
    .values(uses)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const kept = rows.map((row) => ({ id: row.id, hash: row.source_hash, article: row.article }));
  const replaced = await sql<{ memory: string }>`
    delete from memory_uses
    using memory as old, jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as said (id text, hash text, article text)
    where memory_uses.memory = old.id and memory_uses.article = said.article and old.source_hash = said.hash
      and memory_uses.memory not in (select id from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as kept (id text))
    returning memory_uses.memory
  `.execute(db);
  await removeUnused(
    db,
    replaced.rows.map((row) => row.memory),
  );
}

/** Whether this very translation is remembered as one that a machine wrote. One short query. */
export async function isMachineMade(
  db: Kysely<Tables>,
  pair: LanguagePair & Pick<Remembered, 'source' | 'target'>,
): Promise<boolean> {
  const row = rowOf({ ...pair, by: null, at: new Date(0), article: null });
  if (row === null) return false;
  const found = await db.selectFrom('memory').select('machine').where('id', '=', row.id).executeTakeFirst();
  return found?.machine === true;
}

/**
 * Forgets what was confirmed in an article and nowhere else: a withdrawn text lives on in no suggestion. Durable like
 * `remember`. What was imported or confirmed in another article too stays, for it is that one's text as well.
 */
export async function forget(db: Kysely<Tables>, article: string): Promise<void> {
  const gone = await db.deleteFrom('memory_uses').where('article', '=', article).returning('memory').execute();
  await removeUnused(
    db,
    gone.map((row) => row.memory),
  );
}

/** Removes of these pairs those that no article uses any more and nobody imported. */
async function removeUnused(db: Kysely<Tables>, ids: readonly string[]): Promise<void> {
  for (const some of chunks([...new Set(ids)], ROWS_A_STATEMENT)) {
    const gone = await db
      .deleteFrom('memory')
      .where('id', 'in', some)
      .where('imported', '=', false)
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom('memory_uses').select('article').whereRef('memory_uses.memory', '=', 'memory.id'))),
      )
      .returning(['id', 'from_language', 'to_language', 'source'])
      .execute();
    await removeGrams(db, gone);
  }
}

/** Removes pairs from the memory by their ids, for the console; of those it does not have, nothing happens. */
export async function removeFromMemory(db: Kysely<Tables>, ids: readonly string[]): Promise<number> {
  let count = 0;
  for (const some of chunks(ids, ROWS_A_STATEMENT)) {
    const gone = await db
      .deleteFrom('memory')
      .where('id', 'in', some)
      .returning(['id', 'from_language', 'to_language', 'source'])
      .execute();
    await removeGrams(db, gone);
    count += gone.length;
  }
  return count;
}

async function removeGrams(
  db: Kysely<Tables>,
  gone: readonly Pick<Row, 'id' | 'from_language' | 'to_language' | 'source'>[],
): Promise<void> {
  const grams = gone.flatMap(({ id, from_language, to_language, source }) =>
    gramsOf(from_language, to_language, source).map((gram) => ({ gram, memory: id })),
  );
  for (const some of chunks(grams, 10_000)) {
    await sql`
      delete from memory_grams using jsonb_to_recordset(${JSON.stringify(some)}::jsonb) as gone (gram integer, memory text)
      where memory_grams.gram = gone.gram and memory_grams.memory = gone.memory
    `.execute(db);
  }
}
